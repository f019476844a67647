import type ICAL from 'ical.js'
import { isZone } from '../time/known-zone.ts'
import { instantOf, type Wall, wholeDay } from '../time/zone.ts'

export type Library = typeof ICAL
export type Component = InstanceType<Library['Component']>
export type Time = InstanceType<Library['Time']>
type Zone = InstanceType<Library['Timezone']>

/** From inclusive, until exclusive; milliseconds since 1970. */
export interface Interval {
  readonly from: number
  readonly until: number
}

const wallOf = ({ year, month, day, hour, minute, second }: Time): Wall => Date.UTC(year, month - 1, day, hour, minute, second)

/** The instant of a time in a file. A day begins, and a time without a zone is meant, in the zone of the calendar. */
export function instantOfTime(time: Time, zone: string): number {
  const { tzid } = time.zone
  if (time.isDate || tzid === 'floating') return instantOf(wallOf(time), zone).at
  if (tzid === 'UTC') return wallOf(time)
  return isZone(tzid) ? instantOf(wallOf(time), tzid).at : time.toUnixTime() * 1000
}

/** How long an event is, as a function from the beginning of one of its occurrences to the whole of it. */
export function lengthOf(event: Component, start: Time, zone: string): (from: Time) => Interval {
  const end = event.getFirstPropertyValue('dtend') as Time | null
  const duration = event.getFirstPropertyValue('duration') as InstanceType<Library['Duration']> | null
  const days = duration ? (duration.weeks * 7 + duration.days) * (duration.isNegative ? -1 : 1) : undefined
  if (start.isDate) {
    const whole = end ? Math.round((wallOf(end) - wallOf(start)) / wholeDay) : (days ?? 1)
    return (from) => ({ from: instantOfTime(from, zone), until: later(from, whole, zone) })
  }
  if (duration && days !== undefined) {
    const rest = duration.toSeconds() * 1000 - days * wholeDay
    return (from) => ({ from: instantOfTime(from, zone), until: later(from, days, zone) + rest })
  }
  // Of an event that is said by its two ends, every occurrence is equally long (RFC 5545 3.8.5.3).
  const milliseconds = end ? instantOfTime(end, zone) - instantOfTime(start, zone) : 0
  return (from) => ({ from: instantOfTime(from, zone), until: instantOfTime(from, zone) + milliseconds })
}

/** The same time of day some days later. */
function later(from: Time, days: number, zone: string): number {
  const moved = from.clone()
  moved.adjust(days, 0, 0, 0)
  return instantOfTime(moved, zone)
}

/**
 * Gives the file the zones that Node knows; only what Node does not know is read from the file itself, as the names of Windows are. Throws a
 * RangeError where a zone is neither known nor described.
 */
export function giveZones(calendar: Component, { Timezone }: Library): void {
  const described = calendar.getTimeZoneByID.bind(calendar)
  const known = new Map<string, Zone>()
  calendar.getTimeZoneByID = (tzid) => {
    const zone = known.get(tzid) ?? (isZone(tzid) ? knownZone(tzid, Timezone) : described(tzid))
    if (!zone || (!isZone(tzid) && !isYearly(zone))) throw new RangeError(tzid)
    known.set(tzid, zone)
    return zone
  }
}

/** Clocks change by rules of the year; the library would follow one of every second to its end. */
const isYearly = ({ component }: Zone): boolean =>
  component
    .getAllSubcomponents()
    .flatMap((part) => part.getAllProperties('rrule'))
    .every((rule) => /^FREQ=YEARLY(?!.*BY(?:HOUR|MINUTE|SECOND|YEARDAY|WEEKNO))/.test(String(rule.getFirstValue())))

function knownZone(tzid: string, Timezone: Library['Timezone']): Zone {
  const zone = new Timezone({ tzid })
  zone.utcOffset = (time) => (wallOf(time) - instantOf(wallOf(time), tzid).at) / 1000
  return zone
}
