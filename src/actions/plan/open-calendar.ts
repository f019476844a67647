import { calendarOf, type RuledCalendar } from '../../plan/calendar/calendar-of.ts'
import type { CalendarReading } from '../../plan/source/file/open-plan-file.ts'

/** Calendars that have been made ready, by what they are made of: making one ready may take longer than asking it. */
const ready = new Map<string, Promise<RuledCalendar>>()

/** The calendar of a plan, as it is now: read anew, made ready only where it has changed. Without a plan file everything is open. */
export async function openCalendar(read: (() => Promise<CalendarReading>) | undefined): Promise<RuledCalendar> {
  const { rules, files } = read ? await read() : nothing
  const key = JSON.stringify([rules, [...files]])
  const known = ready.get(key)
  if (known) return known
  const made = calendarOf(rules, rules.zone, files)
  ready.clear() // the one before is not asked again
  ready.set(key, made)
  return made
}

const nothing: CalendarReading = { rules: { allow: [], deny: [], zone: 'UTC' }, files: new Map() }
