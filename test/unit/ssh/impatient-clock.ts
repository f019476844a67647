import { type Clock, systemClock } from '../../../src/kit/clock.ts'

/** A clock on which all waits are a hundred times shorter. */
export const impatientClock: Clock = {
  now: () => systemClock.now(),
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 100, signal),
}
