import type { PlanEntry } from './entry.ts'
import type { EntryRecord } from './entry-record.ts'

/** What an entry asks for, with what people changed by a command: until the entry itself is changed where it stands. */
export interface Planned {
  /** The planned instant, milliseconds since 1970. */
  readonly due: number
  readonly wish: PlanEntry['wish']
  /** Who changed it by a command, and why. */
  readonly by: string
  readonly reason: string
}

/** The entry and the changes of its record, together. */
export function plannedOf(entry: PlanEntry, record: EntryRecord | undefined): Planned {
  const { amendment } = record ?? {}
  if (!amendment || amendment.of !== entry.due.at) return { due: entry.due.at, wish: entry.wish, by: '', reason: '' }
  const wish = entry.wish === 'run' ? (amendment.wish ?? 'run') : entry.wish
  return { due: amendment.at ?? entry.due.at, wish, by: amendment.by, reason: amendment.reason }
}

/** Whether people gave leave for this, for the instant that the entry has now: one person for being late, two for a freeze. */
export function hasLeave(record: EntryRecord | undefined, kind: 'freeze' | 'lateness', due: number): boolean {
  const { leave } = record ?? {}
  if (!leave || leave.due !== due) return false
  return leave.for === 'freeze' ? new Set(leave.by).size >= 2 : kind === 'lateness'
}

/** It was started before its time, and its environment holds it. */
export const isWaiting = ({ state, isEarly, putOff, due }: EntryRecord, now: number): boolean =>
  state === 'started' && isEarly === true && now < (putOff ?? due)
