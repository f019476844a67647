import type { Clock } from '../../src/kit/clock.ts'

/** A clock that goes on by turns of the event loop, not by the machine's clock: on a busy machine it is slower, and so is what it times. */
export interface TickingClock extends Clock {
  /** Puts it forward by so many of its milliseconds; who sleeps until then wakes. */
  advance(milliseconds: number): void
  stop(): void
}

/** A clock that begins at `start` (milliseconds since 1970) and goes on by `step` milliseconds about every millisecond, if there is time. */
export function tickingClock(step: number, start = Date.now()): TickingClock {
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  let now = start
  const advance = (milliseconds: number): void => {
    now += milliseconds
    for (const sleeper of [...sleepers].toSorted((a, b) => a.until - b.until)) if (sleeper.until <= now) sleeper.wake()
  }
  const timer = setInterval(() => advance(step), 1)
  const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        sleepers.delete(sleeper)
        signal?.removeEventListener('abort', onAbort)
        settle()
      }
      const onAbort = () => end(() => reject(signal?.reason))
      const sleeper = { until: now + milliseconds, wake: () => end(resolve) }
      if (signal?.aborted) return onAbort()
      if (milliseconds <= 0) return resolve()
      signal?.addEventListener('abort', onAbort)
      sleepers.add(sleeper)
    })
  return { now: () => now, sleep, advance, stop: () => clearInterval(timer) }
}
