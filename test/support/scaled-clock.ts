import type { Clock } from '../../src/kit/clock.ts'

/** A clock of its own: faster than the real one, and it can be put forward. */
export interface ScaledClock extends Clock {
  /** Puts it forward by so many of its milliseconds; who sleeps until then wakes. */
  advance(milliseconds: number): void
}

/** A clock that begins at `start` (milliseconds since 1970) and runs `speed` times as fast as the real one. */
export function scaledClock(speed: number, start = Date.UTC(2026, 9, 1, 8)): ScaledClock {
  const began = performance.now()
  const sleepers = new Set<() => void>()
  let ahead = 0
  const now = () => Math.floor(start + ahead + (performance.now() - began) * speed)
  const sleep = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const until = now() + milliseconds
      let timer: NodeJS.Timeout | undefined
      const end = (settle: () => void) => {
        clearTimeout(timer)
        sleepers.delete(look)
        signal?.removeEventListener('abort', onAbort)
        settle()
      }
      const onAbort = () => end(() => reject(signal?.reason))
      const look = () => {
        clearTimeout(timer)
        const left = until - now()
        if (left <= 0) end(resolve)
        else timer = setTimeout(look, Math.min(left / speed, 2 ** 31 - 1))
      }
      if (signal?.aborted) return onAbort()
      signal?.addEventListener('abort', onAbort)
      sleepers.add(look)
      look()
    })
  return {
    now,
    sleep,
    advance: (milliseconds) => {
      ahead += milliseconds
      for (const look of [...sleepers]) look()
    },
  }
}
