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

/** A command that was asked for. */
export interface StartingProcess {
  /**
   * There at once: what is written leaves with the request, as far as the host is known to take it before it answers; the rest when it runs.
   * Destroyed when the command is not started.
   */
  readonly stdin: Writable
  /** The same process once it runs, with the same `stdin`. Rejects with a RemoteError when the host opens no channel or the connection is gone. */
  readonly started: Promise<RemoteProcess>
}

/** One SSH connection, kept for the whole run. */
export interface SshConnection {
  readonly name: string
  /** Milliseconds that one round trip takes, as seen while connecting: the smallest of several. */
  readonly roundTrip: number
  /** Settles when the connection ends, with the reason when it was not asked for. Never rejects. */
  readonly closed: Promise<Error | undefined>
  /** Starts a command whose input may be written before it runs: a round trip less to its first answer. Nothing waits for anything. */
  start(command: string): StartingProcess
  /** Starts a command; rejects with a RemoteError when the host opens no channel or the connection is gone. */
  exec(command: string): Promise<RemoteProcess>
  /** A TCP stream from the host to an address that the host can reach (`direct-tcpip`). */
  dial(host: string, port: number): Promise<Duplex>
  close(): void
}

/**
 * Is handed a connection in the making, once an attempt at it, before anything was heard of the host. Commands that it starts leave together with the login where the
 * host is known to be good for that, otherwise as soon as the login is granted; where the attempt fails, so do they.
 */
export type Begin = (connection: SshConnection) => void
