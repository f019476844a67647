import { markdown } from '../../kit/printable.ts'
import { type Locale, type Text, text } from '../../kit/text.ts'
import { type Case, isPlanned } from '../act.ts'
import type { EntryState } from '../entry-record.ts'
import { plannedOf } from '../planned.ts'
import { instantWords, refusalOf } from '../words.ts'

/** Words for the states of an entry, with a sign. */
export const stateWords: Readonly<Record<EntryState, Text>> = {
  planned: text('🗓 planned', '🗓 已计划'),
  claimed: text('⏳ held for its time', '⏳ 等待准点'),
  'put-off': text('🧊 put off', '🧊 因冻结推迟'),
  waiting: text('⏸ waits for another', '⏸ 等待依赖'),
  asked: text('❓ somebody must decide', '❓ 等待人工决定'),
  cancelled: text('🚫 cancelled', '🚫 已取消'),
  refused: text('⚠️ cannot be carried out', '⚠️ 无法执行'),
  starting: text('🚀 being started', '🚀 正在启动'),
  started: text('🚀 started', '🚀 已启动'),
  released: text('✅ released', '✅ 已发布'),
  failed: text('❌ failed', '❌ 失败'),
  stopped: text('🚫 run cancelled', '🚫 运行已取消'),
  unknown: text('❔ not known', '❔ 状态未知'),
  skipped: text('⏭ left out', '⏭ 已跳过'),
  missed: text('⌛ too late', '⌛ 已错过'),
}

const headers: Readonly<Record<Locale, string>> = {
  en: '| Entry | When | Environment | State | |\n| --- | --- | --- | --- | --- |',
  'zh-CN': '| 条目 | 时间 | 环境 | 状态 | |\n| --- | --- | --- | --- | --- |',
}

/** The entries in the order of their times, as a table of Markdown. */
export function planTable(cases: readonly Case[], zone: string, locale: Locale): string {
  const inOrder = cases.toSorted((one, other) => startOf(one) - startOf(other))
  return [headers[locale], ...inOrder.map((one) => row(one, zone, locale))].join('\n')
}

const startOf = ({ entry, kept }: Case): number => (isPlanned(entry) ? plannedOf(entry, kept.record).due : (entry.due?.at ?? 0))

function row(one: Case, zone: string, locale: Locale): string {
  const { entry, kept } = one
  const at = startOf(one)
  const when = at > 0 ? instantWords(kept.record?.putOff ?? at, entry.due?.zone ?? zone)[locale] : '–'
  const state = stateWords[kept.record?.state ?? (isPlanned(entry) ? 'planned' : 'refused')][locale]
  const why = kept.record?.why?.[locale] ?? (isPlanned(entry) ? '' : refusalOf(entry.refusal)[locale])
  const url = safeUrl(kept.record?.run?.url ?? '')
  const run = url ? `[${locale === 'en' ? 'run' : '运行'}](${url}) ` : ''
  const cells = [
    markdown(entry.id || entry.where),
    when,
    markdown(isPlanned(entry) ? entry.environment : ''),
    state,
    `${run}${markdown(why, 400)}`,
  ]
  return `| ${cells.join(' | ')} |`
}

/** Only what is an address of the web, without signs that end a link; else empty. */
export const safeUrl = (url: string): string => (/^https?:\/\/[^\s()<>|"\\`]+$/.test(url) ? url : '')
