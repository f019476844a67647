/** How many messages a service takes, in how many milliseconds. */
export interface Allowance {
  readonly count: number
  readonly per: number
}

/** Messages arrive less evenly than they leave: room for that, in milliseconds. */
const margin = 500

/** When the next message may leave, so that a published limit is kept and a pause that a service asked for as well. */
export interface Pace {
  /** The moment from which a message may leave, taken at once; undefined when it is not before `latest`. All in milliseconds since 1970. */
  claim(now: number, latest: number): number | undefined
  /** The service takes nothing before this moment. */
  pause(until: number): void
  /** Until when it is paused. */
  readonly pausedUntil: number
}

export function paceOf(allowance?: Allowance): Pace {
  const taken: number[] = []
  let pausedUntil = 0
  const free = (): number => {
    if (!allowance) return 0
    const oldest = taken.at(-allowance.count)
    return oldest === undefined ? 0 : oldest + allowance.per + margin
  }
  return {
    claim: (now, latest) => {
      const moment = Math.max(now, pausedUntil, free())
      if (moment >= latest) return undefined
      taken.push(moment)
      if (taken.length > (allowance?.count ?? 0)) taken.shift()
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
