import type { PlanEntry } from '../../../src/plan/entry.ts'
import { readEntryRecord } from '../../../src/plan/entry-record.ts'
import type { Carried } from './campaign.ts'
import type { PlanWorld, WorldRun } from './plan-world.ts'

/** What a month came to, as lists of the entries concerned. */
export interface Verdict {
  readonly started: readonly string[]
  readonly twice: readonly string[]
  /** Nothing was started, though nothing stood in the way. */
  readonly lost: readonly string[]
  readonly cancelledButFired: readonly string[]
  /** Started at a time that the plan had not said any more for a second. */
  readonly stale: readonly string[]
  readonly frozen: readonly string[]
  /** Lateness in milliseconds of those for which a tick had begun within the horizon and lived until their time. */
  readonly seenLate: readonly number[]
  readonly late: readonly number[]
}

/** The plan may change while the request to start it is under way: what was changed less than this before cannot be known. Milliseconds. */
const underWay = 1000

/** Looks at what happened with the eyes of somebody who knows everything. */
export function verdictOn({ world, ticks, until }: Carried, horizon: number, skew: number): Verdict {
  const byEntry = Map.groupBy(world.runs, ({ entry }) => entry)
  const firsts = [...byEntry.values()].flatMap(([run]) => run ?? [])
  const ids = Object.keys(world.edits)
  const lateness = firsts.flatMap((run) => {
    const entry = world.plan(run.startedAt).find(({ id }) => id === run.entry)
    if (!entry || !world.calendar(run.startedAt).verdict(entry.due.at, '').isOpen) return []
    const lastEdit = Math.max(...(world.edits[run.entry] ?? []).filter(({ at }) => at <= run.startedAt).map(({ at }) => at))
    const isSeen = ticks.some(
      ({ began, ended = Number.POSITIVE_INFINITY }) =>
        began > Math.max(entry.due.at - horizon + skew, lastEdit) && began < entry.due.at - 60_000 - skew && ended > entry.due.at + 30_000,
    )
    return [{ late: Math.max(0, run.startedAt - entry.due.at), isSeen }]
  })
  return {
    started: firsts.map(({ entry }) => entry),
    twice: [...byEntry].filter(([, runs]) => runs.length > 1).map(([id]) => id),
    lost: ids.filter((id) => !byEntry.has(id) && shouldHaveRun(world, id, until)),
    cancelledButFired: firsts.filter((run) => !wasWanted(world, run)).map(({ entry }) => entry),
    stale: firsts.filter((run) => wasWanted(world, run) && isStale(world, run, skew)).map(({ entry }) => entry),
    frozen: firsts.filter((run) => isFrozen(world, run)).map(({ entry }) => entry),
    seenLate: lateness.filter(({ isSeen }) => isSeen).map(({ late }) => late),
    late: lateness.map(({ late }) => late),
  }
}

const inPlan = (world: PlanWorld, id: string, at: number): PlanEntry | undefined => world.plan(at).find((entry) => entry.id === id)

/** At the moment of the start, or within the second before. */
const wasWanted = (world: PlanWorld, { entry, startedAt }: WorldRun): boolean =>
  [startedAt, startedAt - underWay].some((at) => inPlan(world, entry, at)?.wish === 'run')

const isStale = (world: PlanWorld, { entry, startedAt }: WorldRun, skew: number): boolean =>
  [startedAt, startedAt - underWay].every((at) => (inPlan(world, entry, at)?.due.at ?? 0) > startedAt + skew)

const isFrozen = (world: PlanWorld, { startedAt }: WorldRun): boolean =>
  [startedAt, startedAt - underWay].every((at) => !world.calendar(at).verdict(startedAt, '').isOpen)

/** It was wanted at its time, and no freeze let it be left out. */
function shouldHaveRun(world: PlanWorld, id: string, until: number): boolean {
  const entry = inPlan(world, id, until)
  if (!entry || entry.wish !== 'run' || entry.due.at > until) return false
  const record = readEntryRecord(world.ledger.entries.get(`plan/${id}`)?.value)
  const isFreezeOfItsTime = world.freezes.some(({ from, to }) => from <= entry.due.at + 14 * 3_600_000 && entry.due.at < to)
  return !(record?.state === 'skipped' && entry.onFreeze === 'skip' && isFreezeOfItsTime)
}
