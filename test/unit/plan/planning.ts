import { verbatim } from '../../../src/kit/text.ts'
import type { CalendarVerdict } from '../../../src/plan/calendar/calendar.ts'
import type { Situation } from '../../../src/plan/decide.ts'
import type { PlanEntry } from '../../../src/plan/entry.ts'
import { type EntryRecord, newRecord } from '../../../src/plan/entry-record.ts'
import { entryAt } from '../../support/plan-world/campaign.ts'

export const minute = 60_000
export const hour = 60 * minute

/** When the entry of the tests is due. */
export const due = Date.UTC(2026, 11, 1, 8)
export const me = { run: '1', attempt: 1 }
export const other = { run: '2', attempt: 1 }

export const entry = (more: Partial<PlanEntry> = {}): PlanEntry =>
  entryAt('a', due, { onLate: { kind: 'run-within', milliseconds: hour }, reminders: [], ...more })

export const record = (state: EntryRecord['state'], more: Partial<EntryRecord> = {}): EntryRecord => ({ ...newRecord(due), state, ...more })

export const open: CalendarVerdict = { isOpen: true, rule: undefined, closesAt: undefined }
export const closed = (opensAt: number | undefined): CalendarVerdict => ({ isOpen: false, rule: 'freeze', opensAt })

/** Closed from one instant to another. */
export const freeze =
  (from: number, to: number) =>
  (at: number): CalendarVerdict =>
    from <= at && at < to ? closed(to) : open

export const situation = (now: number, more: Partial<Situation> = {}): Situation => ({
  now,
  me,
  horizon: 2 * hour,
  hold: 'sleep',
  since: 0,
  verdictAt: () => open,
  needs: { state: 'met' },
  isHolderAtWork: true,
  ...more,
})

export const amendment = (more: Partial<NonNullable<EntryRecord['amendment']>>) => ({ of: due, by: 'alice', reason: 'why', ...more })

export const why = verbatim('why')
