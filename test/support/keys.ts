import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { removeFolder, temporaryFolder } from './temporary.ts'

const run = promisify(execFile)

export type KeyType = 'ed25519' | 'ecdsa' | 'rsa'

export interface KeyPair {
  /** The private key as text. */
  readonly private: string
  /** One line: type, key, comment. */
  readonly public: string
}

interface KeyOptions {
  readonly passphrase?: string
  /** `PEM`: the older format of OpenSSL, for ecdsa and rsa. */
  readonly format?: 'RFC4716' | 'PEM' | 'PKCS8'
  readonly bits?: number
}

/** A new key pair, by ssh-keygen. */
export async function makeKey(type: KeyType = 'ed25519', options: KeyOptions = {}): Promise<KeyPair> {
  const folder = await temporaryFolder('key')
  try {
    return await writeKey(join(folder, 'key'), type, options)
  } finally {
    removeFolder(folder)
  }
}

/** The same, kept in a file and a `.pub` file beside it. */
export async function writeKey(file: string, type: KeyType, { passphrase = '', format, bits }: KeyOptions = {}): Promise<KeyPair> {
  const shape = [...(format ? ['-m', format] : []), ...(bits ? ['-b', String(bits)] : [])]
  await run('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'sallyport', '-f', file, ...shape])
  return { private: await readFile(file, 'utf8'), public: (await readFile(`${file}.pub`, 'utf8')).trim() }
}

let deployKey: Promise<KeyPair> | undefined

/** The key that opens every host of this process, unless a host is told otherwise. */
export function sharedKey(): Promise<KeyPair> {
  deployKey ??= makeKey()
  return deployKey
}
