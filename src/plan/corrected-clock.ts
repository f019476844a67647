import type { Clock } from '../kit/clock.ts'

/** A clock that goes by what a server says the time is. */
export interface CorrectedClock extends Clock {
  /** Learns from an answer: the server’s time in milliseconds (whole seconds, as HTTP tells it), and when the question went and the answer came by `uncorrected`. */
  learn(date: number, asked: number, answered: number): void
  readonly uncorrected: Clock
  /** Milliseconds that the machine’s clock is behind. */
  readonly offset: () => number
}

/** A difference that an answer under way and a time in whole seconds explain is none, in milliseconds. */
const tolerance = 1000

/**
 * Machines’ clocks are off, and a release is due to the second. Each answer bounds the difference: the server read its clock between question and answer, and
 * cut off less than a second. What all answers leave is the difference; as long as nothing is well off, nothing is corrected.
 */
export function correctedClock(clock: Clock): CorrectedClock {
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const offset = (): number => {
    if (least <= 0 && most >= 0) return 0
    const middle = (least + most) / 2
    return Number.isFinite(middle) ? Math.round(middle) : 0
  }
  return {
    uncorrected: clock,
    offset,
    now: () => clock.now() + offset(),
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
    learn: (date, asked, answered) => {
      if (!Number.isFinite(date) || answered - asked > 10 * tolerance) return
      const [low, high] = [date - answered, date + tolerance - asked]
      if (low > most || high < least)
        [least, most] = [low, high] // one of the clocks was set
      else [least, most] = [Math.max(least, low), Math.min(most, high)]
    },
  }
}
