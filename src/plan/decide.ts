import type { Text } from '../kit/text.ts'
import type { CalendarVerdict } from './calendar/calendar.ts'
import type { PlanEntry } from './entry.ts'
import { type EntryRecord, entryStates, type Holder } from './entry-record.ts'
import { hasLeave, plannedOf } from './planned.ts'
import * as words from './words.ts'

/** How an entry is held until its second. */
export const holds = ['sleep', 'early', 'none'] as const
export type Hold = (typeof holds)[number]

/** What the entries that an entry needs have come to. */
export type Needs = { readonly state: 'met' } | { readonly state: 'waiting' | 'broken'; readonly id: string }

/** All that a step of an entry depends on, but for the entry itself. Instants and spans in milliseconds. */
export interface Situation {
  readonly now: number
  readonly me: Holder
  /** So far ahead are entries claimed. */
  readonly horizon: number
  readonly hold: Hold
  /** When the plan was first looked at: what was due before is none of ours. */
  readonly since: number
  verdictAt(at: number): CalendarVerdict
  readonly needs: Needs
  /** Whether the run that holds the entry is at work; true where it is ours or nobody's. */
  readonly isHolderAtWork: boolean
}

/** What is to be done about an entry now. Everything that is written down is told, once. */
export type Step =
  /** Nothing now; look again at `at`, if that is given. */
  | { readonly do: 'wait'; readonly at?: number }
  | { readonly do: 'claim'; readonly start: number }
  /** Start it; `start`: when it was to begin. */
  | { readonly do: 'start'; readonly start: number }
  /** Somebody set out to start it and is gone: find out what came of it. */
  | { readonly do: 'find' }
  | { readonly do: 'follow' }
  /** It cannot start again: people are told. */
  | { readonly do: 'warn'; readonly why: Text }
  | { readonly do: 'remind'; readonly before: number; readonly start: number }
  | {
      readonly do: 'settle'
      readonly state: 'put-off' | 'waiting' | 'asked' | 'cancelled' | 'skipped' | 'missed' | 'refused' | 'planned'
      readonly why: Text
      readonly putOff?: number
      readonly about?: 'freeze' | 'lateness'
    }

/** Longer than any start takes: after that a silent holder is taken for gone, in milliseconds. */
export const startLimit = 5 * 60_000
/** A holder that has not begun so long after the time is passed over. Nothing is lost by that: what is written down decides. */
const holderGrace = 60_000
/** So long before its time somebody sets out to start an entry, in milliseconds: what has to be written down is written by then. */
export const armLead = 3000
/** A reminder that comes later than this before the start helps nobody; milliseconds. */
const shortestNotice = 60_000
/** An entry that is started early is started so much before its time at least: the timer of an environment counts whole minutes. Milliseconds. */
export const earlyLeast = 60_000
/** What GitHub itself has refused to start is tried again after so long, in milliseconds. */
const refusalPause = 5 * 60_000
/** Up to this nothing counts as late, in milliseconds. */
export const lateLimit = 60_000
/** Started later than this, the calendar is asked for the moment of the start as well as for the planned one; milliseconds. */
const calendarGrace = 5000

/** The next step of an entry: a pure function of the entry, what is written down about it, and the moment. */
export function decide(entry: PlanEntry, record: EntryRecord | undefined, at: Situation): Step {
  const { due, wish } = plannedOf(entry, record)
  const standing = record && entryStates[record.state]
  if (record && standing === 'over') return ofOver(entry, record, due, at)
  if (standing === 'dropped' && record?.due === due && !(record.isTakenBack && wish === 'run')) return { do: 'wait' }
  if (record?.state === 'started') return { do: 'follow' }
  if (record?.state === 'starting') return ofStarting(record, at)
  if (!record && due < at.since) return { do: 'wait' }
  if (isHeldElsewhere(record, due, at)) return { do: 'wait', at: nextLook(Math.max(due, record?.putOff ?? due), at.now) }
  if (wish !== 'run') return ofTakenBack(entry, record, due, at)
  if (record && record.due !== due && isTold(record)) return { do: 'settle', state: 'planned', why: words.moved(due, entry.due.zone) }
  return ofPlanned(entry, record, due, at)
}

