import { parseDuration } from '../../kit/duration.ts'
import { text } from '../../kit/text.ts'
import type { Refusal } from '../refusal.ts'
import { readMoment } from '../time/read-moment.ts'

/** When an entry shall start instead, and why. */
export type Postponed =
  | { readonly state: 'read'; readonly at: number; readonly reason: string }
  | { readonly state: 'refused'; readonly refusal: Refusal }

/**
 * Reads what follows “/postpone <id>”: a span (`2h`), counted from the planned instant or from now if that is past, or a time (`2026-12-01 09:00`) in the
 * zone of the entry; then a reason. A time that is past is refused.
 */
export function readPostponed(words: string, due: number, zone: string, now: number): Postponed {
  const [first = '', ...others] = words.split(/\s+/)
  const span = parseDuration(first)
  if (span !== undefined && span > 0) return until(Math.max(due, now) + span, others, now)
  const parts = [first, ...others]
  // The longest reading counts: an offset may stand apart.
  for (const count of [3, 2, 1]) {
    const read = readMoment(parts.slice(0, count).join(' '), zone)
    if (read.state === 'read') return until(read.moment.at, parts.slice(count), now)
  }
  const read = readMoment(parts.slice(0, 2).join(' '), zone)
  return { state: 'refused', refusal: read.state === 'refused' ? { remedy: how, ...read.refusal } : { problem: past, remedy: how } }
}

/** Farther ahead nobody plans, and no calendar is known; milliseconds. */
const farthest = 400 * 86_400_000

function until(at: number, reason: readonly string[], now: number): Postponed {
  if (at <= now) return { state: 'refused', refusal: { problem: past, remedy: how } }
  if (at > now + farthest) return { state: 'refused', refusal: { problem: tooFar, remedy: how } }
  return { state: 'read', at, reason: reason.join(' ') }
}

const past = text('That time is past.', '该时间已过。')
const tooFar = text('That time is more than 400 days ahead.', '该时间在 400 天之后。')
const how = text(
  'Say how long (“2h”, “1d”) or until when (“2026-12-01 09:00”).',
  '请写明推迟多久（“2h”“1d”）或推迟到何时（“2026-12-01 09:00”）。',
)
