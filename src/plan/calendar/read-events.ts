import { InputError, messageOf } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { timeWatch } from '../../kit/within-time.ts'
import { calendarFault } from './calendar-fault.ts'
import { type Component, giveZones, type Interval, instantOfTime, type Library, lengthOf, type Time } from './event-times.ts'
import { icsLines, icsOutline } from './ics-outline.ts'

/** A file of the largest size takes a tenth of it, in milliseconds. */
const longestReading = 10_000

/** An event of a file, with all its occurrences. Its name is hostile. */
export interface CalendarEvent {
  readonly name: string
  /** Where it begins in the file. */
  readonly line: number
  /** In the order of their beginnings, perhaps without end. */
  occurrences(): Iterable<Interval>
}

/**
 * Reads the events of an iCalendar file that are not cancelled; days and times without a zone are those of the given one. Loads the library. Throws
 * an InputError that names the file, and the line of the event with the mistake.
 */
export async function readEvents(words: string, path: string, zone: string): Promise<readonly CalendarEvent[]> {
  const lines = icsOutline(words, path)
  const library = (await import('ical.js')).default
  let line = 1
  const read = () => {
    const calendars = parseCalendars(library, words, path)
    for (const calendar of calendars) giveZones(calendar, library)
    const components = calendars.flatMap((calendar) => calendar.getAllSubcomponents('vevent'))
    return components.map((component, index) => {
      line = lines[index] ?? 1
      return inPlace(path, line, () => ({ component, line, ...factsOf(component, zone) }))
    })
  }
  const events = timeWatch()(read, longestReading)?.value
  if (!events) throw calendarFault(path, line, tooLong)
  const moved = movedOccurrences(events)
  return events
    .filter(({ component }) => textOfProperty(component, 'status').toUpperCase() !== 'CANCELLED')
    .map((event) => ({ ...event, occurrences: () => occurrencesOf(library, event, moved.get(event.uid) ?? new Set(), zone) }))
}

/** The calendars of a file whose outline is right. Throws an InputError with the line of the event that the library does not read. */
export function parseCalendars(library: Library, words: string, path: string): readonly Component[] {
  try {
    const parsed = library.parse(words.replace(/^\ufeff/, '')) as unknown[]
    const roots = typeof parsed[0] === 'string' ? [parsed] : (parsed as unknown[][])
    return roots.map((root) => new library.Component(root as ConstructorParameters<Library['Component']>[0])) // the library's own word is “Object”
  } catch (error) {
    const all = icsLines(words)
    const line = icsOutline(words, path).find((each) => !isReadable(library, eventAt(all, each)))
    throw calendarFault(path, line, notUsable(messageOf(error)), error)
  }
}

/** The library tells no line: the event with the mistake is the first that it does not read alone either. */
function eventAt(lines: readonly string[], line: number): string {
  let end = line
  while (end < lines.length && !/^END:VEVENT\s*$/i.test(lines[end - 1] ?? '')) end++
  return ['BEGIN:VCALENDAR', ...lines.slice(line - 1, end), 'END:VCALENDAR'].join('\n')
}

function isReadable(library: Library, words: string): boolean {
  try {
    library.parse(words)
    return true
  } catch {
    return false
  }
}

/** Whatever the library throws about an event is a mistake of that event. */
function inPlace<T>(path: string, line: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof InputError) throw error
    throw calendarFault(path, line, error instanceof RangeError ? noZone(error.message) : notUsable(messageOf(error)), error)
  }
}

interface Facts {
  readonly uid: string
  readonly name: string
  readonly start: Time
  /** The occurrence of the series that this one stands for; undefined: it is itself a series, or single. */
  readonly instead: number | undefined
  whole(from: Time): Interval
}

function factsOf(component: Component, zone: string): Facts {
  for (const property of ['dtstart', 'dtend', 'recurrence-id']) checkDate(component, property)
  const start = component.getFirstPropertyValue('dtstart') as Time | null
  if (!start) throw new Error('DTSTART is missing')
  for (const rule of component.getAllProperties('rrule')) checkRule(String(rule.getFirstValue()))
  if (component.getFirstProperty('recurrence-id')?.getFirstParameter('range')) throw new Error('RECURRENCE-ID with RANGE is not supported')
  const id = component.getFirstPropertyValue('recurrence-id') as Time | null
  const whole = lengthOf(component, start, zone)
  const { from, until } = whole(start)
  if (until < from) throw new Error('it ends before it begins')
  const name = printable(textOfProperty(component, 'summary'), 80)
  return { uid: textOfProperty(component, 'uid'), name, start, whole, instead: id ? instantOfTime(id, zone) : undefined }
}

export const textOfProperty = (component: Component, name: string): string => String(component.getFirstPropertyValue(name) ?? '')

/** The library makes the 2nd of March of the 30th of February. */
export function checkDate(component: Component, name: string): void {
  const property = component.getFirstProperty(name)
  const value = property?.getFirstValue()
  if (!property || value === null || value === undefined) return
  const written = String(property.toJSON()[3])
  if (String(value) !== written) throw new Error(`${name.toUpperCase()} ${written} does not exist`)
}

export function checkRule(rule: string): void {
  if (/FREQ=(?:SECOND|MINUTE|HOUR)LY/.test(rule)) throw new Error('RRULE recurs more often than daily')
}

/** By the id of their series, the occurrences that stand elsewhere in the file, or were cancelled. */
function movedOccurrences(events: readonly Facts[]): ReadonlyMap<string, Set<number>> {
  const moved = new Map<string, Set<number>>()
  for (const { uid, instead } of events) if (instead !== undefined) moved.set(uid, (moved.get(uid) ?? new Set()).add(instead))
  return moved
}

function* occurrencesOf(
  library: Library,
  { component, start, instead, whole }: Facts & { readonly component: Component },
  moved: ReadonlySet<number>,
  zone: string,
): Iterable<Interval> {
  if (instead !== undefined) return yield whole(start)
  for (const time of recurrencesOf(library, component, start, zone)) {
    const isMoved = moved.has(instantOfTime(time, zone))
    // One that stands elsewhere is told as one of no length, so that whoever goes along sees the time pass.
    yield isMoved ? { from: whole(time).from, until: whole(time).from } : whole(time)
  }
}

/** When an event begins, and begins again; not asking whether one of these stands elsewhere in the file. Perhaps without end. */
export function* recurrencesOf(library: Library, component: Component, start: Time, zone: string): Iterable<Time> {
  // The library takes the beginning for one of the occurrences only where a rule makes it one.
  if (!component.hasProperty('rrule') && !leftOut(component, zone).has(instantOfTime(start, zone))) yield start
  if (!component.hasProperty('rrule') && !component.hasProperty('rdate')) return
  const expansion = new library.RecurExpansion({ component, dtstart: start })
  for (let time = expansion.next(); time; time = expansion.next()) yield time
}

function leftOut(component: Component, zone: string): ReadonlySet<number> {
  const times = component.getAllProperties('exdate').flatMap((property) => property.getValues() as Time[])
  return new Set(times.map((time) => instantOfTime(time, zone)))
}

const tooLong = text('This calendar takes too long to read.', '读取此日历耗时过长。')
function notUsable(said: string): Text {
  const shown = printable(said, 120)
  return text(`This event of the calendar cannot be used: ${shown}.`, `日历中的此事件无法使用：${shown}。`)
}
function noZone(name: string): Text {
  const shown = printable(name, 64)
  return text(
    `The time zone “${shown}” is neither of the IANA list nor described in the file.`,
    `时区“${shown}”不在 IANA 列表中，文件中也没有说明。`,
  )
}
