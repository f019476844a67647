import { beforeAll, describe, expect, it } from '@jest/globals'
import { channelAuthority } from '../../../src/chat/delivery/channel-authority.ts'
import { authorityOf } from '../../../src/kit/authority.ts'
import { type Certificate, selfSigned } from '../../support/certificates.ts'
import { describeWith } from '../../support/needs.ts'

describe('an authority of one’s own', () => {
  it.each([
    ['nothing', ''],
    ['a path', '/etc/ssl/own.pem'],
    ['words', 'certificate of acme'],
    ['half of a certificate', '-----BEGIN CERTIFICATE-----\nMIIB'],
    ['a certificate of noise', '-----BEGIN CERTIFICATE-----\nMIIBnoise\n-----END CERTIFICATE-----'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----'],
    ['a public key', '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----'],
  ])('is not %s', (_, ca) => {
    const channel = { type: 'wecom', name: 'corp', webhook: 'https://qyapi.test/cgi-bin/webhook/send?key=x', ca } as const
    expect(() => channelAuthority(channel)).toThrow(
      expect.objectContaining({ name: 'InputError', code: 'invalid-configuration', where: 'channels.corp.ca' }),
    )
  })

  it('may be missing', () => {
    expect(channelAuthority({ type: 'wecom', name: 'corp', webhook: 'https://qyapi.test/x' })).toBeUndefined()
  })
})

describeWith(['openssl'], 'certificates of authorities', () => {
  let one: Certificate
  let other: Certificate
  beforeAll(async () => {
    one = await selfSigned(['DNS:one.test'])
    other = await selfSigned(['DNS:other.test'])
  })

  it('may be several, with words around them', () => {
    expect(authorityOf(`one:\n${one.cert}\r\nother:\n${other.cert}`, 'here')).toBe(one.cert + other.cert)
  })

  it('are refused as a whole where one is damaged, or a key is among them', () => {
    const damaged = other.cert.replace(/\n[A-Za-z0-9+/]{20}/, '\n')
    for (const pem of [one.cert + damaged, one.cert + one.key]) expect(() => authorityOf(pem, 'here')).toThrow()
  })
})
