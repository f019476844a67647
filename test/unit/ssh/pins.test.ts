import { beforeAll, describe, expect, it } from '@jest/globals'
import { InputError } from '../../../src/kit/errors.ts'
import { hostKeyAlgorithms, judge, readPins } from '../../../src/ssh/pins.ts'
import { fingerprint } from '../../../src/ssh/public-key.ts'
import type { SshTarget } from '../../../src/ssh/target.ts'
import { makeKey } from '../../support/keys.ts'

const target = (given: Partial<SshTarget>): SshTarget => ({
  name: 'web1',
  host: '10.0.0.11',
  port: 22,
  user: 'deploy',
  hostKeys: [],
  ...given,
})
const blobOf = (line: string): Buffer => Buffer.from(line.split(' ')[1] ?? '', 'base64')

describe('host key pins', () => {
  let ed: string
  let rsa: string
  let other: string
  beforeAll(async () => {
    ed = (await makeKey('ed25519')).public
    rsa = (await makeKey('rsa', { bits: 2048 })).public
    other = (await makeKey('ed25519')).public
  })

  it.each([
    { name: 'a line with a comment', write: (line: string) => line },
    { name: 'a line of ssh-keyscan', write: (line: string) => `10.0.0.11 ${line}` },
    { name: 'a fingerprint', write: (line: string) => fingerprint(blobOf(line)) },
    { name: 'a line of ssh-keygen -l', write: (line: string) => `256 ${fingerprint(blobOf(line))} root@web1 (ED25519)` },
    { name: 'several lines with a comment', write: (line: string) => `# of the new machine\n${other}\r\n${line}\n` },
  ])('$name is read', ({ write }) => {
    const pins = readPins(target({ hostKeys: [write(ed)] }))
    expect(judge(pins, blobOf(ed))).toBe('known')
    expect(judge(pins, blobOf(rsa))).toBe('changed')
  })

  it('come from known_hosts too, beside the own ones', () => {
    const pins = readPins(target({ hostKeys: [ed], knownHosts: `10.0.0.11 ${rsa}\nelsewhere ${other}` }))
    expect([ed, rsa, other].map((line) => judge(pins, blobOf(line)))).toEqual(['known', 'known', 'changed'])
  })

  it('that are revoked are refused even when pinned', () => {
    const pins = readPins(target({ hostKeys: [ed], knownHosts: `@revoked * ${ed}` }))
    expect(judge(pins, blobOf(ed))).toBe('revoked')
  })

  it('that do not exist let nobody pass', () => {
    expect(judge(readPins(target({})), blobOf(ed))).toBe('no-pin')
  })

  it('decide what is negotiated', () => {
    expect(hostKeyAlgorithms(readPins(target({ hostKeys: [ed] })))).toEqual(['ssh-ed25519'])
    expect(hostKeyAlgorithms(readPins(target({ hostKeys: [rsa] })))).toEqual(['rsa-sha2-512', 'rsa-sha2-256'])
    const any = hostKeyAlgorithms(readPins(target({ hostKeys: [fingerprint(blobOf(ed))] })))
    expect(any).toContain('ssh-ed25519')
    expect(any).not.toContain('ssh-rsa')
    expect(hostKeyAlgorithms(readPins(target({})))).toEqual(any)
  })

  it.each([
    { name: 'no key at all', line: 'yes please', code: 'invalid-configuration' },
    { name: 'an MD5 fingerprint', line: 'MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48', code: 'invalid-configuration' },
    { name: 'a key that is cut', line: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJF7', code: 'invalid-configuration' },
    { name: 'a DSA key', line: 'ssh-dss AAAAB3NzaC1kc3MAAAA=', code: 'not-supported' },
    { name: 'a FIDO key', line: 'sk-ssh-ed25519@openssh.com AAAA', code: 'not-supported' },
    { name: 'a host certificate', line: 'ssh-ed25519-cert-v01@openssh.com AAAA', code: 'not-supported' },
  ])('refuse $name', ({ line, code }) => {
    const read = () => readPins(target({ hostKeys: [line] }))
    expect(read).toThrow(InputError)
    expect(read).toThrow(expect.objectContaining({ code, where: 'servers.web1.host-key' }))
  })

  it('refuse a certificate authority unless there is a key as well', () => {
    const authority = `@cert-authority *.example.com,10.0.0.* ${other}`
    expect(() => readPins(target({ knownHosts: authority }))).toThrow(expect.objectContaining({ code: 'not-supported' }))
    expect(readPins(target({ knownHosts: authority, hostKeys: [ed] })).keys).toHaveLength(1)
  })
})
