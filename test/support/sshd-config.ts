import type { KeyType } from './keys.ts'

export interface SshdSettings {
  readonly hostKeyTypes?: readonly KeyType[]
  /** Sessions at once over one connection; 10 as in OpenSSH. */
  readonly maxSessions?: number
  readonly allowTcpForwarding?: boolean
  /** Runs instead of whatever the client asks for. */
  readonly forceCommand?: string
  /** Environment of every session. */
  readonly env?: Readonly<Record<string, string>>
  /** PATH of every session; by default sshd's own. */
  readonly path?: string
  /** A password of the user, beside the key. Needs isolation. */
  readonly password?: string
  /** How the password is asked for. */
  readonly passwordMethod?: 'password' | 'keyboard-interactive'
  /** Further lines of sshd_config; they win over all others. */
  readonly extraConfig?: readonly string[]
}

/** Text of a complete sshd_config. The first value of a keyword counts there. */
export function sshdConfig(settings: SshdSettings, port: number, folder: string): string {
  const asksByPam = settings.password !== undefined && settings.passwordMethod === 'keyboard-interactive'
  const yes = (value: boolean): string => (value ? 'yes' : 'no')
  return [
    ...(settings.extraConfig ?? []),
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...(settings.hostKeyTypes ?? ['ed25519']).map((type) => `HostKey ${folder}/host_${type}`),
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    `PasswordAuthentication ${yes(settings.password !== undefined && !asksByPam)}`,
    `KbdInteractiveAuthentication ${yes(asksByPam)}`,
    `UsePAM ${yes(asksByPam)}`,
    'PermitRootLogin yes',
    'StrictModes no',
    'PidFile none',
    'LogLevel VERBOSE',
    'UseDNS no',
    'PrintMotd no',
    'PrintLastLog no',
    'MaxStartups 1000',
    `MaxSessions ${settings.maxSessions ?? 10}`,
    `AllowTcpForwarding ${yes(settings.allowTcpForwarding ?? true)}`,
    'Subsystem sftp internal-sftp',
    ...(settings.forceCommand ? [`ForceCommand ${settings.forceCommand}`] : []),
    ...environment(settings),
    '',
  ].join('\n')
}

function environment({ env = {}, path }: SshdSettings): string[] {
  const variables = Object.entries(path === undefined ? env : { ...env, PATH: path })
  if (variables.length === 0) return []
  return [`SetEnv ${variables.map(([name, value]) => `"${name}=${value.replace(/(["\\])/g, '\\$1')}"`).join(' ')}`]
}
