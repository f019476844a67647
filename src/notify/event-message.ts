import type { Fact, Link, Mention, Message, Section, Tone } from '../chat/message.ts'
import { joinText, type Locale, type Text, text } from '../kit/text.ts'
import { bySeverity } from './event-routes.ts'
import type { LogEvent } from './log-event.ts'
import type { LogReading } from './log-events.ts'
import { type Level, levels } from './log-level.ts'

export interface EventContext {
  readonly locale: Locale
  /** The log's name, for people: of its file. */
  readonly log: string
  /** Said instead of how many events there are. */
  readonly title?: string
  readonly level: Message['level']
  readonly unmatched: LogReading['unmatched']
  /** Events that the reading could not keep. */
  readonly beyond?: LogReading['beyond']
  readonly links: readonly Link[]
  readonly mentions: readonly Mention[]
  readonly footer: string
  /** What messages about the same log have in common: the run. */
  readonly id: string
}

/** How many lines a message shows of each level. */
const mostLines: Readonly<Record<Level, number>> = { error: 30, warning: 15, info: 10 }
const mostDetails = 15

const tones: Readonly<Record<Level, Tone>> = { error: 'bad', warning: 'warning', info: 'neutral' }

/** What a channel is told of a log: a section for each level, most severe first, and the stack trace of the first of the worst. */
export function eventMessage(events: readonly LogEvent[], context: EventContext): Message {
  const { locale, title, level, links, mentions, footer, id } = context
  const sorted = bySeverity(events)
  const headline = title || text(`${countWords(events).en} in ${context.log}`, `${context.log} 中有${countWords(events)['zh-CN']}`)[locale]
  return {
    headline,
    tone: tones[sorted[0]?.level ?? 'info'],
    level,
    facts: factsOf(events, context),
    sections: [...levels.flatMap((one) => sectionOf(one, events, context)), ...traceOf(sorted, locale)],
    links,
    mentions,
    footer,
    about: { id, event: 'log.event' },
  }
}

const sum = (events: readonly LogEvent[]): number => events.reduce((total, { count }) => total + count, 0)
const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

const levelCounts: Readonly<Record<Level, (count: number) => Text>> = {
  error: (count) => text(many(count, 'error', 'errors'), `${count} 个错误`),
  warning: (count) => text(many(count, 'warning', 'warnings'), `${count} 个警告`),
  info: (count) => text(many(count, 'notice', 'notices'), `${count} 条信息`),
}

/** `3 errors, 12 warnings`; levels that there are none of go unsaid. */
export function countWords(events: readonly LogEvent[]): Text {
  const counts = levels.flatMap((level) => {
    const count = sum(events.filter((event) => event.level === level))
    return count > 0 ? [levelCounts[level](count)] : []
  })
  if (counts.length === 0) return text('no events', ' 0 个事件')
  const { en } = joinText(counts, ', ')
  return { en, 'zh-CN': ` ${counts.map((count) => count['zh-CN']).join('、')}` }
}

function factsOf(events: readonly LogEvent[], { locale, title, log, unmatched, beyond }: EventContext): readonly Fact[] {
  const fact = (label: Text, value: string): Fact[] => (value === '' ? [] : [{ label: label[locale], value }])
  const lost = levels.reduce((total, level) => total + (beyond?.[level] ?? 0), 0)
  const services = [...new Set(events.map(({ service }) => service).filter(Boolean))]
  return [
    ...(title ? [...fact(text('Log', '日志'), log), ...fact(text('Events', '事件'), countWords(events)[locale].trim())] : []),
    ...fact(text('Services', '服务'), services.length > 1 ? listed(services, locale) : ''),
    ...fact(text('Time', '时间'), periodOf(events)),
    ...fact(text('Not understood', '无法解析'), unmatched.count > 0 ? unmatchedWords(unmatched)[locale] : ''),
    ...fact(text('Not shown', '未显示'), lost > 0 ? text(`${lost} more events`, `另有 ${lost} 个事件`)[locale] : ''),
  ]
}

export const unmatchedWords = ({ count }: LogReading['unmatched']): Text =>
  text(`${count} ${count === 1 ? 'line' : 'lines'} that no pattern fits`, `${count} 行与模式不符`)

function listed(names: readonly string[], locale: Locale): string {
  const [shown, rest] = [names.slice(0, 8), names.length - 8]
  const words = shown.join(text(', ', '、')[locale])
  return rest > 0 ? `${words} ${text(`and ${rest} more`, `及另外 ${rest} 个`)[locale]}` : words
}

/** From the first to the last, in the log's own words and order. */
function periodOf(events: readonly LogEvent[]): string {
  const times = [...events]
    .sort((a, b) => a.line - b.line)
    .flatMap(({ time, lastTime }) => [time ?? '', lastTime ?? ''])
    .filter(Boolean)
  const [first = ''] = times
  // Times of one log are written alike, so that the greatest word is the last time.
  const last = times.toSorted().at(-1) ?? ''
  return first === last ? first : `${first} – ${last}`
}

const levelTitles: Readonly<Record<Level, Text>> = {
  error: text('Errors', '错误'),
  warning: text('Warnings', '警告'),
  info: text('Information', '信息'),
}

function sectionOf(level: Level, events: readonly LogEvent[], { locale }: EventContext): Section[] {
  const all = events.filter((event) => event.level === level)
  if (all.length === 0) return []
  const more = all.length - mostLines[level]
  const lines = all.slice(0, mostLines[level]).map((event) => ({ words: eventLine(event, locale) }))
  return [{ title: `${levelTitles[level][locale]} (${sum(all)})`, lines, ...(more > 0 ? { more } : {}) }]
}

/** `×12 checkout: payment refused`. */
function eventLine({ count, service, message }: LogEvent, locale: Locale): string {
  const times = count > 1 ? `×${count} ` : ''
  return `${times}${service ? `${service}${text(': ', '：')[locale]}` : ''}${message || '–'}`
}

/** Where the first of the worst came from. Warnings and information need no such proof. */
function traceOf(sorted: readonly LogEvent[], locale: Locale): Section[] {
  const traced = sorted.find(({ level, details }) => level === 'error' && details.length > 0)
  if (!traced) return []
  const title = text('What the log says of it', '日志原文')[locale]
  const lines = [traced.message, ...traced.details.slice(0, mostDetails)].map((words) => ({ words }))
  const more = traced.details.length - mostDetails
  return [{ title, lines, isCode: true, ...(more > 0 ? { more } : {}) }]
}
