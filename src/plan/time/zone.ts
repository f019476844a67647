import { wallClock } from '../../kit/wall-clock.ts'

/** What a clock on the wall shows, as the milliseconds since 1970 at which a clock in UTC would show the same. */
export type Wall = number

export const wholeDay = 86_400_000

/** What the clocks of a zone show at an instant. */
export const wallAt = (at: number, zone: string): Wall => at + offsetAt(at, zone)

/** Many rules are asked about the same instants, and each question to Intl takes some microseconds. */
const mostKept = 5000
const kept = new Map<string, Map<number, number>>()

/** Milliseconds by which the clocks of a zone are ahead of UTC; they change at whole seconds. */
function offsetAt(at: number, zone: string): number {
  const offsets = kept.get(zone) ?? new Map<number, number>()
  kept.set(zone, offsets)
  const second = Math.floor(at / 1000) * 1000
  const offset = offsets.get(second) ?? askedOffset(second, zone)
  if (offsets.size >= mostKept) offsets.clear()
  offsets.set(second, offset)
  return offset
}

function askedOffset(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(at, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - at
}

/** The earliest instant after `from`, until `to`, of which `isSo`; it is so at `to` and not at `from`, and changes once between. */
function firstThat(from: number, to: number, isSo: (at: number) => boolean): number {
  let [before, after] = [from, to]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (isSo(middle)) after = middle
    else before = middle
  }
  return after
}

/**
 * The instant at which the clocks of a zone show a time. Of a time that they show twice the first; of one that they jump over the instant of the
 * jump, as GitHub's own schedule does (facts/notify.md 3.2).
 */
export function instantOf(wall: Wall, zone: string): { readonly at: number; readonly note?: 'gap' | 'overlap' } {
  // A clock is at most fourteen hours from UTC: a day before and a day after stand on both sides of whatever change is near.
  const [before, after] = [offsetAt(wall - wholeDay, zone), offsetAt(wall + wholeDay, zone)]
  const shown = [...new Set([wall - before, wall - after])].filter((at) => wallAt(at, zone) === wall).sort((a, b) => a - b)
  const [first, second] = shown
  if (first !== undefined) return second === undefined ? { at: first } : { at: first, note: 'overlap' }
  return { at: firstThat(wall - after, wall - before, (at) => wallAt(at, zone) >= wall), note: 'gap' }
}

/**
 * The instant at which the clocks have gone on by some milliseconds, at most a day, or at which they are put forward or back if that is
 * before.
 */
export function clockGoesOn(at: number, milliseconds: number, zone: string): number {
  const offset = offsetAt(at, zone)
  const isOther = (instant: number) => offsetAt(instant, zone) !== offset
  return isOther(at + milliseconds) ? firstThat(at, at + milliseconds, isOther) : at + milliseconds
}

/** Day of the calendar on the wall, counted from 1 January 1970. */
export const dayOf = (wall: Wall): number => Math.floor(wall / wholeDay)
