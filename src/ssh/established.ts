import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { RemoteError } from '../kit/errors.ts'
import { tunnel } from './channel-stream.ts'
import { type CommandInput, commandInput } from './command-input.ts'
import type { RemoteProcess, SshConnection, StartingProcess } from './connection.ts'
import { channelFailure, connectionLost, forwardFailure } from './connection-failures.ts'
import { remoteProcess } from './remote-process.ts'
import type { Sessions } from './sessions.ts'
import type { Opened } from './ssh2-inside.ts'
import type { SshTarget } from './target.ts'

interface Established {
  readonly target: SshTarget
  readonly client: Client
  readonly line: Duplex
  readonly sessions: Sessions
  /** Milliseconds, once the client is ready. */
  readonly roundTrip: () => number
}

/**
 * A client that connects or has connected, as a connection. Errors of its life end in `closed`; they never become uncaught. Commands may be started before
 * it is ready.
 */
export function established({ target, client, line, sessions, roundTrip }: Established): SshConnection {
  let asked = false
  let reason: Error | undefined
  const { promise: closed, resolve } = Promise.withResolvers<Error | undefined>()
  line.setMaxListeners(0) // each channel may wait for it
  client.on('error', (error) => {
    if (error.level === 'agent') return // ssh2 goes on with the next way to log in
    reason ??= error
    setImmediate(() => line.destroy()) // what ssh2 says as a farewell leaves first
  })
  client.on('close', () => resolve(asked ? undefined : connectionLost(target, reason)))

  /** Opens a channel. `accept` runs at once: the channel's end may already be in the next packet. */
  const open = <T>(ask: (done: Opened) => void, accept: (channel: ClientChannel) => T, refused: (error: Error) => Error): Promise<T> =>
    new Promise((fulfil, reject) => {
      if (line.destroyed || !line.writable) return reject(connectionLost(target, reason))
      void closed.then(() => reject(connectionLost(target, reason)))
      ask((error, channel) => {
        if (!error) fulfil(accept(channel))
        else reject(line.destroyed ? connectionLost(target, reason ?? error) : refused(error))
      })
    })

  const tryStart = (command: string, input: CommandInput) =>
    open(
      (done) => sessions.start({ command, follow: input.follow, done }),
      (channel) => {
        const process = remoteProcess(channel, input.stream, closed)
        input.open(channel)
        return process
      },
      (error) => channelFailure(target, error),
    )

  const startFor = async (command: string, input: CommandInput): Promise<RemoteProcess> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await tryStart(command, input)
      } catch (error) {
        if (wasNotStarted(error) && attempt < attempts) continue
        input.stream.destroy(error as Error)
        throw error
      }
    }
  }

  const start = (command: string): StartingProcess => {
    const input = commandInput(line)
    return { stdin: input.stream, started: startFor(command, input) }
  }

  return {
    name: target.name,
    get roundTrip() {
      return roundTrip()
    },
    closed,
    start,
    exec: (command) => start(command).started,
    dial: (host, port) =>
      open(
        (done) => client.forwardOut('127.0.0.1', 0, host, port, done),
        (channel) => tunnel(channel, line),
        (error) => forwardFailure(target, host, port, error),
      ),
    close: () => {
      asked = true
      client.end()
      line.end(() => line.destroy())
    },
  }
}

/**
 * Dropbear closes a new channel before it has read what it is for, when a command of another channel ends just then: nothing was started,
 * and the next channel does.
 */
const attempts = 5
const wasNotStarted = (error: unknown): boolean =>
  error instanceof RemoteError && error.cause instanceof Error && error.cause.message === 'Unable to exec'
