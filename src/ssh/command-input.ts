import { type Duplex, Writable } from 'node:stream'
import { type Done, sender } from './channel-stream.ts'
import type { Sink } from './ssh2-inside.ts'

/** Standard input of a command, which may be written before the command runs. */
export interface CommandInput {
  readonly stream: Writable
  /** The command was asked for: so many bytes of what is written may be sent before it runs, on this way, and so many of them were. */
  follow(sink: Sink, room: number, sent: number): void
  /** It runs, on this channel: everything may be sent. */
  open(channel: Duplex): void
}

/** So many bytes are taken from a writer before the command runs, and kept in case it has to be asked for again. */
const keptAtMost = 64 * 1024

/**
 * Destroyed before its end it sends no end of file: the host cannot take a part for the whole. `line` is the stream that carries the
 * connection.
 */
export function commandInput(line: Duplex): CommandInput {
  const early = earlyBytes()
  let running: Running | undefined
  /** A write, or the end, that has to wait until the command runs. */
  let waiting: Done | undefined
  const wake = (error?: Error | null) => {
    const next = waiting
    waiting = undefined
    next?.(error)
  }
  const stream = new Writable({
    highWaterMark: 256 * 1024,
    write: (chunk: Buffer, _encoding, done) => {
      if (running) return running.send(chunk, done)
      if (early.keep(chunk)) return done()
      waiting = (error) => (error ? done(error) : running?.send(chunk, done))
    },
    final: (done) => {
      waiting = (error) => {
        if (!error) running?.end()
        done(error)
      }
      if (running) wake()
    },
    destroy: (error, done) => {
      wake(error ?? new Error('the stream was closed'))
      running?.giveUp(error)
      done(error)
    },
  })
  stream.on('error', () => undefined) // whoever writes learns it by the callback or the pipeline
  return {
    stream,
    follow: early.follow,
    open: (channel) => {
      const started = { ...sender(channel, line), end: () => void channel.end() }
      const begin = () => {
        running = started
        wake()
      }
      const rest = early.rest()
      if (rest.length > 0) started.send(rest, begin)
      else begin()
    },
  }
}

interface Running extends ReturnType<typeof sender> {
  end(): void
}

/** What was written before the command runs; some of it may be under way already. */
function earlyBytes() {
  let kept = Buffer.alloc(0)
  let sent = 0
  let isOver = false
  let way: { readonly sink: Sink; readonly room: number } | undefined
  const pass = () => {
    if (!way || way.sink.writableEnded) return // closed by the host, which did not start the command
    const next = kept.subarray(sent, way.room)
    sent += next.length
    if (next.length > 0) way.sink.write(next)
  }
  return {
    /** Takes a piece, unless there is no more room or the command runs. */
    keep: (piece: Buffer): boolean => {
      if (isOver || kept.length + piece.length > keptAtMost) return false
      kept = Buffer.concat([kept, piece])
      pass()
      return true
    },
    follow: (sink: Sink, room: number, before: number): void => {
      way = { sink, room }
      sent = before
      pass()
    },
    /** What was not sent; nothing more is taken from now on. */
    rest: (): Buffer => {
      isOver = true
      return kept.subarray(sent)
    },
  }
}
