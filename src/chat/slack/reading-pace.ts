/** How often one gate reads, in milliseconds, and what. */
export interface ReadingPace {
  readonly interval: number
  /** Whether the next look leaves the replies out. */
  readonly isSparing: boolean
}

/** Slack allows about 50 calls a minute of each method, for all gates of an app together. */
const usual = 3000
const longest = 20_000
/** From here on gates take turns of the two methods by which reactions can be read: together they are allowed twice as much. */
const crowded = 4000

export const usualPace: ReadingPace = { interval: usual, isSparing: false }

/** The pace after a look: slower when Slack had us wait, and slowly back to the usual when it did not, so that gates find their shares. */
export function paceAfter({ interval, isSparing }: ReadingPace, wasLimited: boolean): ReadingPace {
  const next = wasLimited ? Math.min(longest, interval * 1.1) : Math.max(usual, interval * 0.98)
  return { interval: next, isSparing: next > crowded && !isSparing }
}
