import { type Text, text } from '../../kit/text.ts'
import { wholeDay } from '../time/zone.ts'
import { isMondayToFriday } from './weekly.ts'

/** The public holidays of a country. Days are counted from 1 January 1970. */
export interface Holidays {
  isWorkday(day: number): boolean
  /** A day off by decree, a weekend within it too; any other weekend is none. */
  isDayOff(day: number): boolean
  /** One note for every year of which nothing is known, both included. */
  unknownYears(from: number, until: number): readonly Text[]
}

/**
 * China's public holidays with their make-up workdays, by the library's own list of decrees. In a year that it does not know, Monday to Friday are
 * workdays and no day is a holiday.
 */
export async function chinaHolidays(): Promise<Holidays> {
  // Its default is the whole of it, however it is loaded: as CommonJS by Node, as a module by the bundler.
  const { getDayDetail } = (await import('chinese-days')).default
  const decrees = new Map<number, Decree>()
  const decreeOf = (day: number): Decree => {
    const known = decrees.get(day) ?? decreeIn(getDayDetail(dateOf(day)))
    decrees.set(day, known)
    return known
  }
  const isKnown = (year: number) => decreeOf(Date.UTC(year, 9, 1) / wholeDay) === 'off'
  return {
    isWorkday: (day) => (decreeOf(day) === 'none' ? isMondayToFriday(day) : decreeOf(day) === 'work'),
    isDayOff: (day) => decreeOf(day) === 'off',
    unknownYears: (from, until) =>
      yearsOf(from, until)
        .filter((year) => !isKnown(year))
        .map(unknown),
  }
}

type Decree = 'off' | 'work' | 'none'

/**
 * Days by decree are named in both languages with their length, all others by the day of the week alone: which is wrong on a machine west of UTC,
 * as is the date that it gives back, while the decree is right.
 */
const decreeIn = ({ name, work }: { readonly name: string; readonly work: boolean }): Decree =>
  name.includes(',') ? (work ? 'work' : 'off') : 'none'

const dateOf = (day: number): string => new Date(day * wholeDay).toISOString().slice(0, 10)

function yearsOf(from: number, until: number): readonly number[] {
  const [first, last] = [new Date(from * wholeDay).getUTCFullYear(), new Date(until * wholeDay).getUTCFullYear()]
  return Array.from({ length: Math.min(last - first + 1, 20) }, (_, index) => first + index)
}

const unknown = (year: number): Text =>
  text(
    `China's public holidays of ${year} are not known to this version: until then Monday to Friday count as workdays, and no day as a holiday.`,
    `此版本还没有 ${year} 年的中国法定节假日安排：在此之前，周一至周五按工作日计算，没有任何一天按节假日计算。`,
  )
