import { printable } from '../../kit/printable.ts'
import { type Locale, type Text, text } from '../../kit/text.ts'
import { dayAndTime, dayWords, timeWords, wallClock } from '../../kit/wall-clock.ts'
import type { Moment } from './moment.ts'
import { dayOf, wallAt } from './zone.ts'

/** `Dec 1, 2026, 9:00 AM Asia/Shanghai`; seconds only where there are some. */
export const instantWords = (at: number, zone: string, locale: Locale): string =>
  `${dayAndTime(at, zone, locale, wallClock(at, zone).second !== 0)} ${zone}`

/** The same in both languages. */
export const instantText = (at: number, zone: string): Text => ({
  en: instantWords(at, zone, 'en'),
  'zh-CN': instantWords(at, zone, 'zh-CN'),
})

/** `Dec 1, 2026, 9:00 AM Asia/Shanghai = 01:00 UTC`, with the day in UTC where it is another. */
export function momentWords({ at, zone }: Pick<Moment, 'at' | 'zone'>, locale: Locale): string {
  const inZone = instantWords(at, zone, locale)
  if (zone === 'UTC') return inZone
  const reading = wallClock(at, 'UTC')
  // On 24 hours in both languages, as one writes UTC.
  const time = timeWords(reading, 'zh-CN', reading.second !== 0)
  const day = dayOf(at) === dayOf(wallAt(at, zone)) ? '' : `${dayWords(reading, locale)}${locale === 'en' ? ',' : ''} `
  return `${inZone} = ${day}${time} UTC`
}

/** What people should know about a written time that the clocks jump over or show twice; undefined: it is plain. */
export function momentNote(moment: Moment): Text | undefined {
  if (moment.note === undefined) return undefined
  const { zone } = moment
  const words = printable(moment.words, 64)
  const counts: Text = { en: momentWords(moment, 'en'), 'zh-CN': momentWords(moment, 'zh-CN') }
  return moment.note === 'gap'
    ? text(
        `The clocks of ${zone} jump over “${words}”; the first time after it counts: ${counts.en}.`,
        `${zone} 的时钟跳过了“${words}”，以其后的第一个时刻为准：${counts['zh-CN']}。`,
      )
    : text(
        `The clocks of ${zone} show “${words}” twice; the first counts: ${counts.en}.`,
        `${zone} 的时钟会两次显示“${words}”，以第一次为准：${counts['zh-CN']}。`,
      )
}
