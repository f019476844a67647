import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import type { Refusal } from '../refusal.ts'
import type { Written } from './read-written.ts'

type Because = Extract<Written, { state: 'refused' }>['because'] | 'no-time'

const example = text(
  'Write for example “2026-12-01 09:00”, or with an offset “2026-12-01T09:00+08:00”.',
  '请写成例如“2026-12-01 09:00”，或带时差“2026-12-01T09:00+08:00”。',
)

/** Why a time in a plan is none. */
export function refuseWritten(words: string, because: Because): Refusal {
  const shown = printable(words, 64)
  const problems: Readonly<Record<Because, Text>> = {
    shape: text(`Expected a date with a time of day, found “${shown}”.`, `应为日期加时间，实际为“${shown}”。`),
    date: text(`“${shown}”: the calendar has no such day.`, `“${shown}”：日历上没有这一天。`),
    time: text(
      `“${shown}”: the clock shows no such time; it goes from 00:00 to 24:00.`,
      `“${shown}”：没有这个时刻；应在 00:00 到 24:00 之间。`,
    ),
    offset: text(
      `“${shown}”: no clock is that far from UTC; offsets go from -12:00 to +14:00.`,
      `“${shown}”：没有这样的时差；应在 -12:00 到 +14:00 之间。`,
    ),
    'no-time': text(`“${shown}” is a date alone; a time of day is needed.`, `“${shown}”只有日期，还需要时间。`),
  }
  return { problem: problems[because], remedy: example }
}
