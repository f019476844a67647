import { createHash } from 'node:crypto'

/** A public key as it travels: its blob starts with its type (RFC 4253 6.6). */
export interface PublicKey {
  readonly type: string
  readonly blob: Buffer
}

/** The length-prefixed string at `at` (RFC 4251 5), or undefined when the blob ends before it does. */
export function readString(blob: Buffer, at: number): Buffer | undefined {
  if (blob.length < at + 4) return undefined
  const end = at + 4 + blob.readUInt32BE(at)
  return end > blob.length ? undefined : blob.subarray(at + 4, end)
}

/** `blob` as a key, or undefined when it is not one or not whole. */
export function publicKeyOf(blob: Buffer): PublicKey | undefined {
  const type = readString(blob, 0)?.toString('latin1')
  if (!type || !/^[\w@.-]+$/.test(type)) return undefined
  let at = 0
  let fields = 0
  for (; at < blob.length; fields++) {
    const field = readString(blob, at)
    if (!field) return undefined
    at += 4 + field.length
  }
  return fields > 1 ? { type, blob } : undefined
}

/** The key of an OpenSSH line's two columns, or undefined when they do not belong together or the text is cut. */
export function parsePublicKey(type: string, base64: string): PublicKey | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const key = publicKeyOf(Buffer.from(base64, 'base64'))
  return key?.type === type ? key : undefined
}

/** The fingerprint that OpenSSH prints: `SHA256:` and 43 letters. */
export const fingerprint = (blob: Buffer): string => `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`

/** The line that names a key in `authorized_keys`, `known_hosts` and our `host-key:`. */
export const keyLine = (key: PublicKey): string => `${key.type} ${key.blob.toString('base64')}`

/** Host keys of these types can be verified, best first. */
export const hostKeyTypes = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'] as const
