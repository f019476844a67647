import type { Text } from '../kit/text.ts'
import { type Case, isPlanned, recordOf, step, tellOf } from './act.ts'
import { decide, earlyLeast, type Step, startLimit } from './decide.ts'
import type { Desk } from './desk.ts'
import type { PlanEntry } from './entry.ts'
import { type EntryRecord, entryStates } from './entry-record.ts'
import { type Firing, findOut, fire, never } from './fire.ts'
import { follow } from './follow.ts'
import { plannedOf } from './planned.ts'
import { type Surroundings, situationOf } from './situation.ts'
import * as words from './words.ts'

/** Where an entry stands after a round, and when it wants to be looked at again by this tick; undefined: not by this one. */
export interface Advanced {
  readonly case: Case
  readonly wake: number | undefined
  /** When a tick that is awake anyway looks at it again. */
  readonly glance?: number | undefined
  readonly isFollowed: boolean
}

/** More steps than that in one round are none of a sound entry. */
const mostSteps = 12

/** Brings an entry as far as it can go now. Undefined: another tick has it. */
export async function advance(desk: Desk, about: Case, around: Surroundings): Promise<Advanced | undefined> {
  let at: Case = about
  let next: Step | undefined
  for (let count = 0; count < mostSteps; count++) {
    const { entry } = at
    if (at.kept.record?.state === 'started') return follow(desk, at, around.calendar)
    if (!isPlanned(entry)) return refuse(desk, at, around)
    next ??= decide(entry, at.kept.record, await situationOf(desk, entry, at.kept.record, around))
    if (next.do === 'wait') return { case: at, wake: wakeOf(desk, at, next.at, around), glance: next.at, isFollowed: false }
    if (next.do === 'follow') return follow(desk, at, around.calendar)
    const done = await carryOut(desk, at, entry, next, around)
    if (!done) return undefined
    at = done.case
    // A wait was decided before it was written down that nobody has set out.
    next = done.next?.do === 'wait' ? undefined : done.next
    if (done.again === never) return { case: at, wake: undefined, isFollowed: false }
    if (done.again !== undefined && done.again > desk.clock.now()) return { case: at, wake: done.again, isFollowed: false }
  }
  return { case: at, wake: undefined, isFollowed: false }
}

/** Only what this tick holds keeps it awake: everything else is for the next one. */
function wakeOf(desk: Desk, { kept }: Case, at: number | undefined, { wishes }: Surroundings): number | undefined {
  const { record } = kept
  const isMine = record?.holder?.run === desk.me.run && record.holder.attempt === desk.me.attempt
  const isNear = at !== undefined && wishes.hold === 'sleep' && at <= desk.clock.now() + wishes.horizon
  return isMine || (isNear && record?.state === 'put-off') ? at : undefined
}

type Done = { readonly case: Case; readonly next?: Step; readonly again?: number } | undefined

async function carryOut(desk: Desk, at: Case, entry: PlanEntry, next: Step, around: Surroundings): Promise<Done> {
  const { due } = plannedOf(entry, at.kept.record)
  switch (next.do) {
    case 'claim':
      return claim(desk, at, entry, due, next.start)
    case 'remind':
      return remind(desk, at, due, next.before, next.start)
    case 'find':
      return findOut(desk, at)
    case 'start':
      return start(desk, at, entry, next.start, around)
    case 'warn':
      return warn(desk, at, due, next.why)
    case 'settle': {
      const isNew = recordOf(at).due !== due
      const change = {
        due,
        putOff: next.putOff,
        holder: undefined,
        isTakenBack: next.state === 'cancelled' || isWish(entry, at, next.state),
      }
      const settled = await step(desk, at, next.state, next.why, { ...change, ...(isNew ? { reminded: [] } : {}) })
      if (settled) desk.later(tellOf(desk, settled, next.state, next.putOff ?? due))
      return settled && { case: settled }
    }
    default:
      return undefined
  }
}

async function warn(desk: Desk, at: Case, due: number, why: Text): Promise<Done> {
  const there = await step(desk, at, recordOf(at).state, why, { warned: due })
  if (there) desk.later(tellOf(desk, there, 'refused', due))
  return there && { case: there, again: never }
}

const isWish = (entry: PlanEntry, { kept }: Case, state: string): boolean =>
  state === 'skipped' && plannedOf(entry, kept.record).wish === 'skipped'

