/** How many messages a service takes, in how many milliseconds. */
export interface Allowance {
  readonly count: number
  readonly per: number
}

/** When the next message may leave, so that published limits are kept and a pause that a service asked for as well. Milliseconds since 1970. */
export interface Pace {
  /** A place in the line of messages; undefined when it is not before `latest`. */
  claim(now: number, latest: number): Turn | undefined
  /** The service takes nothing before this moment. */
  pause(until: number): void
  /** Until when it is paused. */
  readonly pausedUntil: number
}

/** The place of one message in the line. */
export interface Turn {
  /** The moment from which it may leave, as far as is known by now: what left before it may have come late. */
  earliest(): number
  leave(at: number): void
  /** The service has it for certain. Messages arrive less evenly than they leave: only what was answered is known to have been counted. */
  settle(at: number): void
}

/** Room beside a limit, in milliseconds: services do not say by which clock they count, and one that is being set right runs 0.05 % off. */
const marginOf = ({ per }: Allowance): number => per / 500

export function paceOf(...allowances: readonly Allowance[]): Pace {
  const line: Known[] = []
  const most = Math.max(0, ...allowances.map(({ count }) => count))
  let pausedUntil = 0
  return {
    claim: (now, latest) => {
      const before = allowances.flatMap((allowance) => {
        const turn = line.at(-allowance.count)
        return turn ? [{ turn, gap: allowance.per + marginOf(allowance) }] : []
      })
      const turn = turnAfter(before, now, () => pausedUntil)
      if (turn.earliest() >= latest) return undefined
      line.push(turn)
      if (line.length > most) line.shift()
      return turn
    },
    pause: (until) => {
      pausedUntil = Math.max(pausedUntil, until)
    },
    get pausedUntil() {
      return pausedUntil
    },
  }
}

interface Known extends Turn {
  /** By when the service has counted it, as far as is known by now. */
  counted(): number
}

/** `before`: the turns that must lie at least so far back when this one leaves. */
function turnAfter(before: readonly { readonly turn: Known; readonly gap: number }[], now: number, pausedUntil: () => number): Known {
  let left: number | undefined
  let settled: number | undefined
  const earliest = (): number => left ?? Math.max(now, pausedUntil(), ...before.map(({ turn, gap }) => turn.counted() + gap))
  return {
    earliest,
    leave: (at) => {
      left = at
      before = []
    },
    settle: (at) => {
      settled = at
    },
    counted: () => settled ?? earliest(),
  }
}
