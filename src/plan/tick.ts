import { type Case, isPlanned } from './act.ts'
import type { Advanced } from './advance.ts'
import { type Book, learned, ticked } from './book.ts'
import type { Desk, TickWishes } from './desk.ts'
import { type EntryRecord, type EntryState, entryStates } from './entry-record.ts'
import { lookAround, type Round } from './look-around.ts'
import { plannedOf } from './planned.ts'

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

/** One tick: looks ahead, claims, holds, starts and follows, until there is nothing left that is its own. Throws an InputError where the plan cannot be read at all. */
export async function tick(desk: Desk, wishes: TickWishes): Promise<TickReport> {
  const began = desk.clock.now()
  let book = await desk.books.change(began, (before) => ({ ...ticked(before, began), alarm: desk.alarm }))
  const seen = new Map<string, Case>()
  const startedBefore = new Set<string>()
  let round: Round | undefined
  for (;;) {
    round = await lookAround(desk, wishes, book, round)
    for (const { entry, kept } of round.before) if (kept.record?.run && !seen.has(entry.id)) startedBefore.add(entry.id)
    for (const one of round.advanced) seen.set(one.case.entry.id, one.case)
    book = await keep(desk, book, round.advanced)
    const wake = wakeOf(round.advanced, wishes, desk.clock.now())
    if (wake === undefined) break
    await desk.clock.sleep(Math.max(0, wake - desk.clock.now()), desk.signal)
  }
  const cases = [...seen.values()]
  const started = cases.filter(({ entry, kept }) => kept.record?.run !== undefined && !startedBefore.has(entry.id))
  return { cases, started, faults: round.faults, next: nextOf(cases, desk.clock.now()), book }
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
    open.set(one.entry.id, standing === 'begun' || held.includes(record.state) || isAmended(one) || isHeardOf(record))
  }
  const now = desk.clock.now()
  const after = learned(book, now, over, open)
  if (JSON.stringify(after) === JSON.stringify(book)) return book
  // What is not written down this time costs a question next time.
  return desk.books.change(now, (current) => learned(current, now, over, open)).catch(() => after)
}

/** Such an entry is not over, even where its time in the plan is long past. */
const held: readonly EntryState[] = ['claimed', 'put-off', 'waiting']
/** People reckon with it: wherever it is moved to, they hear of it. */
const isHeardOf = ({ state, reminded }: EntryRecord): boolean => state === 'asked' || (state === 'planned' && reminded.length > 0)
const isAmended = ({ entry, kept: { record } }: Case): boolean =>
  isPlanned(entry) && record !== undefined && entryStates[record.state] === 'open' && plannedOf(entry, record).due !== entry.due.at

/** When to look again; undefined: nothing is left that is this tick’s own. */
function wakeOf(advanced: readonly Advanced[], wishes: TickWishes, now: number): number | undefined {
  const wakes = advanced.flatMap(({ wake }) => wake ?? [])
  const glances = advanced.flatMap(({ glance }) => (glance !== undefined && glance > now ? [glance] : []))
  const isFollowing = advanced.some(({ isFollowed, case: { kept } }) => isFollowed && now - startOf(kept.record) < wishes.follow)
  if (isFreed(advanced)) return now
  if (wakes.length === 0 && !isFollowing) return undefined
  return Math.min(now + (isFollowing ? Math.min(wishes.every, followPause) : wishes.every), ...wakes, ...glances)
}

/** Whether one waits for another that has come to its end in this round. */
function isFreed(advanced: readonly Advanced[]): boolean {
  const over = advanced.filter(({ case: { kept } }) => kept.record && entryStates[kept.record.state] === 'over')
  const ids = new Set(over.map(({ case: { entry } }) => entry.id))
  return advanced.some(
    ({ case: { entry, kept } }) => kept.record?.state === 'waiting' && isPlanned(entry) && entry.needs.some((id) => ids.has(id)),
  )
}

const startOf = (record: EntryRecord | undefined): number => record?.history.findLast(({ state }) => state === 'starting')?.at ?? 0

/** A run that is followed is looked at so often, in milliseconds. */
const followPause = 15_000

function nextOf(cases: readonly Case[], now: number): number | undefined {
  const coming = cases.flatMap(({ entry, kept }) => {
    const start = kept.record?.putOff ?? entry.due?.at
    return isPlanned(entry) && entry.wish === 'run' && start !== undefined && start > now ? [start] : []
  })
  return coming.length > 0 ? Math.min(...coming) : undefined
}
