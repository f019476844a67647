import type { Clock } from '../../src/kit/clock.ts'

/** A clock of its own: faster than the real one, and it can be put forward. */
export interface ScaledClock extends Clock {
  /** Puts it forward by so many of its milliseconds; who sleeps until then wakes. */
  advance(milliseconds: number): void
}

/** Real milliseconds between two looks, at most, that count: a process that the machine leaves waiting must not find that hours have passed. */
const longestGap = 5

/**
 * A clock that begins at `start` (milliseconds since 1970) and runs `speed` times as fast as the real one, as long as this process gets its turns: on a busy
 * machine it is slower, and so is what it times.
 */
export function scaledClock(speed: number, start = Date.UTC(2026, 9, 1, 8)): ScaledClock {
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  let time = start
  let seen = performance.now()
  let timer: NodeJS.Timeout | undefined
  const now = (): number => {
    const real = performance.now()
    time += Math.min(real - seen, longestGap) * speed
    seen = real
    return Math.floor(time)
  }
  const wakeDue = (): void => {
    const at = now()
    for (const sleeper of [...sleepers].toSorted((a, b) => a.until - b.until)) if (sleeper.until <= at) sleeper.wake()
  }
  const keepTime = (): void => {
    if (sleepers.size > 0) timer ??= setInterval(wakeDue, 1)
    else {
      clearInterval(timer)
      timer = undefined
    }
  }
  const sleep = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => {
        sleepers.delete(sleeper)
        signal?.removeEventListener('abort', onAbort)
        keepTime()
        settle()
      }
      const onAbort = () => end(() => reject(signal?.reason))
      const sleeper = { until: now() + milliseconds, wake: () => end(resolve) }
      if (signal?.aborted) return onAbort()
      if (milliseconds <= 0) return resolve()
      signal?.addEventListener('abort', onAbort)
      sleepers.add(sleeper)
      keepTime()
    })
  return {
    now,
    sleep,
    advance: (milliseconds) => {
      time += milliseconds
      wakeDue()
    },
  }
}
