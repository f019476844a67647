import { textOf } from '../kit/errors.ts'
import { type Case, isPlanned } from './act.ts'
import { type Advanced, advance } from './advance.ts'
import { type Book, learned, lookBack, ticked } from './book.ts'
import type { Desk, TickWishes } from './desk.ts'
import type { PlanEntry, RefusedEntry } from './entry.ts'
import { type EntryRecord, entryStates } from './entry-record.ts'
import { faultWords, readPlan, type Sourced } from './read-plan.ts'
import type { Surroundings } from './situation.ts'
import type { PlanSource } from './source/source.ts'
import * as words from './words.ts'

/** What a tick saw and did. */
export interface TickReport {
  /** Every entry that it looked at, as it stands at the end. */
  readonly cases: readonly Case[]
  /** Those that this tick started, or found started on its behalf. */
  readonly started: readonly Case[]
  /** Sources that could not be read to the end, and entries whose step failed: the next tick tries again. */
  readonly faults: readonly unknown[]
  /** The next planned instant that was seen; undefined: none. */
  readonly next: number | undefined
  readonly book: Book
}

/** So far ahead entries are read at all: the longest reminder lies within. Milliseconds. */
export const lookAhead = 8 * 86_400_000
/** At most so many entries are worked on side by side. */
const abreast = 16

/** One tick: looks ahead, claims, holds, starts and follows, until there is nothing left that is its own. Throws an InputError where the plan cannot be read at all. */
export async function tick(desk: Desk, wishes: TickWishes): Promise<TickReport> {
  const began = desk.clock.now()
  let book = await desk.books.change(began, (before) => ({ ...ticked(before, began), alarm: desk.alarm }))
  const seen = new Map<string, Case>()
  const startedBefore = new Set<string>()
  const faults: unknown[] = []
  for (;;) {
    const round = await lookAround(desk, wishes, book, seen)
    faults.splice(0, faults.length, ...round.faults)
    for (const { entry, kept } of round.before) if (kept.record && entryStates[kept.record.state] !== 'open') startedBefore.add(entry.id)
    for (const one of round.advanced) seen.set(one.case.entry.id, one.case)
    book = await keep(desk, book, round.advanced)
    const wake = wakeOf(round.advanced, wishes, desk.clock.now())
    if (wake === undefined) break
    await desk.clock.sleep(Math.max(0, wake - desk.clock.now()), desk.signal)
  }
  const cases = [...seen.values()]
  const started = cases.filter(({ entry, kept }) => kept.record?.run !== undefined && !startedBefore.has(entry.id))
  return { cases, started, faults, next: nextOf(cases, desk.clock.now()), book }
}

interface Round {
  readonly before: readonly Case[]
  readonly advanced: readonly Advanced[]
  readonly faults: readonly unknown[]
}

async function lookAround(desk: Desk, wishes: TickWishes, book: Book, seen: ReadonlyMap<string, Case>): Promise<Round> {
  const now = desk.clock.now()
  const [plan, calendar] = await Promise.all([readPlan(desk, { from: now - lookBack, until: now + lookAhead }), desk.calendar()])
  if (plan.faults.length > 0 && plan.faults.length === desk.sources.length && seen.size === 0) throw plan.faults[0]?.fault
  for (const { source, fault } of plan.faults) desk.say(faultWords(source, fault), true)
  const around: Surroundings = { wishes, since: book.since, calendar }
  const wanted = [...plan.found, ...(await strays(desk, book, plan.found))].filter((one) => isLookedAt(one.entry, book, wishes, now))
  const faults: unknown[] = plan.faults.map(({ fault }) => fault)
  const before: Case[] = []
  const work = async ({ entry, source }: Sourced): Promise<Advanced> => {
    const about: Case = { entry, source, kept: await desk.records.read(entry.id) }
    before.push(about)
    return (await advance(desk, about, around)) ?? { case: about, wake: undefined, isFollowed: false }
  }
  const advanced = await inTurns(wanted, work, (one, fault) => {
    faults.push(fault)
    desk.say(textOf(fault), true)
    return retried(desk, one, wishes)
  })
  desk.signal.throwIfAborted()
  return { before, advanced, faults }
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
  return source && isCertain ? { entry: goneEntry(id, source), source } : undefined
}

