import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { InputError } from '../../../src/kit/errors.ts'
import { pemText } from '../../../src/ssh/key-text.ts'
import { readPrivateKey } from '../../../src/ssh/private-key.ts'
import { type KeyPair, makeKey } from '../../support/keys.ts'

const problemOf = (raw: string, passphrase?: string) =>
  readPrivateKey(raw, passphrase, 'web1').then(
    () => undefined,
    (error: unknown) => error as InputError,
  )

const ssh = (...fields: (string | Buffer)[]): Buffer =>
  Buffer.concat(
    fields.map((field) => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(Buffer.byteLength(field))
      return Buffer.concat([length, Buffer.from(field)])
    }),
  )

/** An OpenSSH container whose public key has the given type. */
const containerOf = (type: string): string => {
  const open = ssh(type, Buffer.alloc(32))
  const blob = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ssh('none', 'none', ''),
    Buffer.from([0, 0, 0, 1]),
    ssh(open, Buffer.alloc(64)),
  ])
  return pemText({ label: 'OPENSSH PRIVATE KEY', headers: [], base64: blob.toString('base64') })
}

const pkcs8 = (type: 'ed25519' | 'ec' | 'rsa' | 'x25519', passphrase?: string): string => {
  const privateKeyEncoding = {
    type: 'pkcs8',
    format: 'pem',
    ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
  } as const
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const
  if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding, publicKeyEncoding }).privateKey
  if (type === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-384', privateKeyEncoding, publicKeyEncoding }).privateKey
  if (type === 'x25519') return generateKeyPairSync('x25519', { privateKeyEncoding, publicKeyEncoding }).privateKey
  return generateKeyPairSync('ed25519', { privateKeyEncoding, publicKeyEncoding }).privateKey
}

describe('a private key that can be used', () => {
  const kinds = [
    { name: 'ed25519', type: 'ed25519', options: {}, is: 'ssh-ed25519' },
    { name: 'ed25519 with a passphrase', type: 'ed25519', options: { passphrase: 'hü shh' }, is: 'ssh-ed25519' },
    { name: 'ecdsa 256', type: 'ecdsa', options: { bits: 256 }, is: 'ecdsa-sha2-nistp256' },
    { name: 'ecdsa 521', type: 'ecdsa', options: { bits: 521 }, is: 'ecdsa-sha2-nistp521' },
    { name: 'ecdsa in PEM with a passphrase', type: 'ecdsa', options: { format: 'PEM', passphrase: 'secret' }, is: 'ecdsa-sha2-nistp256' },
    { name: 'rsa', type: 'rsa', options: { bits: 2048 }, is: 'ssh-rsa' },
    { name: 'rsa in PEM', type: 'rsa', options: { format: 'PEM', bits: 2048 }, is: 'ssh-rsa' },
    { name: 'rsa in PEM with a passphrase', type: 'rsa', options: { format: 'PEM', bits: 2048, passphrase: 'secret' }, is: 'ssh-rsa' },
    { name: 'rsa in PKCS#8 by ssh-keygen', type: 'rsa', options: { format: 'PKCS8', bits: 2048 }, is: 'ssh-rsa' },
  ] as const

  it.each(kinds)('$name', async ({ type, options, is }) => {
    const pair = await makeKey(type, options)
    const passphrase = 'passphrase' in options ? options.passphrase : undefined
    for (const raw of [
      pair.private,
      pair.private.replaceAll('\n', '\r\n'),
      pair.private.replaceAll('\n', ' '),
      pair.private.replaceAll('\n', ''),
    ]) {
      const key = await readPrivateKey(raw, passphrase, 'web1')
      expect(key.type).toBe(is)
      expect(key.authorizedKey).toBe(pair.public.split(' ').slice(0, 2).join(' '))
    }
  })

  it.each([
    { name: 'ed25519', type: 'ed25519', is: 'ssh-ed25519' },
    { name: 'ec', type: 'ec', is: 'ecdsa-sha2-nistp384' },
    { name: 'rsa', type: 'rsa', is: 'ssh-rsa' },
  ] as const)('PKCS#8 $name, open and encrypted', async ({ type, is }) => {
    expect((await readPrivateKey(pkcs8(type), undefined, 'web1')).type).toBe(is)
    expect((await readPrivateKey(pkcs8(type, 'secret'), 'secret', 'web1')).type).toBe(is)
  })
})

