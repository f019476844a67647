import type { Clock } from '../../../src/kit/clock.ts'

/** A clock that stands still until somebody waits, and then is where they wanted to be. */
export interface LeapingClock extends Clock {
  readonly waits: number[]
  advance(milliseconds: number): void
}

export function leapingClock(start = Date.parse('2026-11-01T10:00:00Z')): LeapingClock {
  let now = start
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds
    },
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted()
      waits.push(milliseconds)
      now += milliseconds
    },
  }
}