const goneEntry = (id: string, { name }: PlanSource): RefusedEntry => ({
  id,
  where: name,
  owner: '',
  notify: [],
  due: undefined,
  refusal: { problem: words.gone },
  isGone: true,
})

/** Near its time or not over yet: everything else is left alone, and costs no question. */
function isLookedAt(entry: PlanEntry | RefusedEntry, book: Book, wishes: TickWishes, now: number): boolean {
  if (isPlanned(entry) && wishes.workflow && entry.workflow !== wishes.workflow) return false
  if (book.open.includes(entry.id)) return true
  if (entry.due && book.over[entry.id] === entry.due.at) return false
  if (!isPlanned(entry)) return entry.id !== '' && (entry.due?.at ?? now) >= Math.min(book.since, now)
  return entry.due.at <= now + Math.max(wishes.horizon, ...entry.reminders) + wishes.every
}

/** After a fault an entry near its time is looked at again at once, one that has been due for long by the next tick. */
function retried({ clock }: Desk, { entry, source }: Sourced, { horizon, hold }: TickWishes): Advanced {
  const now = clock.now()
  const at = entry.due?.at ?? 0
  const isNear = hold === 'sleep' && at < now + horizon && at > now - faultPatience
  const wake = isNear ? now + faultPause : undefined
  return { case: { entry, source, kept: { id: entry.id, record: undefined, entry: undefined } }, wake, isFollowed: false }
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

/** Writes down what is over and what is open, where that has changed. */
async function keep(desk: Desk, book: Book, advanced: readonly Advanced[]): Promise<Book> {
  const over = new Map<string, number>()
  const open = new Map<string, boolean>()
  for (const { case: one } of advanced) {
    const { record } = one.kept
    if (!record) continue
    const standing = entryStates[record.state]
    const { due } = one.entry
    if (standing === 'over' || (standing === 'dropped' && due?.at === record.due && !record.isTakenBack))
      over.set(one.entry.id, due?.at ?? record.due)
    open.set(one.entry.id, standing === 'begun' || record.state === 'claimed')
  }
  const now = desk.clock.now()
  const after = learned(book, now, over, open)
  if (JSON.stringify(after) === JSON.stringify(book)) return book
  // What is not written down this time costs a question next time.
  return desk.books.change(now, (current) => learned(current, now, over, open)).catch(() => after)
}

/** When to look again; undefined: nothing is left that is this tick’s own. */
function wakeOf(advanced: readonly Advanced[], wishes: TickWishes, now: number): number | undefined {
  const wakes = advanced.flatMap(({ wake }) => wake ?? [])
  const glances = advanced.flatMap(({ glance }) => (glance !== undefined && glance > now ? [glance] : []))
  const isFollowing = advanced.some(({ isFollowed, case: { kept } }) => isFollowed && now - startOf(kept.record) < wishes.follow)
  if (wakes.length === 0 && !isFollowing) return undefined
  return Math.min(now + (isFollowing ? Math.min(wishes.every, followPause) : wishes.every), ...wakes, ...glances)
}

const startOf = (record: EntryRecord | undefined): number => record?.history.findLast(({ state }) => state === 'started')?.at ?? 0

/** A run that is followed is looked at so often, in milliseconds. */
const followPause = 15_000

function nextOf(cases: readonly Case[], now: number): number | undefined {
  const coming = cases.flatMap(({ entry, kept }) => {
    const start = kept.record?.putOff ?? entry.due?.at
    return isPlanned(entry) && entry.wish === 'run' && start !== undefined && start > now ? [start] : []
  })
  return coming.length > 0 ? Math.min(...coming) : undefined
}
