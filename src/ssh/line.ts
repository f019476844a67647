import { once } from 'node:events'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../kit/clock.ts'

/** An open way to a host's SSH port on which nothing was said yet. */
export interface Line {
  readonly stream: Duplex
  /** Milliseconds that opening took: about one round trip. */
  readonly took: number
}

/** Carried by a signal whose time is over. */
export class TimeIsOver extends Error {
  override readonly name = 'TimeIsOver'
  readonly milliseconds: number
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`)
    this.milliseconds = milliseconds
  }
}

interface Waiting {
  readonly signal: AbortSignal
  readonly clock: Clock
}

/** Gives a task a signal that also aborts after `milliseconds`, with {@link TimeIsOver}. */
export async function within<T>(milliseconds: number, { clock, signal }: Waiting, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const [over, done] = [new AbortController(), new AbortController()]
  clock.sleep(milliseconds, AbortSignal.any([signal, done.signal])).then(
    () => over.abort(new TimeIsOver(milliseconds)),
    () => undefined, // not needed any more, or cancelled: `signal` says so itself
  )
  try {
    return await task(AbortSignal.any([signal, over.signal]))
  } finally {
    done.abort()
  }
}

/** Opens a TCP connection; throws what the system says (`ECONNREFUSED` …) or the signal's reason. */
export async function dialTcp(host: string, port: number, { signal, clock }: Waiting): Promise<Line> {
  signal.throwIfAborted()
  let started = clock.now()
  const socket = connect({ host: host.replace(/^\[(.*)\]$/, '$1'), port, noDelay: true, autoSelectFamilyAttemptTimeout: 1500 })
  socket.on('connectionAttempt', () => {
    started = clock.now() // the name is resolved by now: what follows is one round trip
  })
  socket.on('error', () => undefined) // for life: some failures are told twice
  try {
    await once(socket, 'connect', { signal })
  } catch (error) {
    socket.destroy()
    throw signal.aborted ? signal.reason : error
  }
  return { stream: coalesce(socket), took: clock.now() - started }
}

/**
 * Lets the writes of one turn leave together. ssh2 writes each packet in three pieces; on a socket without this they become
 * three segments, and through a jump host three packets (facts/deploy.md 4.1).
 */
export function coalesce<S extends Duplex>(stream: S): S {
  const write: Duplex['write'] = stream.write.bind(stream)
  const flush = () => {
    corked = false
    stream.uncork()
  }
  let corked = false
  const gather = (...data: Parameters<Duplex['write']>): boolean => {
    if (!corked) {
      corked = true
      stream.cork()
      process.nextTick(flush)
    }
    return write(...data)
  }
  return Object.assign(stream, { write: gather })
}
