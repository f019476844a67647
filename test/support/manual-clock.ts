import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../src/kit/clock.ts'

/** A clock that stands still until a test moves it: everything that waits for a time wakes in order, at that very time. */
export interface ManualClock extends Clock {
  /** Lets so many milliseconds pass, and what they wake do its work. */
  pass(milliseconds: number): Promise<void>
  /** Lets time pass in small steps until something is true; fails after a day. */
  passUntil(isTrue: () => boolean, step?: number): Promise<void>
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

const day = 24 * 3_600_000

/** `isBusy`: something is under way that takes real time, a request to a server: until it is over, time stands still. */
export function manualClock(start: number, isBusy: () => boolean = () => false): ManualClock {
  let now = start
  let sleepers: Sleeper[] = []
  const settle = async () => {
    for (let calm = 0; calm < 5; calm++) {
      await turn()
      if (isBusy()) calm = -1
    }
  }
  const pass = async (milliseconds: number) => {
    const until = now + milliseconds
    await settle()
    for (;;) {
      const next = sleepers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      sleepers = sleepers.filter((sleeper) => sleeper !== next)
      now = Math.max(now, next.at)
      next.wake()
      await settle()
    }
    now = until
    await settle()
  }
  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const give = () => {
          sleepers = sleepers.filter((sleeper) => sleeper !== entry)
          reject(signal?.reason)
        }
        const entry = {
          at: now + Math.max(0, milliseconds),
          wake: () => {
            signal?.removeEventListener('abort', give)
            resolve()
          },
        }
        if (signal?.aborted) return reject(signal.reason)
        signal?.addEventListener('abort', give, { once: true })
        sleepers.push(entry)
      }),
    pass,
    passUntil: async (isTrue, step = 1000) => {
      for (const from = now; !isTrue(); await pass(step)) if (now - from > day) throw new Error('it did not become true within a day')
    },
  }
}
