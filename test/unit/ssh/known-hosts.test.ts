import { createHmac } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { linesFor, namesHost, parseKnownHosts } from '../../../src/ssh/known-hosts.ts'

const blob = (fill: number): string =>
  Buffer.concat([Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20', 'latin1'), Buffer.alloc(32, fill)]).toString('base64')
const [A, B, C] = [1, 2, 3].map((fill) => `ssh-ed25519 ${blob(fill)}`)
const hash = (name: string): string => {
  const salt = Buffer.alloc(20, 7)
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}

describe('known_hosts', () => {
  const cases = [
    { name: 'a plain line', words: `example.com ${A}`, host: 'example.com', port: 22, keys: [A] },
    { name: 'another host', words: `example.com ${A}`, host: 'example.org', port: 22, keys: [] },
    { name: 'a comment behind, spaces before', words: `  example.com\t${A} root@box`, host: 'example.com', port: 22, keys: [A] },
    { name: 'letters of any case', words: `Example.COM ${A}`, host: 'eXample.com', port: 22, keys: [A] },
    { name: 'a list of names', words: `web1,10.0.0.1 ${A}`, host: '10.0.0.1', port: 22, keys: [A] },
    { name: 'several keys', words: `web1 ${A}\nweb1 ${B}`, host: 'web1', port: 22, keys: [A, B] },
    { name: 'a hashed name', words: `${hash('web1')} ${A}\n${hash('web2')} ${B}`, host: 'web1', port: 22, keys: [A] },
    { name: 'a hashed name with port', words: `${hash('[web1]:2222')} ${A}`, host: 'web1', port: 2222, keys: [A] },
    { name: 'the port before the bare name', words: `web1 ${A}\n[web1]:2222 ${B}`, host: 'web1', port: 2222, keys: [B] },
    { name: 'the bare name when no line has the port', words: `web1 ${A}\n[web1]:2200 ${B}`, host: 'web1', port: 2222, keys: [A] },
    { name: 'the bare name on port 22', words: `[web1]:2222 ${B}\nweb1 ${A}`, host: 'web1', port: 22, keys: [A] },
    { name: 'a wildcard', words: `*.example.com ${A}`, host: 'a.example.com', port: 22, keys: [A] },
    { name: 'a question mark', words: `web? ${A}`, host: 'web12', port: 22, keys: [] },
    { name: 'a pattern taken out', words: `*.example.com,!old.example.com ${A}`, host: 'old.example.com', port: 22, keys: [] },
    { name: 'IPv6', words: `2001:db8::1 ${A}\n[2001:db8::2]:2222 ${B}`, host: '2001:db8::2', port: 2222, keys: [B] },
    { name: 'Windows lines and comments', words: `# mine\r\n\r\nweb1 ${A}\r\n`, host: 'web1', port: 22, keys: [A] },
  ]
  it.each(cases)('$name', ({ words, host, port, keys }) => {
    const lines = linesFor(parseKnownHosts(words), host, port)
    expect(lines.map((line) => `${line.key.type} ${line.key.blob.toString('base64')}`)).toEqual(keys)
  })

  it('keeps revocations under both names', () => {
    const words = `@revoked web1 ${A}\n[web1]:2222 ${B}\n@revoked [web1]:2222 ${C}`
    expect(linesFor(parseKnownHosts(words), 'web1', 2222).map((line) => line.marker)).toEqual([undefined, 'revoked', 'revoked'])
  })

  it('counts lines that it cannot read', () => {
    const cut = A?.slice(0, -20)
    const words = [
      'web1',
      `web1 ${A}`,
      'web1 ssh-ed25519 %%%',
      `web1 ${cut}`,
      `@unknown web1 ${A}`,
      `web1 ecdsa-sha2-nistp256 ${blob(1)}`,
      '',
    ]
    const known = parseKnownHosts(words.join('\n'))
    expect(known.unreadable).toEqual([1, 3, 4, 5, 6])
    expect(known.entries).toHaveLength(1)
  })

  it('takes a name for itself only, whatever letters it has', () => {
    fc.assert(
      fc.property(fc.domain(), fc.domain(), (one, other) => {
        expect(namesHost(one, one.toLowerCase())).toBe(true)
        expect(namesHost(hash(one.toLowerCase()), one.toLowerCase())).toBe(true)
        expect(namesHost(one, other.toLowerCase())).toBe(one.toLowerCase() === other.toLowerCase())
      }),
    )
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (words) => void linesFor(parseKnownHosts(words), 'web1', 22)))
  })
})
