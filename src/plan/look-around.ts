import { textOf } from '../kit/errors.ts'
import { type Case, isPlanned } from './act.ts'
import { type Advanced, advance } from './advance.ts'
import { type Book, lookBack } from './book.ts'
import type { Calendar } from './calendar/calendar.ts'
import type { Desk, TickWishes } from './desk.ts'
import type { PlanEntry, RefusedEntry } from './entry.ts'
import { goneEntry } from './gone-entry.ts'
import { isWaiting, plannedOf } from './planned.ts'
import { faultWords, readPlan, type Sourced, type WholePlan } from './read-plan.ts'
import type { Surroundings } from './situation.ts'

/** So far ahead entries are read at all: the longest reminder lies within. Milliseconds. */
export const lookAhead = 8 * 86_400_000
/** At most so many entries are worked on side by side. */
const abreast = 16

/** What a look at everything came to. */
export interface Round {
  readonly calendar: Calendar
  readonly before: readonly Case[]
  readonly advanced: readonly Advanced[]
  readonly faults: readonly unknown[]
}

/** Looks at everything once, and brings it as far as it can go. What cannot be read at first ends the tick; later it does not, for there are entries in its hands. */
export async function lookAround(desk: Desk, wishes: TickWishes, book: Book, last: Round | undefined): Promise<Round> {
  const now = desk.clock.now()
  const { plan, calendar, faults } = await readAll(desk, now, last)
  const around: Surroundings = { wishes, since: book.since, calendar }
  const known = [...plan.found, ...unread(plan, last)]
  const wanted = [...known, ...(await strays(desk, book, known))].filter((one) => isLookedAt(one.entry, book, wishes, now))
  const before = new Map<Sourced, Case>()
  const failed = (one: Sourced, fault: unknown): Advanced => {
    faults.push(fault)
    desk.say(textOf(fault), true)
    return retried(desk, before.get(one) ?? { ...one, kept: { id: one.entry.id, record: undefined, entry: undefined } }, wishes)
  }
  const advanced = await inTurns(wanted, (one) => workOn(desk, one, around, before), failed)
  desk.signal.throwIfAborted()
  return { calendar, before: [...before.values()], advanced, faults }
}

interface Read {
  readonly plan: WholePlan
  readonly calendar: Calendar
  readonly faults: unknown[]
}

async function readAll(desk: Desk, now: number, last: Round | undefined): Promise<Read> {
  const faults: unknown[] = []
  const [plan, calendar] = await Promise.all([
    readPlan(desk, { from: now - lookBack, until: now + lookAhead }),
    desk.calendar().catch((fault: unknown) => {
      if (!last) throw fault
      faults.push(fault)
      desk.say(textOf(fault), true)
      return last.calendar // nothing is started by it: the calendar is asked again before
    }),
  ])
  if (plan.faults.length > 0 && plan.faults.length === desk.sources.length && !last) throw plan.faults[0]?.fault
  for (const { source, fault } of plan.faults) desk.say(faultWords(source, fault), true)
  faults.push(...plan.faults.map(({ fault }) => fault))
  return { plan, calendar, faults }
}

/** Brings one entry on. Where somebody else has written meanwhile, it is decided anew what that means for this tick. */
async function workOn(desk: Desk, one: Sourced, around: Surroundings, before: Map<Sourced, Case>): Promise<Advanced> {
  for (let attempt = 1; ; attempt++) {
    const about: Case = { ...one, kept: await desk.records.read(one.entry.id) }
    if (attempt === 1) before.set(one, about)
    const done = await advance(desk, about, around)
    if (done) return done
    if (attempt === mostTries) return { case: about, wake: undefined, isFollowed: false }
  }
}

const mostTries = 3

/** What this tick holds or follows of a source that cannot be read this time: as it was when it last could. */
function unread({ faults, found }: WholePlan, last: Round | undefined): readonly Sourced[] {
  const failed = new Set(faults.map(({ source }) => source))
  const there = new Set(found.map(({ entry }) => entry.id))
  return (last?.advanced ?? []).flatMap(({ case: { entry, source }, wake, isFollowed }) =>
    (wake !== undefined || isFollowed) && source && failed.has(source) && !there.has(entry.id) ? [{ entry, source }] : [],
  )
}

/** What is open in the book and did not come with the plan: its time is far away by now, or it is gone from the plan. */
async function strays(desk: Desk, book: Book, found: readonly Sourced[]): Promise<readonly Sourced[]> {
  const known = new Set(found.map(({ entry }) => entry.id))
  const missing = book.open.filter((id) => !known.has(id))
  const all = await Promise.all(missing.map((id) => strayOf(desk, id)))
  return all.flatMap((one) => one ?? [])
}

async function strayOf({ sources }: Desk, id: string): Promise<Sourced | undefined> {
  let isCertain = true
  for (const source of sources) {
    const found = await source.readAgain(id).catch(() => undefined)
    if (found && found.state !== 'gone') return { entry: found.entry, source }
    isCertain &&= found !== undefined
  }
  const [source] = sources
  return source && isCertain ? { entry: goneEntry(id, source.name), source } : undefined
}

/** Near its time or not over yet: everything else is left alone, and costs no question. */
function isLookedAt(entry: PlanEntry | RefusedEntry, book: Book, wishes: TickWishes, now: number): boolean {
  if (isPlanned(entry) && wishes.workflow && entry.workflow !== wishes.workflow) return false
  if (book.open.includes(entry.id)) return true
  if (entry.due && book.over[entry.id] === entry.due.at) return false
  if (!isPlanned(entry)) return entry.id !== '' && (entry.due?.at ?? now) >= Math.min(book.since, now)
  return entry.due.at <= now + Math.max(wishes.horizon, ...entry.reminders) + wishes.every
}

/** After a fault an entry near its time is looked at again at once, one that has been due for long by the next tick. */
function retried({ clock }: Desk, about: Case, { horizon, hold }: TickWishes): Advanced {
  const { entry, kept } = about
  const now = clock.now()
  const planned = isPlanned(entry) ? plannedOf(entry, kept.record).due : (entry.due?.at ?? 0)
  const start = kept.record?.putOff ?? planned
  const isNear = hold !== 'none' && start < now + horizon && start > now - faultPatience
  // A run that waits for its time may have to be stopped before, whatever the plan says by now.
  const isUrgent = isNear || (kept.record !== undefined && isWaiting(kept.record, now))
  return { case: about, wake: isUrgent ? now + faultPause : undefined, isFollowed: kept.record?.state === 'started' }
}

/** Milliseconds. */
const [faultPause, faultPatience] = [3000, 10 * 60_000]

/** Works on all, so many at a time; what fails is told and keeps none of the others. */
async function inTurns<T>(
  all: readonly Sourced[],
  work: (one: Sourced) => Promise<T>,
  failed: (one: Sourced, fault: unknown) => T,
): Promise<readonly T[]> {
  const results: T[] = []
  const left = [...all]
  const worker = async () => {
    for (let one = left.shift(); one; one = left.shift()) {
      const done = one
      results.push(await work(done).catch((fault: unknown) => failed(done, fault)))
    }
  }
  await Promise.all(Array.from({ length: abreast }, worker))
  return results
}
