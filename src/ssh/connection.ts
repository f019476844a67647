import type { Duplex, Readable, Writable } from 'node:stream'

/** How a remote command ended. `lost`: no exit status came, which is a failure, never a success. */
export type Exit =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'lost' }

/** A command that runs on a host. */
export interface RemoteProcess {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Never rejects. */
  readonly exit: Promise<Exit>
  /** Closes the channel at once. What runs on the host is not ended by that. */
  abandon(): void
}

/** One SSH connection, kept for the whole run. */
export interface SshConnection {
  readonly name: string
  /** Milliseconds that one round trip takes, as seen while connecting: the smallest of several. */
  readonly roundTrip: number
  /** Settles when the connection ends, with the reason when it was not asked for. Never rejects. */
  readonly closed: Promise<Error | undefined>
  /** Starts a command; rejects with a RemoteError when the host opens no channel or the connection is gone. */
  exec(command: string): Promise<RemoteProcess>
  /** A TCP stream from the host to an address that the host can reach (`direct-tcpip`). */
  dial(host: string, port: number): Promise<Duplex>
  close(): void
}
