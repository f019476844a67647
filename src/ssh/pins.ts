import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { linesFor, parseKnownHosts } from './known-hosts.ts'
import { fingerprint, hostKeyTypes, type PublicKey, parsePublicKey } from './public-key.ts'
import type { SshTarget } from './target.ts'

/** What is known of a host's keys before it is spoken to. */
export interface Pins {
  readonly keys: readonly PublicKey[]
  /** `SHA256:…`, of keys of any type. */
  readonly prints: readonly string[]
  readonly revoked: readonly PublicKey[]
  /** Lines of the known_hosts text that could not be read. */
  readonly unreadable: readonly number[]
}

/** What the pins say of a key that a host presented. */
export type Verdict = 'known' | 'changed' | 'revoked' | 'no-pin'

export function judge(pins: Pins, blob: Buffer): Verdict {
  if (pins.revoked.some((key) => key.blob.equals(blob))) return 'revoked'
  if (pins.keys.length + pins.prints.length === 0) return 'no-pin'
  return pins.keys.some((key) => key.blob.equals(blob)) || pins.prints.includes(fingerprint(blob)) ? 'known' : 'changed'
}

/**
 * The host key algorithms to negotiate: only those of pinned types, else the host may present another of its keys and a correct
 * pin would not match (facts/deploy.md 4.5). A bare fingerprint does not tell its type, so all are offered. Never SHA-1.
 */
export function hostKeyAlgorithms(pins: Pins): string[] {
  const any = pins.prints.length > 0 || pins.keys.length === 0
  const wanted = hostKeyTypes.filter((type) => any || pins.keys.some((key) => key.type === type))
  return wanted.flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]))
}

/** All pins of a host, from its own lines and from the known_hosts text. Throws {@link InputError}. */
export function readPins(target: SshTarget): Pins {
  const own = target.hostKeys.flatMap((entry) => entry.split(/\r\n|\n|\r/)).filter((line) => !/^\s*(#|$)/.test(line))
  const lines = own.map((line) => readPin(line, target))
  const known = parseKnownHosts(target.knownHosts ?? '')
  const named = linesFor(known, target.host, target.port)
  const pins = {
    keys: [...lines.filter((pin) => typeof pin !== 'string'), ...named.filter((line) => !line.marker).map((line) => line.key)].filter(
      isUsable,
    ),
    prints: lines.filter((pin) => typeof pin === 'string'),
    revoked: named.filter((line) => line.marker === 'revoked').map((line) => line.key),
    unreadable: known.unreadable,
  }
  const empty = pins.keys.length + pins.prints.length === 0
  if (empty && named.some((line) => line.marker === 'cert-authority')) throw certificateAuthority(target)
  return pins
}

const isUsable = (key: PublicKey): boolean => hostKeyTypes.some((type) => type === key.type)

/** One line of `host-key:`. A host name in front (as ssh-keyscan prints) and words behind (a comment) are let be. */
function readPin(line: string, target: SshTarget): PublicKey | string {
  const print = /(?:^|\s)(SHA256:[A-Za-z0-9+/]{43})=?(?=\s|$)/.exec(line)?.[1]
  if (print) return print
  const words = line.trim().split(/\s+/)
  const at = words.findIndex((word) => /^(ssh-|ecdsa-|sk-)/.test(word))
  const [type = '', base64 = ''] = at < 0 ? [] : words.slice(at)
  if (/-cert-v0\d@openssh\.com$/.test(type) || /^(sk-|ssh-dss$)/.test(type)) throw unsupportedType(type, target)
  const key = parsePublicKey(type, base64)
  if (key && isUsable(key)) return key
  throw malformed(line, target)
}

const place = (target: SshTarget): string => `servers.${target.name}.host-key`

const howToRead: Text = text(
  'Write the line that “cat /etc/ssh/ssh_host_ed25519_key.pub” prints on the server, or the SHA256 fingerprint that “ssh-keygen -lf” prints for that file.',
  '请填写在服务器上执行“cat /etc/ssh/ssh_host_ed25519_key.pub”所输出的整行，或“ssh-keygen -lf”对该文件输出的 SHA256 指纹。',
)

const malformed = (line: string, target: SshTarget): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text(
      `The host key of ${target.name} cannot be read: expected “ssh-ed25519 AAAA…” or “SHA256:…”, found “${printable(line, 60)}”.`,
      `无法读取 ${target.name} 的主机公钥：应为“ssh-ed25519 AAAA…”或“SHA256:…”，实际为“${printable(line, 60)}”。`,
    ),
    where: place(target),
    remedy: howToRead,
  })

const unsupportedType = (type: string, target: SshTarget): InputError =>
  new InputError({
    code: 'not-supported',
    problem: text(
      `The host key of ${target.name} has the type ${printable(type)}, which is not supported.`,
      `${target.name} 的主机公钥类型是 ${printable(type)}，不受支持。`,
    ),
    where: place(target),
    remedy: text(
      `Pin the server's ordinary ed25519, ECDSA or RSA key. ${howToRead.en}`,
      `请固定服务器的普通 ed25519、ECDSA 或 RSA 公钥。${howToRead['zh-CN']}`,
    ),
  })

const certificateAuthority = (target: SshTarget): InputError =>
  new InputError({
    code: 'not-supported',
    problem: text(
      `known-hosts names only a certificate authority for ${target.name}; host certificates are not supported.`,
      `known-hosts 中 ${target.name} 只有证书颁发机构（@cert-authority）；不支持主机证书。`,
    ),
    where: place(target),
    remedy: howToRead,
  })
