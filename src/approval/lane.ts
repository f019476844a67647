import type { Clock } from '../kit/clock.ts'

/** A way on which only the newest thing travels: what is outdated before it could be sent is left out. */
export interface Lane<T> {
  /** Sends it as soon as what is under way has arrived; tries again until it arrives or something newer is put in. */
  put(item: T): void
  /** Resolves when nothing is left to send, or the lane is closed. */
  idle(): Promise<void>
  /** Whether everything that was put in has arrived, or was replaced by what has. */
  isClear(): boolean
  close(): void
}

/** Milliseconds between two tries: doubled each time, up to the second. */
const firstPause = 1000
const longestPause = 8000

export function laneOf<T>(send: (item: T) => Promise<void>, clock: Clock, onFault: (error: unknown) => void): Lane<T> {
  const closing = new AbortController()
  let waiting: { readonly item: T } | undefined
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    let pause = firstPause
    while (waiting && !closing.signal.aborted) {
      const next = waiting
      try {
        await send(next.item)
        if (waiting === next) waiting = undefined
        pause = firstPause
      } catch (error) {
        if (pause === firstPause) onFault(error)
        await clock.sleep(pause, closing.signal).catch(() => {})
        pause = Math.min(longestPause, pause * 2)
      }
    }
    running = undefined
  }
  return {
    put: (item) => {
      waiting = { item }
      running ??= run()
    },
    idle: async () => {
      await running
    },
    isClear: () => waiting === undefined,
    close: () => closing.abort(),
  }
}
