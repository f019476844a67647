import type { Text } from '../../kit/text.ts'
import type { EntryReading, PlanEntry, RefusedEntry } from '../entry.ts'

/** What is written back to where an entry stands. */
export interface EntryReport {
  /** One of the states of an entry, as a word for machines: `planned`, `started`, `released` … */
  readonly state: string
  /** What people read beside it: lateness, why it was refused or put off. In the language of the configuration. */
  readonly words: string
  /** Address of the run; undefined: there is none. */
  readonly run: string | undefined
  /** Milliseconds after the planned instant at which it was started; undefined: it was not. */
  readonly late: number | undefined
}

/** The entries whose planned instants fall into a span; whatever could not be read of them as well. */
export interface PlanReading {
  readonly entries: readonly PlanEntry[]
  readonly refused: readonly RefusedEntry[]
  /** What was found out on the way and people should know; nothing in the way. */
  readonly notes: readonly Text[]
}

/** A span of time, milliseconds since 1970: from inclusive, until exclusive. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** Where a plan is kept. */
export interface PlanSource {
  /** For people: `.github/release-plan.yml`, `Feishu table tbl1`. */
  readonly name: string
  /** Reads what is due within the span. Throws an InputError or RemoteError where the source as a whole cannot be read. */
  read(span: Span): Promise<PlanReading>
  /** The entry as it stands now, whatever its time: the last look before it is started. Throws as `read`. */
  readAgain(id: string): Promise<EntryReading>
  /** Tells the source what became of an entry; says what stood in the way. Sources that cannot be written do nothing. */
  writeBack(id: string, report: EntryReport): Promise<Text | undefined>
}
