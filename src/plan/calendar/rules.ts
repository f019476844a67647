/** Days of the week as they are written in a plan, Monday first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** Countries whose public holidays (and make-up workdays) are known. */
export const holidayLands = ['china'] as const
export type HolidayLand = (typeof holidayLands)[number]

/** What every rule of a calendar has besides its kind. */
interface RuleHead {
  /** For people; unique is not needed. Hostile. */
  readonly name: string
  /** Environments it holds for; empty: all. */
  readonly environments: readonly string[]
  /** The place in the plan file, for errors that are found only when the rule is made ready: `.github/release-plan.yml:12:7`. */
  readonly where?: string
}

/**
 * A window on certain days of the week, in wall time. `from` and `to` are minutes of the day (0 to 1440), `to` exclusive; `from` after `to`: over
 * midnight, into the next day; neither: the whole day.
 */
export interface WeeklyRule extends RuleHead {
  readonly kind: 'weekly'
  /** `workdays`: Monday to Friday. */
  readonly days: readonly Weekday[] | 'workdays' | 'every'
  /** Public holidays are taken out; with `workdays` make-up workdays are added. */
  readonly holidays?: HolidayLand
  readonly from?: number
  readonly to?: number
}

/** One stretch of time, in milliseconds since 1970: `from` inclusive, `to` exclusive. `readEdge` of `src/plan/time` makes them of what people write. */
export interface SpanRule extends RuleHead {
  readonly kind: 'span'
  readonly from: number
  readonly to: number
}

/** Opens whenever the cron expression (five fields, or six with seconds first) fires in the calendar's zone, for `lasts` milliseconds. */
export interface CronRule extends RuleHead {
  readonly kind: 'cron'
  readonly expression: string
  readonly lasts: number
}

/** The days off of a country, whole days; a make-up workday is none. */
export interface HolidaysRule extends RuleHead {
  readonly kind: 'holidays'
  readonly of: HolidayLand
}

/** Every event of an iCalendar file. */
export interface EventsRule extends RuleHead {
  readonly kind: 'events'
  /** Path of the file in the repository. */
  readonly path: string
}

export type CalendarRule = WeeklyRule | SpanRule | CronRule | HolidaysRule | EventsRule

/** A calendar as written, valid in itself: only inside one of `allow` where there are any, never inside one of `deny`. */
export interface CalendarRules {
  readonly allow: readonly CalendarRule[]
  readonly deny: readonly CalendarRule[]
}
