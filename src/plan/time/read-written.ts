import type { Wall } from './zone.ts'

/** A date as somebody wrote it, perhaps with a time of day and an offset from UTC. */
export type Written =
  | {
      readonly state: 'read'
      /** Midnight of the date. */
      readonly day: Wall
      /** Milliseconds of the day, up to and with 24:00; undefined: no time of day is written. */
      readonly time: number | undefined
      /** Milliseconds by which the clocks meant are ahead of UTC; undefined: those of the zone. */
      readonly offset: number | undefined
    }
  | { readonly state: 'refused'; readonly because: 'shape' | 'date' | 'time' | 'offset' }

const date = String.raw`(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})`
const time = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?`
const offset = String.raw`(?<zulu>Z|UTC|GMT)|(?:UTC|GMT)?(?<sign>[-+])(?<hours>\d{1,2})(?::?(?<minutes>\d{2}))?`
const shape = new RegExp(String.raw`^${date}(?:(?:\s*T\s*|\s+)${time}(?:\s*(?:${offset}))?)?$`, 'i')

/** Full-width digits and colons as plain ones, a Chinese date as one with dashes. */
const plain = (words: string): string =>
  words
    .normalize('NFKC')
    .replace('\u2212', '-')
    .trim()
    .replace(/^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*/, '$1-$2-$3 ')
    .trim()

/**
 * Reads `2026-12-01 09:00`, with seconds, `T`, `Z` or an offset, and what Chinese keyboards make of it: `2026/12/1 9:00`, `２０２６年１２月１日 ９：００`.
 */
export function readWritten(words: string): Written {
  const groups = words.length > 100 ? undefined : shape.exec(plain(words))?.groups
  if (!groups) return { state: 'refused', because: 'shape' }
  const part = (name: string): number => Number(groups[name] ?? 0)
  const day = dayOfDate(part('year'), part('month'), part('day'))
  if (day === undefined) return { state: 'refused', because: 'date' }
  if (groups.hour === undefined) return { state: 'read', day, time: undefined, offset: undefined }
  const time = timeOfDay(part('hour'), part('minute'), part('second'), Math.trunc(Number(`0.${groups.fraction ?? 0}`) * 1000))
  if (time === undefined) return { state: 'refused', because: 'time' }
  const ahead = groups.sign === undefined ? 0 : aheadOfUtc(groups.sign, part('hours'), part('minutes'))
  if (ahead === undefined) return { state: 'refused', because: 'offset' }
  return { state: 'read', day, time, offset: (groups.zulu ?? groups.sign) ? ahead : undefined }
}

/** Undefined: there is no such day. A year before 1970 is none of a release. */
function dayOfDate(year: number, month: number, day: number): Wall | undefined {
  const wall = Date.UTC(year, month - 1, day)
  const exists = new Date(wall).getUTCMonth() === month - 1 && new Date(wall).getUTCDate() === day
  return year >= 1970 && exists ? wall : undefined
}

function timeOfDay(hour: number, minute: number, second: number, millisecond: number): number | undefined {
  const time = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
  return minute > 59 || second > 59 || time > 86_400_000 ? undefined : time
}

/** Clocks are from twelve hours behind UTC to fourteen ahead of it. */
function aheadOfUtc(sign: string, hours: number, minutes: number): number | undefined {
  const ahead = (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
  return minutes > 59 || Math.abs(ahead - 3_600_000) > 13 * 3_600_000 ? undefined : ahead
}
