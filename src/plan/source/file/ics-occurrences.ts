import { messageOf } from '../../../kit/errors.ts'
import { timeWatch, type WithinTime } from '../../../kit/within-time.ts'
import { type Component, giveZones, instantOfTime, type Library, type Time } from '../../calendar/event-times.ts'
import { icsOutline } from '../../calendar/ics-outline.ts'
import { checkDate, checkRule, parseCalendars, recurrencesOf, textOfProperty } from '../../calendar/read-events.ts'
import type { Span } from '../source.ts'

/** An event, or one occurrence of a series, before anything else in it is read. */
export interface Occurrence {
  readonly component: Component
  readonly uid: string
  /** Line on which the event begins. */
  readonly line: number
  /** Which one of a series: the day that the series gives it, `20261201`, with the time (`20261201T0900`) where there are several a day. */
  readonly name: string
  /** When it begins; or what the library says against it. */
  readonly start: Time | { readonly fault: string }
}

/** Steps of one series; a daily one of a hundred years has fewer. */
const mostSteps = 40_000
/** Milliseconds, for one series and for all: one whose rule never meets its own conditions would be searched until the end of time. */
const longestSearch = { each: 1000, all: 5000 }

type Event = Omit<Occurrence, 'name' | 'start'>

/**
 * The events of an iCalendar file; of a series those that begin within the span, and those that were moved, wherever they are. Throws an InputError
 * for what is no iCalendar. Loads the library.
 */
export async function icsOccurrences(words: string, path: string, zone: string, span: Span): Promise<readonly Occurrence[]> {
  const lines = icsOutline(words, path)
  const library = (await import('ical.js')).default
  const calendars = parseCalendars(library, words, path)
  for (const calendar of calendars) giveZones(calendar, library)
  const events = calendars
    .flatMap((calendar) => calendar.getAllSubcomponents('vevent'))
    .map((component, index): Event => ({ component, uid: textOfProperty(component, 'uid').trim(), line: lines[index] ?? 1 }))
  const search: Search = { library, zone, span, watch: timeWatch(), until: Date.now() + longestSearch.all, moved: movedIn(events, zone) }
  return events.flatMap((event) => occurrencesOf(event, search))
}

interface Search {
  readonly library: Library
  readonly zone: string
  readonly span: Span
  readonly watch: WithinTime
  readonly until: number
  /** By UID, the instants of occurrences that stand elsewhere in the file. */
  readonly moved: ReadonlyMap<string, ReadonlySet<number>>
}

function movedIn(events: readonly Event[], zone: string): Search['moved'] {
  const moved = new Map<string, Set<number>>()
  for (const { component, uid } of events) {
    const id = insteadOf(component)
    if (id) moved.set(uid, (moved.get(uid) ?? new Set()).add(instantOfTime(id, zone)))
  }
  return moved
}

/** The occurrence that an event stands for; undefined: it is single or a series, or it is not written as it should be. */
function insteadOf(component: Component): Time | undefined {
  try {
    return (component.getFirstPropertyValue('recurrence-id') as Time | null) ?? undefined // the library's type of that property
  } catch {
    return undefined
  }
}

/** Whatever the library throws about an event is a fault of that event. */
function occurrencesOf(event: Event, search: Search): readonly Occurrence[] {
  try {
    return unguarded(event, search)
  } catch (error) {
    return [faulty(event, error instanceof RangeError ? `the time zone ${error.message} is not known` : messageOf(error))]
  }
}

const faulty = (event: Event, fault: string): Occurrence => ({ ...event, name: '', start: { fault } })

function unguarded(event: Event, search: Search): readonly Occurrence[] {
  const { component } = event
  for (const property of ['dtstart', 'recurrence-id']) checkDate(component, property)
  const start = component.getFirstPropertyValue('dtstart') as Time | null // the library's type of that property
  if (!start) return [faulty(event, 'DTSTART is missing')]
  if (component.getFirstProperty('recurrence-id')?.getFirstParameter('range'))
    return [faulty(event, 'RECURRENCE-ID with RANGE is not supported')]
  const instead = insteadOf(component)
  if (instead) return [{ ...event, name: dayName(instead, false), start }]
  const rules = component.getAllProperties('rrule').map((rule) => String(rule.getFirstValue()))
  if (rules.length === 0 && !component.hasProperty('rdate')) return [{ ...event, name: '', start }]
  for (const rule of rules) checkRule(rule)
  const isOften = rules.some((rule) => /BY(?:HOUR|MINUTE|SECOND)=[^;]*,/.test(rule))
  const found = search.watch(() => timesOf(event, start, search), Math.min(longestSearch.each, Math.max(1, search.until - Date.now())))
  return found
    ? found.value.map((time) => ({ ...event, name: dayName(time, isOften), start: time }))
    : [faulty(event, 'its RRULE takes too long to follow')]
}

function timesOf({ component, uid }: Event, start: Time, { library, zone, span, moved }: Search): readonly Time[] {
  const found: Time[] = []
  let steps = 0
  for (const time of recurrencesOf(library, component, start, zone)) {
    if (++steps > mostSteps) throw new Error('it recurs too often')
    const at = instantOfTime(time, zone)
    if (at >= span.until) break
    if (at >= span.from && !moved.get(uid)?.has(at)) found.push(time.clone())
  }
  return found
}

const two = (value: number): string => String(value).padStart(2, '0')

const dayName = ({ year, month, day, hour, minute }: Time, isOften: boolean): string =>
  `${String(year).padStart(4, '0')}${two(month)}${two(day)}${isOften ? `T${two(hour)}${two(minute)}` : ''}`