/** Its release is over. Somebody who gives it another time waits for one that never comes, and is told so, once. */
function ofOver(entry: PlanEntry, record: EntryRecord, due: number, at: Situation): Step {
  const isNear = due > at.now && due <= at.now + Math.max(at.horizon, ...entry.reminders)
  const isNews = due !== record.due && due !== record.warned && entry.wish === 'run'
  return isNear && isNews ? { do: 'warn', why: words.overBefore(record.run?.url ?? '') } : { do: 'wait' }
}

function ofStarting(record: EntryRecord, { now, isHolderAtWork, me }: Situation): Step {
  const isMine = record.holder?.run === me.run && record.holder.attempt === me.attempt
  const over = (record.armedAt ?? 0) + startLimit
  return isHolderAtWork && !isMine && now < over ? { do: 'wait', at: over } : { do: 'find' }
}

const isHeldElsewhere = (record: EntryRecord | undefined, due: number, { me, now, isHolderAtWork }: Situation): boolean =>
  record?.state === 'claimed' &&
  !(record.holder?.run === me.run && record.holder.attempt === me.attempt) &&
  isHolderAtWork &&
  now <= Math.max(due, record.putOff ?? due) + holderGrace

/** Whoever is awake looks whether the holder is: shortly before the time, and again when it should have begun. */
const nextLook = (start: number, now: number): number =>
  now < start - 2 * armLead ? start - 2 * armLead : now < start + armLead ? start + armLead : start + holderGrace

/** Somebody has heard of it at that instant, so that a change must be told. */
const isTold = ({ state, reminded }: EntryRecord): boolean => state !== 'planned' || reminded.length > 0

function ofTakenBack(entry: PlanEntry, record: EntryRecord | undefined, due: number, at: Situation): Step {
  const { wish, by, reason } = plannedOf(entry, record)
  const state = wish === 'skipped' ? 'skipped' : 'cancelled'
  if (record?.state === state && record.due === due) return { do: 'wait' }
  const isNear = due <= at.now + Math.max(at.horizon, ...entry.reminders)
  if (!record && !isNear) return { do: 'wait' }
  return { do: 'settle', state, why: words.takenBack(state, by, reason) }
}

function ofPlanned(entry: PlanEntry, record: EntryRecord | undefined, due: number, at: Situation): Step {
  const isFree = hasLeave(record, 'freeze', due)
  const putOff = record?.due === due && !isFree ? record.putOff : undefined
  if (record?.state === 'put-off' && putOff !== undefined && due > at.now + armLead && at.verdictAt(due).isOpen)
    return { do: 'settle', state: 'planned', why: words.opened(due, entry.due.zone) }
  const wanted = putOff ?? due
  const verdict = isFree ? undefined : at.verdictAt(wanted)
  if (verdict && !verdict.isOpen && wanted <= at.now + Math.max(at.horizon, ...entry.reminders))
    return ofFreeze(entry, record, due, verdict, wanted)
  if (wanted > at.now + armLead) return ofFuture(entry, record, wanted, at)
  if (record?.state === 'asked' && record.due === due && !hasLeave(record, 'lateness', due)) return { do: 'wait' }
  return ofDue(entry, record, due, wanted, at)
}

type Closed = Extract<CalendarVerdict, { isOpen: false }>

function ofFreeze(entry: PlanEntry, record: EntryRecord | undefined, due: number, verdict: Closed, wanted: number): Step {
  const { rule, opensAt } = verdict
  const { zone } = entry.due
  if (entry.onFreeze === 'skip') return { do: 'settle', state: 'skipped', why: words.frozen(rule, wanted, zone) }
  if (entry.onFreeze === 'postpone' && opensAt !== undefined)
    return { do: 'settle', state: 'put-off', putOff: opensAt, why: words.putOff(rule, opensAt, zone) }
  if (record?.state === 'asked' && record.due === due) return { do: 'wait' }
  return { do: 'settle', state: 'asked', about: 'freeze', why: words.frozenAsked(rule, wanted, zone, entry.id) }
}

