import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { calendarFault } from './calendar-fault.ts'

const largest = 1_048_576
const mostEvents = 5000

/**
 * Looks through an iCalendar file line by line (RFC 5545 3.1), because the library that reads it tells no places. Gives the line of every event, in
 * their order. Throws an InputError with the line of what is no iCalendar, and for a file above 1 MiB or 5000 events.
 */
export function icsOutline(words: string, path: string): readonly number[] {
  if (words.length > largest) throw calendarFault(path, undefined, tooLarge)
  const events: number[] = []
  const open: string[] = []
  let hasCalendar = false
  for (const { line, content } of contentLines(words)) {
    const [, name, value] = /^([A-Za-z0-9-]+)[;:](.*)$/.exec(content) ?? []
    const kind = value?.trim().toUpperCase() ?? ''
    if (name === undefined || (open.length === 0 && content.toUpperCase() !== 'BEGIN:VCALENDAR'))
      throw calendarFault(path, line, stray(content))
    if (name.toUpperCase() === 'BEGIN') {
      if (open.length === 1 && kind === 'VEVENT') events.push(line)
      open.push(kind)
      hasCalendar = true
    }
    if (name.toUpperCase() === 'END' && open.pop() !== kind) throw calendarFault(path, line, unmatched(kind))
  }
  if (open.length > 0) throw calendarFault(path, undefined, unfinished(open.at(-1) ?? ''))
  if (!hasCalendar) throw calendarFault(path, undefined, noCalendar)
  if (events.length > mostEvents) throw calendarFault(path, undefined, tooLarge)
  return events
}

/** A file as its lines, folded ones apart. */
export const icsLines = (words: string): readonly string[] => words.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)

/** Lines that begin something; those that begin with a blank go on with the one before. */
function* contentLines(words: string): Iterable<{ readonly line: number; readonly content: string }> {
  for (const [index, raw] of words
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const content = raw.trimEnd()
    if (content !== '' && !/^[ \t]/.test(raw)) yield { line: index + 1, content }
  }
}

const noCalendar = text('There is no calendar in this file.', '此文件中没有日历。')
const tooLarge = text(
  `The calendar is too large: at most 1 MiB and ${mostEvents} events are read.`,
  `日历文件过大：最多读取 1 MiB 和 ${mostEvents} 个事件。`,
)
function stray(content: string): Text {
  const shown = printable(content, 60)
  return text(`Expected a line of an iCalendar file, found “${shown}”.`, `应为 iCalendar 文件的一行，实际为“${shown}”。`)
}
function unmatched(kind: string): Text {
  const shown = printable(kind, 40)
  return text(`“END:${shown}” ends what was not begun.`, `“END:${shown}”没有对应的 BEGIN。`)
}
function unfinished(kind: string): Text {
  const shown = printable(kind, 40)
  return text(`The file breaks off: “END:${shown}” is missing.`, `文件不完整：缺少“END:${shown}”。`)
}
