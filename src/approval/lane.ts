import type { Clock } from '../kit/clock.ts'
import { InputError, RemoteError } from '../kit/errors.ts'

/** A way on which only the newest thing travels: what is outdated before it could be sent is left out. */
export interface Lane<T> {
  /**
   * Sends it as soon as what is under way has arrived; tries again until it arrives, something newer is put in, or it is refused for good: then
   * the next thing is tried anew.
   */
  put(item: T): void
  /** Resolves when nothing is left to send, or the lane is closed. */
  idle(): Promise<void>
  /** Whether everything that was put in has arrived, or was replaced by what has. */
  isClear(): boolean
  close(): void
}

interface Waiting<T> {
  readonly item: T
  /** How often it was refused for good. */
  refusals: number
}

/** Milliseconds between two tries: doubled each time, up to the second. */
const firstPause = 1000
const longestPause = 8000
/** A refusal for good is believed when it comes again. */
const believed = 2

export function laneOf<T>(send: (item: T) => Promise<void>, clock: Clock, onFault: (error: unknown) => void): Lane<T> {
  const closing = new AbortController()
  let waiting: Waiting<T> | undefined
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    let pause = firstPause
    while (waiting && !closing.signal.aborted) {
      const next: Waiting<T> = waiting
      try {
        await send(next.item)
        if (waiting === next) waiting = undefined
        pause = firstPause
      } catch (error) {
        if (pause === firstPause) onFault(error)
        if (isForGood(error) && ++next.refusals >= believed && waiting === next) break
        await clock.sleep(pause, closing.signal).catch(() => {})
        pause = Math.min(longestPause, pause * 2)
      }
    }
    running = undefined
  }
  const put = (item: T): void => {
    waiting = { item, refusals: 0 }
    running ??= run()
  }
  return {
    put,
    idle: async () => {
      await running
    },
    isClear: () => waiting === undefined,
    close: () => closing.abort(),
  }
}

const isForGood = (error: unknown): boolean => error instanceof InputError || (error instanceof RemoteError && !error.retryable)