function ofFuture(entry: PlanEntry, record: EntryRecord | undefined, start: number, at: Situation): Step {
  const reminder = start - at.now < shortestNotice ? undefined : reminderDue(entry, record, start, at.now)
  if (reminder !== undefined) return { do: 'remind', before: reminder, start }
  const isMine = record?.state === 'claimed' && record.holder?.run === at.me.run && record.holder.attempt === at.me.attempt
  if (at.hold === 'none' || start > at.now + at.horizon) return { do: 'wait', at: nextReminder(entry, record, start, at.now) ?? start }
  if (mayStartEarly(record, start, at)) return { do: 'start', start }
  return isMine
    ? { do: 'wait', at: Math.min(start - armLead, nextReminder(entry, record, start, at.now) ?? start) }
    : { do: 'claim', start }
}

/** The timer ends up to a minute after the time: the calendar must be open then, too. */
function mayStartEarly(record: EntryRecord | undefined, start: number, { hold, now, needs, verdictAt }: Situation): boolean {
  if (hold !== 'early' || start <= now + earlyLeast || needs.state !== 'met') return false
  return verdictAt(start + earlyLeast).isOpen || hasLeave(record, 'freeze', record?.due ?? 0)
}

/** The shortest reminder whose moment has come, if none as short was given. */
function reminderDue(entry: PlanEntry, record: EntryRecord | undefined, start: number, now: number): number | undefined {
  const due = entry.reminders.filter((before) => now >= start - before)
  const shortest = due.length > 0 ? Math.min(...due) : undefined
  const given = record?.reminded ?? []
  return shortest === undefined || given.some((before) => before <= shortest) ? undefined : shortest
}

function nextReminder(entry: PlanEntry, record: EntryRecord | undefined, start: number, now: number): number | undefined {
  const moments = entry.reminders.filter((before) => !(record?.reminded ?? []).includes(before)).map((before) => start - before)
  const coming = moments.filter((moment) => moment > now)
  return coming.length > 0 ? Math.min(...coming) : undefined
}

function ofDue(entry: PlanEntry, record: EntryRecord | undefined, due: number, start: number, at: Situation): Step {
  const late = at.now - start
  const mayBeLate = hasLeave(record, 'lateness', due)
  if (at.needs.state === 'broken') return { do: 'settle', state: 'skipped', why: words.needBroken(at.needs.id) }
  if (!mayBeLate && isTooLate(entry, late)) return ofLate(entry, record, due, start, at)
  if (at.needs.state === 'waiting') {
    if (record?.state === 'waiting' && record.due === due) return { do: 'wait' }
    return { do: 'settle', state: 'waiting', why: words.needWaiting(at.needs.id), ...putOffTo(start, due) }
  }
  const pausedUntil =
    record?.state === 'refused' && record.due === due && record.armedAt !== undefined ? record.armedAt + refusalPause : at.now
  if (at.now < pausedUntil) return { do: 'wait', at: pausedUntil }
  const verdict = late > calendarGrace && !hasLeave(record, 'freeze', due) ? at.verdictAt(at.now) : undefined
  if (verdict && !verdict.isOpen) return ofFreeze(entry, record, due, verdict, at.now)
  return { do: 'start', start }
}

function isTooLate({ onLate }: PlanEntry, late: number): boolean {
  if (onLate.kind === 'run-within') return late > Math.max(onLate.milliseconds, lateLimit)
  return late > lateLimit
}

/** What was put off stays so while it waits: else it would be put off again. */
const putOffTo = (start: number, due: number) => (start === due ? {} : { putOff: start })

function ofLate(entry: PlanEntry, record: EntryRecord | undefined, due: number, start: number, { now, needs }: Situation): Step {
  const late = now - start
  if (entry.onLate.kind !== 'ask') {
    const why = needs.state === 'waiting' ? words.missedWaiting(needs.id, late) : words.missed(late)
    return { do: 'settle', state: 'missed', why }
  }
  if (record?.state === 'asked' && record.due === due) return { do: 'wait' }
  return { do: 'settle', state: 'asked', about: 'lateness', why: words.lateAsked(late, entry.id), ...putOffTo(start, due) }
}
