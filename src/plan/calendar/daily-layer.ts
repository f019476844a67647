import { clockGoesOn, dayOf, wallAt, wholeDay } from '../time/zone.ts'
import type { Stretch } from './layer.ts'

export interface DailyHours {
  /** Minutes of the day; `to` is exclusive. `from` not before `to`: over midnight. */
  readonly from: number
  readonly to: number
  /** Whether a window begins on a day, counted from 1 January 1970. */
  isOn(day: number): boolean
}

/**
 * Inside whenever the clock on the wall shows a time of the window: an hour that is shown twice is inside twice, one that is jumped over never
 * was.
 */
export const dailyLayer =
  ({ from, to, isOn }: DailyHours, zone: string) =>
  (at: number): Stretch => {
    const wall = wallAt(at, zone)
    const day = dayOf(wall)
    const time = wall - day * wholeDay
    const [start, end] = [from * 60_000, to * 60_000]
    const isInside = start < end ? isOn(day) && time >= start && time < end : (isOn(day) && time >= start) || (isOn(day - 1) && time < end)
    const edge = Math.min(...[start, end, wholeDay].filter((each) => each > time))
    return { isInside, until: clockGoesOn(at, edge - time, zone) }
  }
