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
  /** Lateness in milliseconds of those for which a tick had begun within the horizon, and none had died that may have held them. */
  readonly seenLate: readonly number[]
  readonly late: readonly number[]
}

/** The plan may change while the request to start it is under way: what was changed less than this before cannot be known. Milliseconds. */
const underWay = 1000

/** Looks at what happened with the eyes of somebody who knows everything. */
export function verdictOn(carried: Carried, horizon: number, skew: number): Verdict {
  const { world, ticks, until } = carried
  const began = world.runs.filter(({ beginsAt, stoppedAt = Number.POSITIVE_INFINITY }) => stoppedAt >= beginsAt)
  const byEntry = Map.groupBy(began, ({ entry }) => entry)
  const firsts = [...byEntry.values()].flatMap(([run]) => run ?? [])
  const ids = Object.keys(world.edits)
  const lateness = firsts.flatMap((run) => {
    const entry = world.plan(run.beginsAt).find(({ id }) => id === run.entry)
    if (!entry || !world.calendar(run.beginsAt).verdict(entry.due.at, '').isOpen) return []
    const lastEdit = Math.max(...(world.edits[run.entry] ?? []).filter(({ at }) => at <= run.beginsAt).map(({ at }) => at))
    const [from, to] = [Math.max(entry.due.at - horizon + skew, lastEdit), entry.due.at - 60_000 - skew]
    const near = ticks.filter(({ began, ended = Number.POSITIVE_INFINITY }) => began < to && ended > from)
    const isAwake = near.some(({ began, ended = Number.POSITIVE_INFINITY }) => began > from && ended > entry.due.at + 60_000)
    // One that has left an entry to itself has no excuse, unless another had it and died.
    const isLeft = near.some(({ began }) => began > from) && near.every(({ isLost }) => !isLost)
    const isSeen = isAwake || isLeft
    return [{ late: run.beginsAt - entry.due.at, isSeen }]
  })
  return {
    started: firsts.map(({ entry }) => entry),
    twice: [...byEntry].filter(([, runs]) => runs.length > 1).map(([id]) => id),
    lost: ids.filter((id) => !byEntry.has(id) && shouldHaveRun(world, id, until)),
    cancelledButFired: firsts.filter((run) => !wasWanted(carried, run)).map(({ entry }) => entry),
    stale: firsts.filter((run) => wasWanted(carried, run) && isStale(carried, run, skew)).map(({ entry }) => entry),
    frozen: firsts.filter((run) => isFrozen(carried, run)).map(({ entry }) => entry),
    seenLate: lateness.filter(({ isSeen }) => isSeen).map(({ late }) => late),
    late: lateness.map(({ late }) => late),
  }
}

const inPlan = (world: PlanWorld, id: string, at: number): PlanEntry | undefined => world.plan(at).find((entry) => entry.id === id)

/**
 * The moments whose plan and calendar a start may go by: its own and the second before. What was started early goes by what the last tick saw before it began, of those that lived.
 */
const moments = ({ ticks }: Pick<Carried, 'ticks'>, { startedAt, beginsAt }: WorldRun): readonly number[] => {
  if (startedAt === beginsAt) return [beginsAt, beginsAt - underWay]
  const last = ticks.findLast(({ began, isLost }) => began < beginsAt - 60_000 && !isLost)
  return [beginsAt, Math.max(startedAt - underWay, last?.began ?? 0)]
}

const wasWanted = (carried: Carried, run: WorldRun): boolean =>
  moments(carried, run).some((at) => inPlan(carried.world, run.entry, at)?.wish === 'run')

const isStale = (carried: Carried, run: WorldRun, skew: number): boolean =>
  moments(carried, run).every((at) => (inPlan(carried.world, run.entry, at)?.due.at ?? 0) > run.beginsAt + skew)

const isFrozen = (carried: Carried, run: WorldRun): boolean =>
  moments(carried, run).every((at) => !carried.world.calendar(at).verdict(run.beginsAt, '').isOpen)

/** It was wanted at its time, and no freeze let it be left out. */
function shouldHaveRun(world: PlanWorld, id: string, until: number): boolean {
  const entry = inPlan(world, id, until)
  if (entry?.wish !== 'run' || entry.due.at > until) return false
  const record = readEntryRecord(world.ledger.entries.get(`plan/${id}`)?.value)
  // It was stopped in the last second before its time: nobody can say any more that it had done nothing, and people are told.
  if (record?.state === 'stopped') return false
  const isFreezeOfItsTime = world.freezes.some(({ from, to }) => from <= entry.due.at + 14 * 3_600_000 && entry.due.at < to)
  return !(record?.state === 'skipped' && entry.onFreeze === 'skip' && isFreezeOfItsTime)
}
