import { type Case, isPlanned, recordOf, step, tellOf } from './act.ts'
import type { Advanced } from './advance.ts'
import type { Calendar } from './calendar/calendar.ts'
import { earlyLeast } from './decide.ts'
import type { Desk } from './desk.ts'
import type { EntryRecord } from './entry-record.ts'
import { hasLeave, isWaiting, plannedOf } from './planned.ts'
import type { RunProgress, StartedRun } from './starter.ts'
import * as words from './words.ts'

/** Looks how the run of a started entry goes: one that waits for its time is stopped where the plan says something else by now, one at work when the calendar closes as its entry has it. */
export async function follow(desk: Desk, at: Case, calendar: Calendar): Promise<Advanced | undefined> {
  const record = recordOf(at)
  const { run } = record
  if (!run) return { case: at, wake: undefined, isFollowed: false }
  const isOffPlan = isWaiting(record, desk.clock.now()) && !isAsPlanned(at.entry, record, calendar)
  const progress = await desk.starter.progressOf(run)
  if (progress !== 'at-work')
    return progress === 'stopped' && (isOffPlan || record.isHalted) ? startOver(desk, at) : end(desk, at, progress)
  const there = isOffPlan ? await halt(desk, at, run) : await heedClosing(desk, at, run, calendar)
  return there && { case: there, wake: isOffPlan ? desk.clock.now() + haltPause : undefined, isFollowed: true }
}

/** A run that is being stopped is over in some seconds; milliseconds. */
const haltPause = 10_000

/** What the plan and the calendar say of a run that waits for its time, against what it was started for. */
function isAsPlanned(entry: Case['entry'], record: EntryRecord, calendar: Calendar): boolean {
  if (!isPlanned(entry)) return !entry.isGone
  const { wish, due } = plannedOf(entry, record)
  if (wish !== 'run' || due !== record.due) return false
  const begins = record.putOff ?? due
  // The timer ends up to a minute after the time.
  return hasLeave(record, 'freeze', due) || [begins, begins + earlyLeast].every((at) => calendar.verdict(at, entry.environment).isOpen)
}

/** Stops a run that waits. Only one that was stopped before its time has surely done nothing. */
async function halt(desk: Desk, at: Case, run: StartedRun): Promise<Case | undefined> {
  await desk.starter.stop(run)
  const record = recordOf(at)
  return record.isHalted || !isWaiting(record, desk.clock.now()) ? at : step(desk, at, 'started', words.halting, { isHalted: true })
}

/** Its run had done nothing yet: it is planned again, and will have another if it is wanted at all. */
async function startOver(desk: Desk, at: Case): Promise<Advanced | undefined> {
  const { entry } = at
  const record = recordOf(at)
  const due = isPlanned(entry) ? plannedOf(entry, record).due : record.due
  const isMoved = due !== record.due
  const isGone = !isPlanned(entry) && entry.isGone === true
  const fresh = { due, run: undefined, correlation: undefined, isEarly: false, isHalted: false, late: undefined, putOff: undefined }
  const change = { ...fresh, isTakenBack: isGone, ...(isMoved ? { reminded: [] } : {}) }
  const there = await step(desk, at, isGone ? 'cancelled' : 'planned', isGone ? words.gone : words.halted, change)
  // Whatever else has changed is settled, and told, by the next round.
  if (there && (isMoved || isGone)) desk.later(tellOf(desk, there, isGone ? 'cancelled' : 'planned', due))
  return there && { case: there, wake: isGone ? undefined : desk.clock.now(), isFollowed: false }
}

/** The calendar has closed while the run is at work: told once. Whom two people let through a freeze is not touched. */
async function heedClosing(desk: Desk, at: Case, run: StartedRun, calendar: Calendar): Promise<Case | undefined> {
  const { entry } = at
  const record = recordOf(at)
  const now = desk.clock.now()
  if (!isPlanned(entry) || isWaiting(record, now) || hasLeave(record, 'freeze', record.due)) return at
  const verdict = calendar.verdict(now, entry.environment)
  const rule = record.closedBy ?? (verdict.isOpen ? undefined : verdict.rule)
  if (rule === undefined) return at
  if (entry.onClose === 'cancel') await desk.starter.stop(run)
  if (record.closedBy !== undefined) return at
  const there = await step(desk, at, 'started', words.closed(rule, entry.onClose), { closedBy: rule })
  if (there) desk.later(tellOf(desk, there, 'started'))
  return there
}

async function end(desk: Desk, at: Case, state: Exclude<RunProgress, 'at-work'>): Promise<Advanced | undefined> {
  const { closedBy } = recordOf(at)
  const isCancelled = state === 'stopped' && closedBy !== undefined && isPlanned(at.entry) && at.entry.onClose === 'cancel'
  const there = await step(desk, at, state, isCancelled ? words.stoppedByClose(closedBy) : words.ended(state))
  if (there) desk.later(tellOf(desk, there, state))
  return there && { case: there, wake: undefined, isFollowed: false }
}
