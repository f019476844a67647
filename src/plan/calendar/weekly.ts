import type { Holidays } from './holidays.ts'
import { type WeeklyRule, weekdays } from './rules.ts'

/** Monday 0 to Sunday 6, of a day counted from 1 January 1970, a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7

/** Of a day counted from 1 January 1970. */
export const isMondayToFriday = (day: number): boolean => weekdayOf(day) < 5

/** Whether a weekly rule's window begins on a day; with holidays, less the days off, and with `workdays` the make-up workdays as well. */
export function isOnWeekly(days: WeeklyRule['days'], holidays: Holidays | undefined): (day: number) => boolean {
  if (days === 'workdays') return holidays ? holidays.isWorkday : isMondayToFriday
  const listed = (day: number) => days === 'every' || days.some((name) => weekdays.indexOf(name) === weekdayOf(day))
  return (day) => listed(day) && !holidays?.isDayOff(day)
}
