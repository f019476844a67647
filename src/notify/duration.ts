import type { History } from '../github/history.ts'
import type { Run } from '../github/run.ts'
import { spanText } from '../kit/duration.ts'
import { type Text, text } from '../kit/text.ts'
import type { Verdict } from './verdict.ts'

/** How long a run took. In milliseconds. */
export interface Duration {
  readonly took: number
  /** The median of earlier runs that succeeded; undefined where they are too few. */
  readonly usual: number | undefined
  /** How much longer or shorter it took than usual, where that is worth saying. */
  readonly difference: Text | undefined
}

/** So many earlier runs are compared with, and so many must there be. */
const [compared, fewest] = [15, 3]

/**
 * How long a run took from its begin until now (or its end), and whether that is unusual: by a fifth and half a minute at least. A run that ended early because it
 * went wrong was not fast, so that one is only ever called slow. Earlier runs that were started again in part do not count.
 */
export function durationOf(startedAt: number, until: number, history: History | undefined, verdict: Verdict = 'success'): Duration {
  const took = Math.max(0, until - startedAt)
  const usual = medianOf((history?.runs ?? []).flatMap(lengthOf).slice(0, compared))
  return { took, usual, difference: usual === undefined ? undefined : differenceOf(took, usual, verdict) }
}

function lengthOf({ conclusion, attempt, startedAt, updatedAt }: Run): readonly number[] {
  if (conclusion !== 'success' || attempt > 1 || startedAt === undefined || updatedAt === undefined) return []
  return updatedAt >= startedAt ? [updatedAt - startedAt] : []
}

function medianOf(values: readonly number[]): number | undefined {
  if (values.length < fewest) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const [low = 0, high = low] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]
  return Math.round((low + high) / 2)
}

function differenceOf(took: number, usual: number, verdict: Verdict): Text | undefined {
  const more = took - usual
  if (Math.abs(more) < Math.max(30_000, usual / 5)) return undefined
  const span = spanText(Math.abs(more))
  if (more > 0) return text(`${span.en} longer than usual`, `比平时长 ${span['zh-CN']}`)
  return verdict === 'success' ? text(`${span.en} shorter than usual`, `比平时短 ${span['zh-CN']}`) : undefined
}
