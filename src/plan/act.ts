import type { Text } from '../kit/text.ts'
import type { Desk } from './desk.ts'
import type { PlanEntry, RefusedEntry } from './entry.ts'
import { type EntryRecord, type EntryState, newRecord, withArc } from './entry-record.ts'
import type { Kept } from './records.ts'
import type { EntryReport, PlanSource } from './source/source.ts'

/** An entry on its way through a tick: where it stands, and what is written down of it. */
export interface Case {
  readonly entry: PlanEntry | RefusedEntry
  readonly source: PlanSource | undefined
  readonly kept: Kept
}

export const isPlanned = (entry: PlanEntry | RefusedEntry): entry is PlanEntry => 'workflow' in entry

/** Its record, or the one it would have. */
export const recordOf = ({ entry, kept }: Case): EntryRecord => kept.record ?? newRecord(entry.due?.at ?? 0)

/** Writes the next state of an entry. Undefined: somebody was faster, and it is theirs to go on. */
export async function step(
  desk: Desk,
  about: Case,
  state: EntryState,
  why: Text | undefined,
  change: Partial<EntryRecord> = {},
): Promise<Case | undefined> {
  const arc = { state, at: desk.clock.now(), by: `run ${desk.me.run}`, why }
  const kept = await desk.records.write(about.kept, withArc(recordOf(about), arc, { ...concernedOf(about), ...change }))
  return kept && { ...about, kept }
}

function concernedOf({ entry }: Case): Pick<EntryRecord, 'concerned'> {
  if (!isPlanned(entry)) return {}
  const { owner, environment, notify } = entry
  return { concerned: { owner, environment, notify } }
}

/** Tells people and the source what became of an entry. Never throws: what stood in the way is said in the log. */
export async function tellOf(desk: Desk, about: Case, kind: EntryState | 'reminder', start?: number): Promise<void> {
  const { entry, source } = about
  const record = recordOf(about)
  const written = kind === 'reminder' ? undefined : source?.writeBack(entry.id, reportOf(desk, record)).catch(() => undefined)
  const [problem] = await Promise.all([written, desk.tell({ kind, entry, record, start }).catch(() => undefined)])
  if (problem) desk.say(problem, true)
}

const reportOf = (desk: Desk, record: EntryRecord): EntryReport => ({
  state: record.state,
  words: record.why ? desk.inWords(record.why) : '',
  run: record.run?.url,
  late: record.late,
})
