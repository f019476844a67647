import type { Clock } from '../kit/clock.ts'
import type { Text } from '../kit/text.ts'
import type { Books } from './book.ts'
import type { Calendar } from './calendar/calendar.ts'
import type { Hold } from './decide.ts'
import type { PlanEntry, RefusedEntry } from './entry.ts'
import type { EntryRecord, EntryState, Holder } from './entry-record.ts'
import type { Records } from './records.ts'
import type { PlanSource } from './source/source.ts'
import type { Starter } from './starter.ts'

/** What people are told of an entry. */
export interface PlanNotice {
  readonly kind: EntryState | 'reminder'
  readonly entry: PlanEntry | RefusedEntry
  readonly record: EntryRecord
  /** Of a reminder and of what is yet to come: when it starts, in milliseconds since 1970. */
  readonly start: number | undefined
}

/** All that a tick works with: passed in, so that tests own the time, the plan, GitHub and its faults. */
export interface Desk {
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly signal: AbortSignal
  readonly me: Holder
  readonly sources: readonly PlanSource[]
  /** The calendar as it is now. */
  calendar(): Promise<Calendar>
  readonly records: Records
  readonly books: Books
  readonly starter: Starter
  /** Channels that hear of it when no tick comes any more. */
  readonly alarm: readonly string[]
  /** Tells people; says itself what stood in the way, and never throws. */
  tell(notice: PlanNotice): Promise<void>
  /** Work that nobody waits for until the tick ends; it never rejects. */
  later(work: Promise<void>): void
  /** In the language of the configuration. */
  inWords(words: Text): string
  /** A line of the log. */
  say(words: Text, isWarning?: boolean): void
}

/** How a tick goes about it. Spans in milliseconds. */
export interface TickWishes {
  /** So far ahead is an entry claimed and held. */
  readonly horizon: number
  readonly hold: Hold
  /** While something is held or followed, the plan is read again so often. */
  readonly every: number
  /** A started run is followed so long; a later tick looks again. */
  readonly follow: number
  /** Only entries of this workflow; empty: all. */
  readonly workflow: string
}
