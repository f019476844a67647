import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from './hosts.ts'
import type { Network } from './network.ts'

/** Writes an ssh_config(5) through which OpenSSH, rsync, Capistrano and Ansible reach the hosts. Returns its path. */
export function writeSshConfig(folder: string, hosts: readonly Host[], network: Network): string {
  mkdirSync(folder, { recursive: true })
  const [config, key, known] = ['config', 'key', 'known_hosts'].map((name) => join(folder, name)) as [string, string, string]
  writeFileSync(key, hosts[0]?.sshd.key ?? '')
  chmodSync(key, 0o600)
  const lines = hosts.flatMap(({ sshd }, index) => sshd.hostKeys.map((pin) => `[127.0.0.1]:${network.ports[index]} ${pin}\n`))
  writeFileSync(known, lines.join(''))
  const entries = hosts.map(
    ({ name, sshd }, index) => `Host ${name}
  HostName 127.0.0.1
  Port ${network.ports[index]}
  User ${sshd.user}
  IdentityFile ${key}
  IdentitiesOnly yes
  UserKnownHostsFile ${known}
  StrictHostKeyChecking yes
  BatchMode yes
`,
  )
  writeFileSync(config, entries.join(''))
  return config
}
