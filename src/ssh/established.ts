import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { tunnel } from './channel-stream.ts'
import type { SshConnection } from './connection.ts'
import { channelFailure, connectionLost, forwardFailure } from './connection-failures.ts'
import { remoteProcess } from './remote-process.ts'
import type { SshTarget } from './target.ts'

/** A client that is ready, as a connection. Errors of its later life end in `closed`; they never become uncaught. */
export function established(target: SshTarget, client: Client, line: Duplex, roundTrip: number): SshConnection {
  let asked = false
  let reason: Error | undefined
  const { promise: closed, resolve } = Promise.withResolvers<Error | undefined>()
  line.setMaxListeners(0) // each channel may wait for it
  client.on('error', (error) => {
    reason ??= error
    line.destroy()
  })
  client.on('close', () => resolve(asked ? undefined : connectionLost(target, reason)))

  /** Opens a channel. `accept` runs at once: the channel's end may already be in the next packet. */
  const open = <T>(ask: (done: Opened) => void, accept: (channel: ClientChannel) => T, refused: (error: Error) => Error): Promise<T> =>
    new Promise((fulfil, reject) => {
      if (line.destroyed || !line.writable) return reject(connectionLost(target, reason))
      ask((error, channel) => {
        if (!error) fulfil(accept(channel))
        else reject(line.destroyed ? connectionLost(target, reason ?? error) : refused(error))
      })
    })

  return {
    name: target.name,
    roundTrip,
    closed,
    exec: (command) =>
      open(
        (done) => client.exec(command, done),
        (channel) => remoteProcess(channel, line, closed),
        (error) => channelFailure(target, error),
      ),
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

type Opened = (error: Error | undefined, channel: ClientChannel) => void
