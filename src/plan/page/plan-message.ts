import { cut } from '../../chat/fit.ts'
import type { Fact, Mention, Message, Tone } from '../../chat/message.ts'
import { spanText } from '../../kit/duration.ts'
import { printable } from '../../kit/printable.ts'
import { type Locale, type Text, text } from '../../kit/text.ts'
import { isPlanned } from '../act.ts'
import type { PlanNotice } from '../desk.ts'
import { plannedOf } from '../planned.ts'
import { instantWords, refusalOf } from '../words.ts'
import { safeUrl, stateWords } from './plan-page.ts'

const tones: Readonly<Record<PlanNotice['kind'], Tone>> = {
  reminder: 'waiting',
  planned: 'neutral',
  claimed: 'neutral',
  'put-off': 'warning',
  waiting: 'warning',
  asked: 'warning',
  cancelled: 'neutral',
  refused: 'bad',
  starting: 'neutral',
  started: 'waiting',
  released: 'good',
  failed: 'bad',
  stopped: 'warning',
  unknown: 'bad',
  skipped: 'warning',
  missed: 'bad',
}

/** What surrounds a notice of a plan. */
export interface NoticeGround {
  readonly project: string
  readonly level: Message['level']
  readonly locale: Locale
  readonly now: number
  readonly mentions: readonly Mention[]
  /** The issue of the plan; empty: there is none. */
  readonly issueUrl: string
}

/** What a chat is told of an entry: what, when, why, and what somebody can do. */
export function planMessage(notice: PlanNotice, ground: NoticeGround): Message {
  const { entry, record, kind } = notice
  const say = ({ [ground.locale]: words }: Text) => words
  const why = kind === 'reminder' ? undefined : record.why
  const known = why ?? (isPlanned(entry) ? undefined : refusalOf(entry.refusal))
  const lines = known ? [{ words: printable(say(known), 1000) }] : []
  return {
    headline: cut(`${headline(notice, ground)}`, 200),
    tone: tones[kind],
    level: ground.level,
    facts: factsOf(notice, ground),
    sections: lines.length > 0 ? [{ title: say(text('What is known', '说明')), lines }] : [],
    links: linksOf(notice, ground),
    mentions: ground.mentions,
    footer: `${ground.project} · ${printable(entry.id || entry.where, 80)}`,
    about: { id: `plan-${entry.id}`, event: 'plan.changed' },
  }
}

function headline({ entry, kind, start }: PlanNotice, { locale, now }: NoticeGround): string {
  const version = isPlanned(entry) && entry.version && !entry.id.includes(entry.version) ? ` ${entry.version}` : ''
  const what = printable(`${entry.id || entry.where}${version}`, 100)
  const separator = locale === 'en' ? ': ' : '：'
  if (kind !== 'reminder') return `${withoutSign(stateWords[kind][locale])}${separator}${what}`
  const span = spanText(Math.max(0, (start ?? now) - now))
  return locale === 'en' ? `In ${span.en}: ${what}` : `${span['zh-CN']}后发布：${what}`
}

/** A state at the beginning of a sentence: a chat puts the sign of the tone before it. */
function withoutSign(state: string): string {
  const words = state.replace(/^\S+ /, '')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

function factsOf({ entry, record, start }: PlanNotice, { locale }: NoticeGround): readonly Fact[] {
  const fact = (label: Text, value: string): readonly Fact[] => (value === '' ? [] : [{ label: label[locale], value }])
  const due = isPlanned(entry) ? plannedOf(entry, record).due : entry.due?.at
  const zone = entry.due?.zone ?? 'UTC'
  const late = record.late !== undefined && record.late >= 1000 ? spanText(record.late)[locale] : ''
  const { amendment, leave } = record
  return [
    ...fact(text('Environment', '环境'), isPlanned(entry) ? printable(entry.environment) : ''),
    ...fact(text('Planned for', '计划时间'), due === undefined ? '' : instantWords(due, zone)[locale]),
    ...fact(text('Starts', '启动时间'), start === undefined || start === due ? '' : instantWords(start, zone)[locale]),
    ...fact(text('Late by', '延迟'), late),
    ...fact(text('Changed by', '更改者'), amendment ? printable(amendment.by) : ''),
    ...fact(text('Let through by', '放行者'), leave ? printable(leave.by.join(', ')) : ''),
    ...fact(text('Owner', '负责人'), printable(entry.owner)),
  ]
}

function linksOf({ record }: PlanNotice, { locale, issueUrl }: NoticeGround): Message['links'] {
  const url = safeUrl(record.run?.url ?? '')
  const run = url ? [{ label: text('Run', '查看运行')[locale], url }] : []
  return issueUrl ? [...run, { label: text('Plan', '查看计划')[locale], url: issueUrl }] : run
}
