import { createPrivateKey, type KeyObject } from 'node:crypto'
import { pemText } from './key-text.ts'

/** A PKCS#8 key (`BEGIN PRIVATE KEY`) in a form that ssh2 reads. Throws what OpenSSL says; undefined: not a kind for SSH. */
export function fromPkcs8(pem: string, passphrase: string | undefined): string | undefined {
  const key = createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString()
  if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString()
  return key.asymmetricKeyType === 'ed25519' ? opensshEd25519(key) : undefined
}

const string = (value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** OpenSSH's own format (PROTOCOL.key), unencrypted: the only one it has for ed25519. */
function opensshEd25519(key: KeyObject): string {
  const { x = '', d = '' } = key.export({ format: 'jwk' })
  const [open, secret] = [Buffer.from(x, 'base64url'), Buffer.from(d, 'base64url')]
  const name = string('ssh-ed25519')
  const check = Buffer.alloc(8)
  const inner = Buffer.concat([check, name, string(open), string(Buffer.concat([secret, open])), string('')])
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (inner.length % 8)) % 8))
  const count = Buffer.from([0, 0, 0, 1])
  const outer = [string('none'), string('none'), string(''), count, string(Buffer.concat([name, string(open)]))]
  const blob = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...outer, string(Buffer.concat([inner, padding]))])
  return pemText({ label: 'OPENSSH PRIVATE KEY', headers: [], base64: blob.toString('base64') })
}
