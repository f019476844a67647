import type { Mistake } from '../../../config/mistakes.ts'
import type { Place } from '../../../config/tree.ts'
import { printable } from '../../../kit/printable.ts'
import { type Text, text } from '../../../kit/text.ts'
import { instantOfTime, type Time } from '../../calendar/event-times.ts'
import { textOfProperty } from '../../calendar/read-events.ts'
import { isZone } from '../../time/known-zone.ts'
import type { Span } from '../source.ts'
import { type Cell, treeOfCells, wishMistakes } from './cells.ts'
import { crossCheck, type JudgedEntries } from './cross-check.ts'
import { eventId } from './event-id.ts'
import { cellsOfEvent } from './ics-cells.ts'
import { icsOccurrences, type Occurrence } from './ics-occurrences.ts'
import { withinLimit } from './limits.ts'
import type { PlanDefaults } from './plan-defaults.ts'
import { type EntryGround, type ReadEntry, readEntry } from './read-entry.ts'
import { zoneRefusals } from './zone-refusals.ts'

/**
 * The events of an iCalendar file as entries: DTSTART says when, UID makes the id, lines `key: value` of DESCRIPTION say the rest, STATUS:CANCELLED
 * takes it back. Every occurrence of a series is an entry, with its day behind the id; of a series those that begin within the span. A mistake in
 * one event refuses that event alone. Throws an InputError for what is no iCalendar.
 */
export async function readPlanIcs(words: string, path: string, defaults: PlanDefaults, zone: string, span: Span): Promise<JudgedEntries> {
  const occurrences = await icsOccurrences(words, path, zone, span)
  withinLimit(occurrences.length, path)
  const ground: EntryGround = { defaults, zone, refuseZone: zoneRefusals() }
  return crossCheck(occurrences.map((occurrence) => readOccurrence(occurrence, path, ground)))
}

function readOccurrence({ component, uid, line, name, start }: Occurrence, path: string, ground: EntryGround): ReadEntry {
  const at: Place = { source: path, line, column: 1 }
  const status = textOfProperty(component, 'status').trim().toUpperCase()
  const said = { summary: textOfProperty(component, 'summary'), description: textOfProperty(component, 'description'), status, at }
  const { cells, mistakes } = cellsOfEvent(said)
  const own = cells.find(({ column }) => column === 'id')?.words
  const id = own === undefined ? eventId(uid, name) : [own, name].filter((part) => part !== '').join('-')
  const all: readonly Cell[] = [
    ...cells.filter(({ column }) => column !== 'id'),
    ...(own === undefined && uid === '' ? [] : [{ column: 'id' as const, words: id, at }]),
    ...('fault' in start ? [] : timeCells(start, ground.zone, at)),
  ]
  const faults = 'fault' in start ? [faultyEvent(start.fault, at)] : []
  const read = readEntry(treeOfCells(all, at), [], ground, [...faults, ...mistakes, ...wishMistakes(all)])
  return faults.length > 0 && read.state === 'refused' ? onlyFault(read, faults) : read
}

/** A fault of its time is told alone: that `at` is missing follows from it. */
const onlyFault = (read: ReadEntry, [fault]: readonly Mistake[]): ReadEntry =>
  read.state === 'refused' && fault
    ? { ...read, entry: { ...read.entry, refusal: { problem: fault.problem, where: read.entry.where } } }
    : read

/** The time as a plan would have it. Of a zone that Node does not know, described in the file, the instant. */
function timeCells(start: Time, zone: string, at: Place): readonly Cell[] {
  const { tzid } = start.zone
  const written = start.toString().replace(/Z$/, '')
  if (start.isDate || tzid === 'floating') return [{ column: 'at', words: written, at }]
  if (tzid === 'UTC') return [{ column: 'at', words: `${written}Z`, at }]
  if (!isZone(tzid)) return [{ column: 'at', words: new Date(instantOfTime(start, zone)).toISOString().replace('.000Z', 'Z'), at }]
  return [
    { column: 'at', words: written, at },
    { column: 'time-zone', words: tzid, at },
  ]
}

function faultyEvent(fault: string, at: Place): Mistake {
  const said = printable(fault, 120)
  const problem: Text = text(`This event of the calendar cannot be used: ${said}.`, `日历中的此日程无法使用：${said}。`)
  return { at, path: [], problem }
}
