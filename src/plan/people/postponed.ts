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
  if (span !== undefined && span > 0) return { state: 'read', at: Math.max(due, now) + span, reason: others.join(' ') }
  const [second = '', ...reason] = others
  const both = readMoment(`${first} ${second}`, zone)
  const one = both.state === 'read' ? undefined : readMoment(first, zone)
  const found =
    one?.state === 'read' ? { moment: one.moment, reason: others } : both.state === 'read' ? { moment: both.moment, reason } : undefined
  if (!found) return { state: 'refused', refusal: both.state === 'refused' ? both.refusal : { problem: noTime } }
  if (found.moment.at <= now) return { state: 'refused', refusal: { problem: past, remedy: how } }
  return { state: 'read', at: found.moment.at, reason: found.reason.join(' ') }
}

const noTime = text('There is no time.', '没有给出时间。')
const past = text('That time is past.', '该时间已过。')
const how = text(
  'Say how long (“2h”, “1d”) or until when (“2026-12-01 09:00”).',
  '请写明推迟多久（“2h”“1d”）或推迟到何时（“2026-12-01 09:00”）。',
)
