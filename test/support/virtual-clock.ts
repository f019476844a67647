import type { Clock } from '../../src/kit/clock.ts'

/** A clock on which waiting takes no time: whoever waits puts it forward. */
export interface VirtualClock extends Clock {
  advance(milliseconds: number): void
}

export function virtualClock(start = Date.UTC(2026, 9, 1, 8)): VirtualClock {
  let now = start
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted()
      now += Math.max(0, milliseconds)
    },
    advance: (milliseconds) => {
      now += milliseconds
    },
  }
}
