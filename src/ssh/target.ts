/** One host as SSH sees it. Keys and passwords are text in memory, already masked in the log. */
export interface SshTarget {
  /** What people call it: in the log, in errors. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** Private key (PEM or OpenSSH), as pasted into a secret. */
  readonly key?: string
  readonly passphrase?: string
  readonly password?: string
  /** Path of an agent's socket (`SSH_AUTH_SOCK`). */
  readonly agent?: string
  /** Pinned host keys: lines of OpenSSH's public-key format (`ssh-ed25519 AAAA…`) or `SHA256:…` fingerprints. */
  readonly hostKeys: readonly string[]
  /** Text in OpenSSH's known_hosts format that may also name this host (plain, hashed, `[host]:port`, `@revoked`). */
  readonly knownHosts?: string
  /** The host to go through; verified by its own pins. */
  readonly jump?: SshTarget
}
