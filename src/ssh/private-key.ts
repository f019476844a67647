import type { ParsedKey } from 'ssh2'
import { invalidKey, type KeyProblem } from './key-problems.ts'
import { cleanKeyText, findPem, type Pem, pemText } from './key-text.ts'
import { fromPkcs8 } from './pkcs8.ts'
import { fingerprint, keyLine, publicKeyOf, readString } from './public-key.ts'

/** A private key that can sign. */
export interface PrivateKey {
  readonly type: string
  readonly fingerprint: string
  /** The public half, as a line for authorized_keys. */
  readonly authorizedKey: string
  readonly parsed: ParsedKey
}

/** Opening an encrypted key takes a good part of a second of computing, and many hosts share one. */
const opened = new Map<string, Promise<PrivateKey | KeyProblem>>()

/** The key of the host called `name`. Throws {@link InputError} `invalid-key` in words of its own for every usual mistake. */
export async function readPrivateKey(raw: string, passphrase: string | undefined, name: string): Promise<PrivateKey> {
  const id = JSON.stringify([raw, passphrase])
  const opening = opened.get(id) ?? open(raw, passphrase)
  opened.set(id, opening)
  const key = await opening
  if (typeof key === 'string') throw invalidKey(key, name)
  return key
}

async function open(raw: string, passphrase: string | undefined): Promise<PrivateKey | KeyProblem> {
  const cleaned = cleanKeyText(raw)
  const pem = findPem(cleaned)
  if (!pem) return withoutPem(cleaned)
  const problem = labelProblem(pem.label) ?? (pem.label.startsWith('OPENSSH') ? containerProblem(pem) : undefined)
  if (problem) return problem
  const encrypted = isEncrypted(pem)
  if (encrypted && !passphrase) return 'passphrase-missing'
  const parsed = await parse(pem, passphrase)
  return typeof parsed === 'string' ? parsed : (usable(parsed) ?? (encrypted ? 'passphrase-wrong' : 'damaged'))
}

/** What text without a whole PEM block is. */
function withoutPem(cleaned: string): KeyProblem {
  if (cleaned === '') return 'empty'
  if (cleaned.startsWith('PuTTY-User-Key-File')) return 'putty'
  if (/^[\w@.-]+-cert-v0\d@openssh\.com /.test(cleaned)) return 'certificate'
  if (/^sk-(ssh|ecdsa)-/.test(cleaned)) return 'fido'
  if (/^(ssh-(ed25519|rsa|dss)|ecdsa-sha2-\w+) /.test(cleaned)) return 'public'
  if (/(BEGIN|END) [A-Z0-9 ]*PRIVATE KEY/.test(cleaned)) return 'truncated'
  return /^[~./\\]?[\w~./\\:-]{1,250}$/.test(cleaned) && /[/\\]|^id_\w+$/.test(cleaned) && cleaned.length < 120 ? 'path' : 'unknown'
}

function labelProblem(label: string): KeyProblem | undefined {
  if (label.endsWith('PUBLIC KEY')) return 'public'
  if (label.endsWith('CERTIFICATE')) return 'certificate'
  if (label === 'DSA PRIVATE KEY') return 'kind'
  return /^((OPENSSH|RSA|EC|ENCRYPTED) )?PRIVATE KEY$/.test(label) ? undefined : 'unknown'
}

const magic = 'openssh-key-v1\0'

/** The open part of OpenSSH's format (PROTOCOL.key): cipher, kdf, its options, how many, the public key; then the secret part. */
function container(pem: Pem): { cipher: string; type: string; whole: boolean } | undefined {
  const blob = Buffer.from(pem.base64, 'base64')
  if (!blob.toString('latin1').startsWith(magic)) return undefined
  const cipher = readString(blob, magic.length)
  const kdf = cipher && readString(blob, magic.length + 4 + cipher.length)
  const atOptions = magic.length + 8 + (cipher?.length ?? 0) + (kdf?.length ?? 0)
  const options = kdf && readString(blob, atOptions)
  const atPublic = atOptions + 8 + (options?.length ?? 0)
  const open = options && readString(blob, atPublic)
  const whole = open !== undefined && readString(blob, atPublic + 4 + open.length) !== undefined
  return { cipher: cipher?.toString() ?? '', type: (open && readString(open, 0))?.toString() ?? '', whole }
}

function containerProblem(pem: Pem): KeyProblem | undefined {
  const inside = container(pem)
  if (!inside) return 'damaged'
  if (inside.type.startsWith('sk-')) return 'fido'
  if (inside.type.includes('-cert-v0')) return 'certificate'
  if (!inside.whole) return 'truncated'
  return /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521))$/.test(inside.type) ? undefined : 'kind'
}

const isEncrypted = (pem: Pem): boolean =>
  pem.headers.length > 0 || pem.label.startsWith('ENCRYPTED') || (container(pem)?.cipher ?? 'none') !== 'none'

async function parse(pem: Pem, passphrase: string | undefined): Promise<ParsedKey | Error | KeyProblem> {
  const { default: parser } = await import('ssh2/lib/protocol/keyParser.js')
  try {
    const portable = /^(ENCRYPTED )?PRIVATE KEY$/.test(pem.label) ? fromPkcs8(pemText(pem), passphrase) : pemText(pem)
    return portable === undefined ? 'kind' : parser.parseKey(portable, passphrase)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** The key, if it can sign what its public half verifies: a key may parse and still be damaged. */
function usable(parsed: ParsedKey | Error): PrivateKey | undefined {
  if (parsed instanceof Error || !parsed.isPrivateKey()) return undefined
  const sample = Buffer.from('sallyport')
  const digest = parsed.type === 'ssh-rsa' ? 'sha256' : undefined
  const signature: Buffer | Error = parsed.sign(sample, digest)
  if (signature instanceof Error || parsed.verify(sample, signature, digest) !== true) return undefined
  const open = publicKeyOf(parsed.getPublicSSH())
  return open && { type: open.type, fingerprint: fingerprint(open.blob), authorizedKey: keyLine(open), parsed }
}
