import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The command that runs Dropbear's server in the foreground; `sbin` is where it lies. */
export const dropbearArgv = (sbin: string, folder: string, port: number): string[] => [
  ...[join(sbin, 'dropbear'), '-F', '-E', '-s', '-p', `127.0.0.1:${port}`],
  ...['-r', join(folder, 'dropbear_key'), '-P', join(folder, 'dropbear.pid')],
]

/** A host key, whose public line is returned, and `authorized_keys` of the folder where Dropbear looks for it: in the user's home. */
export async function layOutDropbear(folder: string, home: string, uid: number): Promise<string> {
  const key = join(folder, 'dropbear_key')
  const told = execFileSync('dropbearkey', ['-t', 'ed25519', '-f', key], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const line = told.split('\n').find((words) => words.startsWith('ssh-ed25519 '))
  if (!line) throw new Error(`dropbearkey told no public key:\n${told}`)
  const keys = join(home, '.ssh')
  mkdirSync(keys, { recursive: true, mode: 0o700 })
  copyFileSync(join(folder, 'authorized_keys'), join(keys, 'authorized_keys'))
  chmodSync(join(keys, 'authorized_keys'), 0o600)
  for (const path of [keys, join(keys, 'authorized_keys')]) chownSync(path, uid, uid)
  return line
}
