import { cut } from '../chat/fit.ts'
import { markdown } from '../kit/printable.ts'
import { type Locale, text } from '../kit/text.ts'
import { countWords, unmatchedWords } from './event-message.ts'
import { bySeverity } from './event-routes.ts'
import type { LogEvent } from './log-event.ts'
import type { LogReading } from './log-events.ts'
import type { Level } from './log-level.ts'

/** The page of a run takes 1 MiB of each step. */
const most = { rows: 500, samples: 20, bytes: 300_000 } as const
const longest = { message: 300, service: 60, time: 40 } as const

const signs: Readonly<Record<Level, string>> = { error: '❌', warning: '⚠️', info: '🔹' }
const names = {
  error: text('error', '错误'),
  warning: text('warning', '警告'),
  info: text('info', '信息'),
} as const

/** The audit log of a reading, as Markdown for the page of the run: every kind of event, and the first lines that no pattern fits. */
export function auditTable(events: readonly LogEvent[], unmatched: LogReading['unmatched'], locale: Locale): string {
  const heads =
    locale === 'en'
      ? ['Level', 'Count', 'Service', 'Message', 'First', 'Last', 'Line']
      : ['级别', '次数', '服务', '消息', '首次', '末次', '行号']
  const title = `### ${text(`Log: ${countWords(events).en}`, `日志：${countWords(events)['zh-CN'].trim()}`)[locale]}`
  const { rows, left } = fitting(bySeverity(events).map((event) => rowOf(event, locale)))
  const table = rows.length > 0 ? [heads, heads.map(() => '---')].map(row).concat(rows).join('\n') : ''
  const rest = left > 0 ? text(`… and ${left} more kinds of events`, `……另有 ${left} 种事件`)[locale] : ''
  return `${[title, table, rest, unmatchedBlock(unmatched, locale)].filter((part) => part !== '').join('\n\n')}\n`
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const cell = (words: string, limit: number): string => markdown(cut(words, limit), limit) || '–'

function rowOf({ level, count, service, message, time = '', lastTime = time, line }: LogEvent, locale: Locale): string {
  const times = [time, lastTime].map((when) => cell(when, longest.time))
  return row([
    `${signs[level]} ${names[level][locale]}`,
    String(count),
    cell(service, longest.service),
    cell(message, longest.message),
    ...times,
    String(line),
  ])
}

function fitting(rows: readonly string[]): { readonly rows: readonly string[]; readonly left: number } {
  let bytes = 0
  const kept = rows.slice(0, most.rows).filter((words) => {
    bytes += Buffer.byteLength(words) + 1
    return bytes <= most.bytes
  })
  return { rows: kept, left: rows.length - kept.length }
}

function unmatchedBlock(unmatched: LogReading['unmatched'], locale: Locale): string {
  const { count, samples, slow } = unmatched
  if (count === 0) return ''
  const lines = samples
    .slice(0, most.samples)
    .map(({ line, words }) => `- ${line}${text(': ', '：')[locale]}${markdown(cut(words, longest.message), longest.message) || '–'}`)
  const more = count - lines.length
  const late = slow > 0 ? text(`${slow} of them took the pattern too long.`, `其中 ${slow} 行匹配耗时过长。`)[locale] : ''
  return [
    `<details><summary>${unmatchedWords(unmatched)[locale]}</summary>`,
    [late, lines.join('\n'), more > 0 ? text(`… and ${more} more`, `……另有 ${more} 行`)[locale] : '']
      .filter((part) => part !== '')
      .join('\n\n'),
    '</details>',
  ].join('\n\n')
}
