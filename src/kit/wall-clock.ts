import type { Locale } from './text.ts'

interface Reading {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
/** Making one takes many times as long as asking it; there are as many as zones are named. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', ...numeric })
  formatters.set(timeZone, made)
  return made
}

/**
 * What the clock on the wall shows at a moment (milliseconds since 1970) in a zone. The first formatter of Intl costs 8 MB of memory, for as
 * long as a gate waits: in UTC none is needed.
 */
export function wallClock(at: number, timeZone: string): Reading {
  if (timeZone === 'UTC') {
    const date = new Date(at)
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
    }
  }
  const parts = formatterOf(timeZone).formatToParts(at)
  const part = (type: keyof typeof numeric) => Number(parts.find((each) => each.type === type)?.value)
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (number: number): string => String(number).padStart(2, '0')

/** `Nov 23, 2026` */
export const dayWords = ({ year, month, day }: Reading, locale: Locale): string =>
  locale === 'en' ? `${months[month - 1]} ${day}, ${year}` : `${year}年${month}月${day}日`

/** `9:05 AM`, and with seconds `9:05:00 AM`. */
export function timeWords({ hour, minute, second }: Reading, locale: Locale, withSeconds = false): string {
  const rest = `${two(minute)}${withSeconds ? `:${two(second)}` : ''}`
  return locale === 'en' ? `${hour % 12 || 12}:${rest} ${hour < 12 ? 'AM' : 'PM'}` : `${two(hour)}:${rest}`
}

/** `Nov 23, 2026, 9:05 AM` */
export function dayAndTime(at: number, timeZone: string, locale: Locale, withSeconds = false): string {
  const reading = wallClock(at, timeZone)
  return `${dayWords(reading, locale)}${locale === 'en' ? ',' : ''} ${timeWords(reading, locale, withSeconds)}`
}
