import { Duplex } from 'node:stream'
import type { ClientChannel } from 'ssh2'

export type Done = (error?: Error | null) => void

/**
 * Writes into a channel and calls back when more may follow. The channel's window holds back what the host does not read;
 * `line`, the stream below, is waited for as well, since ssh2 does not and a host may grant any window. ssh2 never calls back
 * when the channel closes under a write: `giveUp` does.
 */
export function sender(channel: Duplex, line: Duplex) {
  let waiting: Done | undefined
  const settle = (error?: Error | null) => {
    const done = waiting
    waiting = undefined
    done?.(error)
  }
  return {
    send: (chunk: Buffer, done: Done) => {
      waiting = done
      channel.write(chunk, (error) => {
        if (error || !line.writableNeedDrain) settle(error)
        else line.once('drain', () => settle())
      })
    },
    giveUp: (error: Error | null) => settle(error ?? new Error('the stream was closed')),
  }
}

/** A forwarded connection as an ordinary stream: it ends, fails and closes as a socket does. */
export function tunnel(channel: ClientChannel, line: Duplex): Duplex {
  const { send, giveUp } = sender(channel, line)
  const stream = new Duplex({
    highWaterMark: 256 * 1024,
    read: () => channel.resume(),
    write: (chunk, _encoding, done) => send(chunk, done),
    writev: (chunks, done) => send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done),
    final: (done) => {
      channel.end()
      done()
    },
    destroy: (error, done) => {
      giveUp(error)
      channel.destroy()
      channel.resume()
      done(error)
    },
  })
  channel
    .on('data', (data: Buffer) => void (stream.push(data) || channel.pause()))
    .on('end', () => stream.push(null))
    .on('close', () => (stream.writableLength > 0 ? stream.destroy(new Error('the forwarded connection was closed')) : stream.end()))
    .on('error', (error: Error) => stream.destroy(error))
  return stream.on('error', () => undefined)
}