describe('a private key that cannot be used', () => {
  let open: KeyPair
  let locked: KeyPair
  let lockedPem: KeyPair
  beforeAll(async () => {
    open = await makeKey('ed25519')
    locked = await makeKey('ed25519', { passphrase: 'right' })
    lockedPem = await makeKey('rsa', { passphrase: 'right', format: 'PEM', bits: 2048 })
  })

  const cases: { name: string; raw: () => string; passphrase?: string; says: RegExp }[] = [
    { name: 'nothing', raw: () => ' \n', says: /is empty/ },
    { name: 'a public key', raw: () => open.public, says: /public key; the private key/ },
    {
      name: 'a public key in PEM',
      raw: () => '-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----',
      says: /public key; the private key/,
    },
    {
      name: 'a public key of RFC 4716',
      raw: () => '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----',
      says: /public key/,
    },
    { name: 'a key of PuTTY', raw: () => 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n', says: /PuTTY/ },
    { name: 'a user certificate', raw: () => 'ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1l me', says: /certificate/ },
    { name: 'an X.509 certificate', raw: () => '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', says: /certificate/ },
    { name: 'a FIDO key', raw: () => containerOf('sk-ssh-ed25519@openssh.com'), says: /FIDO/ },
    { name: 'the public half of a FIDO key', raw: () => 'sk-ssh-ed25519@openssh.com AAAAGnNr me', says: /FIDO/ },
    { name: 'a DSA key', raw: () => containerOf('ssh-dss'), says: /kind of private key/ },
    {
      name: 'an old DSA key',
      raw: () => '-----BEGIN DSA PRIVATE KEY-----\nMIIB\n-----END DSA PRIVATE KEY-----',
      says: /kind of private key/,
    },
    { name: 'a key for something else', raw: () => pkcs8('x25519'), says: /kind of private key/ },
    { name: 'an encrypted key without passphrase', raw: () => locked.private, says: /no passphrase is given/ },
    { name: 'an encrypted key, passphrase empty', raw: () => locked.private, passphrase: '', says: /no passphrase is given/ },
    { name: 'an encrypted key, passphrase wrong', raw: () => locked.private, passphrase: 'wrong', says: /does not open/ },
    { name: 'an encrypted PEM key without passphrase', raw: () => lockedPem.private, says: /no passphrase is given/ },
    { name: 'an encrypted PEM key, passphrase wrong', raw: () => lockedPem.private, passphrase: 'wrong', says: /does not open/ },
    { name: 'an encrypted PKCS#8 key, passphrase wrong', raw: () => pkcs8('ec', 'right'), passphrase: 'wrong', says: /does not open/ },
    { name: 'an encrypted PKCS#8 key without passphrase', raw: () => pkcs8('ec', 'right'), says: /no passphrase is given/ },
    { name: 'a key without its END line', raw: () => open.private.split('\n').slice(0, 4).join('\n'), says: /cut off/ },
    { name: 'a key without its BEGIN line', raw: () => open.private.split('\n').slice(1).join('\n'), says: /cut off/ },
    { name: 'a key with a line missing', raw: () => open.private.split('\n').toSpliced(3, 1).join('\n'), says: /cut off|damaged/ },
    {
      name: 'a key with a letter changed',
      raw: () => open.private.replace(/^(.{264})(.)/s, (_, a: string, b: string) => a + (b === 'A' ? 'B' : 'A')),
      says: /damaged|cut off/,
    },
    { name: 'the path of a key', raw: () => '~/.ssh/id_ed25519', says: /path of a file/ },
    { name: 'some other secret', raw: () => 'ghp_0123456789abcdef', says: /no BEGIN line/ },
  ]

  it.each(cases)('$name', async ({ raw, passphrase, says }) => {
    const error = await problemOf(raw(), passphrase)
    expect(error).toBeInstanceOf(InputError)
    expect(error?.code).toBe('invalid-key')
    expect(error?.problem.en).toMatch(says)
    expect(error?.where).toMatch(/^servers\.web1\.(key|passphrase)$/)
  })

  it('never shows what was pasted', async () => {
    for (const { raw, passphrase } of cases) {
      const error = await problemOf(raw(), passphrase)
      const said = JSON.stringify([error?.problem, error?.remedy, error?.message, error?.cause])
      for (const piece of raw().match(/[A-Za-z0-9+/_]{16,}/g) ?? []) expect(said).not.toContain(piece)
    }
  })
})
