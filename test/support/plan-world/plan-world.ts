import type { Calendar } from '../../../src/plan/calendar/calendar.ts'
import type { PlanEntry } from '../../../src/plan/entry.ts'
import { memoryLedger } from './memory-ledger.ts'
import { type SimulatedTime, simulatedTime } from './simulated-time.ts'

/** A run that GitHub made. Instants in the world’s own time. */
export interface WorldRun {
  readonly id: number
  readonly entry: string
  readonly correlation: string
  readonly startedAt: number
  /** Later where an environment holds it. */
  readonly beginsAt: number
  readonly endsAt: number
  /** Somebody stopped it: before it began, it has done nothing. */
  stoppedAt?: number
  readonly endsWell: boolean
}

/** One state of an entry in the plan, from a moment on; undefined: it is taken out. */
export interface Edit {
  readonly at: number
  readonly entry: PlanEntry | undefined
}

/** A time in which nothing may start, from a moment on known to the calendar. */
export interface Freeze {
  readonly from: number
  readonly to: number
  readonly knownAt: number
}

/** All there is outside of the ticks: the plan with its changes, the calendar, the ledger, GitHub with its runs. */
export interface PlanWorld {
  readonly time: SimulatedTime
  readonly ledger: ReturnType<typeof memoryLedger>
  readonly runs: WorldRun[]
  /** What everybody was told: kind and entry. */
  readonly told: { readonly kind: string; readonly id: string; readonly at: number }[]
  readonly edits: Readonly<Record<string, readonly Edit[]>>
  readonly freezes: readonly Freeze[]
  /** The entries as they stand at a moment; default: now. */
  plan(at?: number): readonly PlanEntry[]
  calendar(at?: number): Calendar
  /** Processes of runs that are at work. */
  readonly atWork: Set<string>
}

export function planWorld(start: number, edits: PlanWorld['edits'], freezes: readonly Freeze[]): PlanWorld {
  const time = simulatedTime(start)
  const stateAt = (all: readonly Edit[], at: number) => all.findLast((edit) => edit.at <= at)?.entry
  return {
    time,
    ledger: memoryLedger(time.now),
    runs: [],
    told: [],
    edits,
    freezes,
    atWork: new Set(),
    plan: (at = time.now()) => Object.values(edits).flatMap((all) => stateAt(all, at) ?? []),
    calendar: (at = time.now()) => calendarOf(freezes.filter(({ knownAt }) => knownAt <= at)),
  }
}

function calendarOf(freezes: readonly Freeze[]): Calendar {
  const inside = (at: number) => freezes.find(({ from, to }) => from <= at && at < to)
  return {
    verdict: (at) => {
      let opensAt = at
      for (let freeze = inside(opensAt); freeze; freeze = inside(opensAt)) opensAt = freeze.to
      if (opensAt !== at) return { isOpen: false, rule: 'freeze', opensAt }
      const coming = freezes.map(({ from }) => from).filter((from) => from > at)
      return { isOpen: true, rule: undefined, closesAt: coming.length > 0 ? Math.min(...coming) : undefined }
    },
  }
}
