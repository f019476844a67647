import { spanText } from '../kit/duration.ts'
import { type Text, text } from '../kit/text.ts'
import type { Book } from './book.ts'

/** A tick may come so much later than ticks usually do, before it is missed: their schedule is late by nature (facts/notify.md 3.2). Milliseconds. */
const leastSilence = 3 * 3_600_000
const usualPaces = 4
/** People are told of it so often at most. */
const alarmPause = 86_400_000

/** What any run of the suite sees of the plan’s schedule. */
export type WatchFinding =
  | { readonly state: 'quiet' }
  /** No tick comes any more; `isNew`: nobody was told for a day. */
  | { readonly state: 'stopped'; readonly silence: number; readonly isNew: boolean }

/** Whether ticks still come, by the book; without one nothing is planned. */
export function watch(book: Book | undefined, now: number): WatchFinding {
  if (!book) return { state: 'quiet' }
  const silence = now - book.ticked
  if (silence <= Math.max(leastSilence, usualPaces * book.pace)) return { state: 'quiet' }
  return { state: 'stopped', silence, isNew: now - book.alarmed > alarmPause }
}

/** What people are told of a schedule that has stopped. */
export function stoppedWords(silence: number): Text {
  const span = spanText(silence)
  return text(
    `The release plan has not been looked at for ${span.en}: nothing planned goes out. GitHub disables a schedule after 60 days without activity, and in forks; look at the plan’s workflow under Actions.`,
    `发布计划已有 ${span['zh-CN']}没有被检查：计划中的发布不会启动。GitHub 会在 60 天无活动后以及在复刻仓库中停用定时；请在 Actions 中查看计划的工作流。`,
  )
}
