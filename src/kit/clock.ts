import { setTimeout as delay } from 'node:timers/promises'

/** The time and the only way to wait: passed in, so that tests own it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Waits; rejects with the signal's reason when it aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** A timer of Node takes no more, in milliseconds; a longer one would end at once. */
export const longestTimer = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    for (let left = Math.max(0, milliseconds); left >= 0; left -= longestTimer) await doze(Math.min(left, longestTimer), signal)
  },
}

const doze = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    throw signal?.aborted ? signal.reason : error
  })
