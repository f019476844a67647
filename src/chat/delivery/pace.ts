/** How many messages a service takes, in how many milliseconds. */
export interface Allowance {
  readonly count: number
  readonly per: number
}

/**
 * Messages arrive less evenly than they leave: room for that, in milliseconds. What a steady sender leaves between two of them, so that a pace
 * of many keeps close to what is allowed.
 */
const marginOf = ({ count, per }: Allowance): number => Math.min(500, per / count)

/** When the next message may leave, so that a published limit is kept and a pause that a service asked for as well. */
export interface Pace {
  /** The moment from which a message may leave, taken at once; undefined when it is not before `latest`. All in milliseconds since 1970. */
  claim(now: number, latest: number): number | undefined
  /** The service takes nothing before this moment. */
  pause(until: number): void
  /** Until when it is paused. */
  readonly pausedUntil: number
}

export function paceOf(...allowances: readonly Allowance[]): Pace {
  const taken: number[] = []
  const most = Math.max(0, ...allowances.map(({ count }) => count))
  let pausedUntil = 0
  const free = (): number =>
    Math.max(
      0,
      ...allowances.map((allowance) => (taken.at(-allowance.count) ?? Number.NEGATIVE_INFINITY) + allowance.per + marginOf(allowance)),
    )
  return {
    claim: (now, latest) => {
      const moment = Math.max(now, pausedUntil, free())
      if (moment >= latest) return undefined
      taken.push(moment)
      if (taken.length > most) taken.shift()
      return moment
    },
    pause: (until) => {
      pausedUntil = Math.max(pausedUntil, until)
    },
    get pausedUntil() {
      return pausedUntil
    },
  }
}
