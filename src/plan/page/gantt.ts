import { printable } from '../../kit/printable.ts'
import type { Locale } from '../../kit/text.ts'
import { wallClock } from '../../kit/wall-clock.ts'
import type { PlanEntry } from '../entry.ts'

/** A bar of the chart. */
export interface Bar {
  readonly entry: PlanEntry
  /** When it starts, milliseconds since 1970. */
  readonly start: number
  /** `active`: as planned; `crit`: something is wrong with it; `done`: over. */
  readonly mark: 'active' | 'crit' | 'done'
}

/** A time in which nothing may start. */
export interface Closed {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** How long a release is drawn: how long it takes nobody knows. Minutes. */
const drawn = 60

/** The coming releases as a Mermaid Gantt chart, one section an environment; times as the wall of the zone shows them. */
export function gantt(bars: readonly Bar[], closed: readonly Closed[], zone: string, locale: Locale): string {
  const lines = ['gantt', '  dateFormat YYYY-MM-DD HH:mm', '  axisFormat %m-%d', '  tickInterval 1day']
  if (closed.length > 0) {
    lines.push(`  section ${locale === 'en' ? 'Closed' : '冻结'}`)
    for (const { name, from, to } of closed) lines.push(`  ${label(name)} :done, ${stamp(from, zone)}, ${stamp(to, zone)}`)
  }
  for (const [environment, group] of Map.groupBy(bars, ({ entry }) => entry.environment)) {
    lines.push(`  section ${environment === '' ? (locale === 'en' ? 'No environment' : '未指定环境') : label(environment)}`)
    for (const { entry, start, mark } of group) lines.push(`  ${label(titleOf(entry))} :${mark}, ${stamp(start, zone)}, ${drawn}m`)
  }
  return lines.join('\n')
}

const titleOf = ({ id, version }: PlanEntry): string => (version && !id.includes(version) ? `${id} ${version}` : id)

/** What Mermaid would take for its own is left out: colons, commas, semicolons, hashes, line breaks, percent signs; and a word that begins one of its lines. */
function label(words: string): string {
  const plain = printable(words, 60)
    .replace(/[:;,#%"`{}<>\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return keywords.test(plain) ? `· ${plain}` : plain || '–'
}

const keywords =
  /^(?:gantt|section|title|dateFormat|axisFormat|tickInterval|todayMarker|excludes|includes|inclusiveEndDates|topAxis|weekday|weekend|click|call|href|accTitle|accDescr|\d{4}-\d\d)/i

function stamp(at: number, zone: string): string {
  const { year, month, day, hour, minute } = wallClock(at, zone)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}
