import type { Calendar } from './calendar/calendar.ts'
import type { Needs, Situation } from './decide.ts'
import type { Desk, TickWishes } from './desk.ts'
import type { PlanEntry } from './entry.ts'
import { type EntryRecord, type EntryState, entryStates } from './entry-record.ts'

/** What a round of a tick knows besides the entries. */
export interface Surroundings {
  readonly wishes: TickWishes
  /** When the plan was first looked at. */
  readonly since: number
  readonly calendar: Calendar
}

/** Asks for all that the next step of an entry depends on. */
export async function situationOf(
  desk: Desk,
  entry: PlanEntry,
  record: EntryRecord | undefined,
  { wishes, since, calendar }: Surroundings,
): Promise<Situation> {
  const [needs, isHolderAtWork] = await Promise.all([needsOf(desk, entry), holderIsAtWork(desk, record)])
  return {
    now: desk.clock.now(),
    me: desk.me,
    horizon: wishes.horizon,
    hold: wishes.hold,
    since,
    verdictAt: (at) => calendar.verdict(at, entry.environment),
    needs,
    isHolderAtWork,
  }
}

async function needsOf(desk: Desk, entry: PlanEntry): Promise<Needs> {
  const found = await Promise.all(entry.needs.map(async (id) => ({ id, state: (await desk.records.read(id)).record?.state })))
  const broken = found.find(({ state }) => state !== undefined && isBroken(state))
  if (broken) return { state: 'broken', id: broken.id }
  const waiting = found.find(({ state }) => state !== 'released')
  return waiting ? { state: 'waiting', id: waiting.id } : { state: 'met' }
}

const isBroken = (state: EntryState): boolean => state !== 'released' && (entryStates[state] === 'over' || entryStates[state] === 'dropped')

async function holderIsAtWork(desk: Desk, record: EntryRecord | undefined): Promise<boolean> {
  const { holder, state } = record ?? {}
  if (!holder || (state !== 'claimed' && state !== 'starting')) return true
  if (holder.run === desk.me.run && holder.attempt === desk.me.attempt) return true
  return desk.starter.isAtWork(holder)
}