/** Whoever claims first has it; what stands in its way is found out now, while there is time to mend it. */
async function claim(desk: Desk, at: Case, entry: PlanEntry, due: number, start: number): Promise<Done> {
  const refusal = await desk.starter.examine(entry)
  if (refusal) return refused(desk, at, due, words.refusalOf(refusal))
  const isNew = recordOf(at).due !== due
  const held = await step(desk, at, 'claimed', words.heldUntil(start, entry.due.zone), {
    holder: desk.me,
    due,
    ...(isNew ? { reminded: [], putOff: undefined } : {}),
  })
  if (held) desk.say(words.claimed(entry.id, start, entry.due.zone))
  return held && { case: held }
}

/** A refusal is told once, as long as it is the same; the entry is looked at again by the next tick. */
async function refused(desk: Desk, at: Case, due: number, why: Text): Promise<Done> {
  const { state, why: before, due: told } = recordOf(at)
  if (state === 'refused' && told === due && before?.en === why.en) return { case: at, again: never }
  const there = await step(desk, at, 'refused', why, { due, holder: undefined, armedAt: undefined })
  if (there) desk.later(tellOf(desk, there, 'refused'))
  return there && { case: there, again: never }
}

/** An entry that cannot be read, or is gone: what may have been started of it is still seen to its end. */
async function refuse(desk: Desk, at: Case, around: Surroundings): Promise<Advanced | undefined> {
  const { entry, kept } = at
  const { record } = kept
  if (isPlanned(entry)) return undefined
  if (record?.state === 'starting') {
    const found = (await mayFindOut(desk, record)) ? await findOut(desk, at) : { case: at, again: desk.clock.now() + around.wishes.every }
    if (!found || !isOpen(found.case)) return found && { case: found.case, wake: found.again, isFollowed: false }
    return refuse(desk, found.case, around)
  }
  if (!isOpen(at)) return { case: at, wake: undefined, isFollowed: false }
  const due = entry.due?.at ?? record?.due ?? 0
  const done = entry.isGone ? await dropped(desk, at, due) : await refused(desk, at, due, words.refusalOf(entry.refusal))
  return done && { case: done.case, wake: undefined, isFollowed: false }
}

const isOpen = ({ kept: { record } }: Case): boolean => !record || entryStates[record.state] === 'open'

async function mayFindOut(desk: Desk, record: EntryRecord): Promise<boolean> {
  const { holder, armedAt = 0 } = record
  const isMine = holder?.run === desk.me.run && holder.attempt === desk.me.attempt
  return isMine || !holder || desk.clock.now() > armedAt + startLimit || !(await desk.starter.isAtWork(holder))
}

async function dropped(desk: Desk, at: Case, due: number): Promise<Done> {
  if (!at.kept.record || at.kept.record.state === 'cancelled') return { case: at, again: never }
  const there = await step(desk, at, 'cancelled', words.gone, { due, holder: undefined, isTakenBack: true })
  if (there) desk.later(tellOf(desk, there, 'cancelled'))
  return there && { case: there, again: never }
}

async function remind(desk: Desk, at: Case, due: number, before: number, start: number): Promise<Done> {
  const record = recordOf(at)
  const reminded = [...(record.due === due ? record.reminded : []), before]
  const { state, why, isTakenBack } = record
  const there = await step(desk, at, state, words.reminded(before), { due, reminded, why, isTakenBack })
  if (there) desk.later(tellOf(desk, there, 'reminder', start))
  return there && { case: there }
}

async function start(desk: Desk, at: Case, entry: PlanEntry, begin: number, around: Surroundings): Promise<Done> {
  const refusal = recordOf(at).state === 'claimed' ? undefined : await desk.starter.examine(entry)
  if (refusal) return refused(desk, at, plannedOf(entry, at.kept.record).due, words.refusalOf(refusal))
  const waitsThere = around.wishes.hold === 'early' && begin > desk.clock.now() + earlyLeast
  const decideNow: Firing['decideNow'] = async (found, record) => {
    const calendar = await desk.calendar()
    return decide(found, record, await situationOf(desk, found, record, { ...around, calendar }))
  }
  return fire(desk, at, { start: begin, waitsThere, decideNow })
}
