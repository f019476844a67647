import { createHmac, timingSafeEqual } from 'node:crypto'
import { type PublicKey, parsePublicKey } from './public-key.ts'

/** One usable line of a known_hosts text (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly marker: 'revoked' | 'cert-authority' | undefined
  /** Comma-separated patterns, or one hashed name. */
  readonly names: string
  readonly key: PublicKey
}

export interface KnownHosts {
  readonly entries: readonly KnownHost[]
  /** Numbers of the lines that could not be read, the first being 1. */
  readonly unreadable: readonly number[]
}

/** Reads text in OpenSSH's known_hosts format. Lines that cannot be read are counted, not fatal: one bad line spoils no other host. */
export function parseKnownHosts(words: string): KnownHosts {
  const entries: KnownHost[] = []
  const unreadable: number[] = []
  for (const [index, line] of words
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const entry = parseLine(line)
    if (entry) entries.push(entry)
    else unreadable.push(index + 1)
  }
  return { entries, unreadable }
}

function parseLine(line: string): KnownHost | undefined {
  const [, marker, names = '', type = '', base64 = ''] = /^\s*(?:@(\S+)\s+)?(\S+)\s+(\S+)\s+(\S+)/.exec(line) ?? []
  if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return undefined
  const key = parsePublicKey(type, base64)
  return key && { marker, names, key }
}

/**
 * The lines that speak of a host. As OpenSSH does, a port other than 22 is looked up as `[host]:port` first, and as the bare
 * name only when there is no such line. Revocations count under both names.
 */
export function linesFor({ entries }: KnownHosts, host: string, port: number): KnownHost[] {
  const bare = host.toLowerCase()
  const withPort = `[${bare}]:${port}`
  const exact = entries.filter((entry) => namesHost(entry.names, withPort))
  const plain = entries.filter((entry) => namesHost(entry.names, bare))
  if (port === 22 || !exact.some((entry) => entry.marker === undefined)) return [...new Set([...exact, ...plain])]
  return [...exact, ...plain.filter((entry) => entry.marker === 'revoked')]
}

/** Whether a list of patterns names the host; one `!pattern` that matches takes the whole line out. */
export function namesHost(names: string, host: string): boolean {
  if (names.startsWith('|')) return isHashOf(names, host)
  const patterns = names.toLowerCase().split(',')
  const matches = (pattern: string) => wildcard(pattern).test(host)
  if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))) return false
  return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern))
}

const wildcard = (pattern: string): RegExp => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's')
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function isHashOf(hashed: string, host: string): boolean {
  const [, version, salt = '', hash = ''] = hashed.split('|')
  const expected = Buffer.from(hash, 'base64')
  if (version !== '1' || expected.length !== 20) return false
  return timingSafeEqual(expected, createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest())
}
