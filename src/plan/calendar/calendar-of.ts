import { InputError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { dayOf, wallAt } from '../time/zone.ts'
import type { Calendar } from './calendar.ts'
import { cronLayer } from './cron-layer.ts'
import { dailyLayer } from './daily-layer.ts'
import { eventsLayer } from './events-layer.ts'
import { chinaHolidays, type Holidays } from './holidays.ts'
import { judge } from './judge.ts'
import type { Layer } from './layer.ts'
import type { CalendarRule, CalendarRules, EventsRule, HolidaysRule, SpanRule, WeeklyRule } from './rules.ts'
import { isOnWeekly } from './weekly.ts'

/** A calendar made of rules, which also says what they do not know. */
export interface RuledCalendar extends Calendar {
  /** Notes for people on a span of time in milliseconds since 1970: years whose public holidays are not known yet. */
  notes(from: number, until: number): readonly Text[]
}

/**
 * Makes rules ready to be asked, in a zone that exists; `files` are the iCalendar files by path. Loads the libraries that the rules need, and no
 * other. Throws an InputError where a cron expression or a file is broken or missing: with a broken calendar nothing may start.
 */
export async function calendarOf(rules: CalendarRules, zone: string, files: ReadonlyMap<string, string>): Promise<RuledCalendar> {
  const [allow, deny] = await Promise.all(
    [rules.allow, rules.deny].map((list) => Promise.all(list.map((rule) => layerOf(rule, zone, files)))),
  )
  const layers = { allow: allow ?? [], deny: deny ?? [] }
  return {
    verdict: (at, environment) => judge(layers, at, environment),
    notes: (from, until) => unique([...layers.allow, ...layers.deny].flatMap((layer) => layer.notes?.(from, until) ?? [])),
  }
}

async function layerOf(rule: CalendarRule, zone: string, files: ReadonlyMap<string, string>): Promise<Layer> {
  const { name, environments } = rule
  return { name, environments, ...(await windowsOf(rule, zone, files)) }
}

type Windows = Pick<Layer, 'stretch' | 'notes'>

async function windowsOf(rule: CalendarRule, zone: string, files: ReadonlyMap<string, string>): Promise<Windows> {
  switch (rule.kind) {
    case 'weekly':
      return weekly(rule, zone)
    case 'span':
      return span(rule)
    case 'cron':
      return cronLayer(rule, zone)
    case 'holidays':
      return daysOff(rule, zone)
    case 'events':
      return eventsLayer(fileOf(rule, files), rule.path, zone)
  }
}

async function weekly({ days, holidays, from = 0, to = 1440 }: WeeklyRule, zone: string): Promise<Windows> {
  const known = holidays === undefined ? undefined : await chinaHolidays()
  const stretch = dailyLayer({ from, to, isOn: isOnWeekly(days, known) }, zone)
  return known ? { stretch, notes: notesOf(known, zone) } : { stretch }
}

async function daysOff(_: HolidaysRule, zone: string): Promise<Windows> {
  const known = await chinaHolidays()
  return { stretch: dailyLayer({ from: 0, to: 1440, isOn: known.isDayOff }, zone), notes: notesOf(known, zone) }
}

const notesOf = (holidays: Holidays, zone: string) => (from: number, until: number) =>
  holidays.unknownYears(dayOf(wallAt(from, zone)), dayOf(wallAt(until, zone)))

const span = ({ from, to }: SpanRule): Windows => ({
  stretch: (at) => {
    if (at < from) return { isInside: false, until: from < to ? from : Number.POSITIVE_INFINITY }
    return at < to ? { isInside: true, until: to } : { isInside: false, until: Number.POSITIVE_INFINITY }
  },
})

function fileOf({ path, where }: EventsRule, files: ReadonlyMap<string, string>): string {
  const words = files.get(path)
  if (words !== undefined) return words
  const shown = printable(path)
  const problem = text(`The calendar file “${shown}” does not exist.`, `日历文件“${shown}”不存在。`)
  throw new InputError({ code: 'invalid-configuration', problem, ...(where === undefined ? {} : { where }) })
}

const unique = (notes: readonly Text[]): readonly Text[] => [...new Map(notes.map((note) => [note.en, note])).values()]
