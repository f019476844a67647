import type { Calendar } from '../calendar/calendar.ts'
import type { Closed } from '../page/gantt.ts'
import type { Span } from '../source/source.ts'

/** More changes than that are not drawn. */
const mostSpans = 60

/** The times of a span in which the calendar is closed for an environment. */
export function closedSpans(calendar: Calendar, environment: string, { from, until }: Span): readonly Closed[] {
  const closed: Closed[] = []
  for (let at = from; at < until && closed.length < mostSpans; ) {
    const verdict = calendar.verdict(at, environment)
    const next = (verdict.isOpen ? verdict.closesAt : verdict.opensAt) ?? until
    if (!verdict.isOpen) closed.push({ name: verdict.rule, from: at, to: Math.min(next, until) })
    if (next <= at) break
    at = next
  }
  return closed
}
