import { cut } from '../chat/fit.ts'
import type { Tone } from '../chat/message.ts'
import { spanText } from '../kit/duration.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { Edge } from './edge.ts'
import type { RunNotice } from './run-notice.ts'
import type { ToldVerdict } from './verdict.ts'

export const tones: Readonly<Record<ToldVerdict, Tone>> = {
  running: 'waiting',
  success: 'good',
  failure: 'bad',
  'timed-out': 'bad',
  cancelled: 'neutral',
  skipped: 'neutral',
  unknown: 'warning',
}

/** In a word or two. */
export const verdictWords: Readonly<Record<ToldVerdict, Text>> = {
  running: text('Running', '进行中'),
  success: text('Succeeded', '成功'),
  failure: text('Failed', '失败'),
  'timed-out': text('Timed out', '超时'),
  cancelled: text('Cancelled', '已取消'),
  skipped: text('Skipped', '已跳过'),
  unknown: text('Ended, not known how', '已结束，结果未知'),
}

/** What people read first: how it went, against the runs before, of what and where. */
export function headlineOf(notice: RunNotice): Text {
  const { verdict, edge } = notice
  const end: Text = edgeWords(verdict, edge) ?? verdictWords[verdict]
  const subject = subjectOf(notice)
  return text(`${end.en}: ${subject.en}`, `${end['zh-CN']}：${subject['zh-CN']}`)
}

/** A failure that is new, one that lasts, and the end of one are three different things. */
function edgeWords(verdict: ToldVerdict, edge: Edge | undefined): Text | undefined {
  const isBad = verdict === 'failure' || verdict === 'timed-out'
  if (edge?.kind === 'still-broken' && isBad) {
    const { times, isAtLeast } = edge.outage
    const count = `${times}${isAtLeast ? '+' : ''}`
    return text(`Still failing (no. ${count})`, `持续失败（第 ${count} 次）`)
  }
  if (edge?.kind !== 'fixed' || verdict !== 'success') return undefined
  if (edge.after === undefined) return text('Fixed', '已恢复')
  const span = spanText(edge.after)
  return text(`Fixed after ${span.en}`, `已恢复（历时 ${span['zh-CN']}）`)
}

/** `shop v2 to production`, or `CI #318 of shop on main`. */
export function subjectOf({ facts }: RunNotice): Text {
  const [project, version, environment] = [facts.project, facts.version, facts.environment].map(clean)
  if (environment) return text(`${project} ${version} to ${environment}`, `${project} ${version} 发布到 ${environment}`)
  const run = `${clean(facts.workflow) || 'run'} #${facts.number}`
  return version
    ? text(`${run} of ${project} on ${version}`, `${project} ${version} 的 ${run}`)
    : text(`${run} of ${project}`, `${project} 的 ${run}`)
}

const clean = (words: string): string => cut(printable(words, Number.POSITIVE_INFINITY).trim(), 80)
