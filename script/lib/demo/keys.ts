import { generateKeyPairSync } from 'node:crypto'
import ssh2 from 'ssh2'

export interface DemoKey {
  /** PEM. */
  readonly private: string
  /** Type and key, as in `known_hosts` and `authorized_keys`. */
  readonly public: string
}

/** A new ECDSA key. Node makes it: of the ed25519 keys that ssh2 makes, two in a thousand cannot be read back. */
export function newKey(): DemoKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'sec1', format: 'pem' }).toString()
  const parsed = ssh2.utils.parseKey(pem)
  if (parsed instanceof Error) throw parsed
  return { private: pem, public: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}` }
}
