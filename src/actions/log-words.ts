import { type Text, text } from '../kit/text.ts'
import type { LogEvent } from '../notify/log-event.ts'
import type { LogReading } from '../notify/log-events.ts'

/** What whoever set this up should know: lines that nobody reads, and errors that nobody hears of. */
export function warningsOf({ events, unmatched }: LogReading, unheard: readonly LogEvent[], log: string): readonly Text[] {
  const { count, samples } = unmatched
  const line = samples[0]?.line ?? 0
  const none = text(
    `No line of ${log} fits the pattern (${count} lines, the first is line ${line}): nobody hears of it. Give “log-pattern”.`,
    `${log} 中没有与模式相符的行（共 ${count} 行，首行为第 ${line} 行）：不会通知任何人。请提供“log-pattern”。`,
  )
  const some = text(
    `${count} lines of ${log} fit no pattern, from line ${line} on: they stand on the page of the run.`,
    `${log} 中有 ${count} 行与模式不符（自第 ${line} 行起）：已写入运行页面。`,
  )
  return [...(count > 0 ? [events.length === 0 ? none : some] : []), ...(unheard.length > 0 ? [unheardWords(unheard)] : [])]
}

/** Errors that stand on the page of the run alone. */
export function unheardWords(events: readonly LogEvent[]): Text {
  const count = events.reduce((sum, event) => sum + event.count, 0)
  return text(
    `${count === 1 ? 'One error leads' : `${count} errors lead`} to no channel: no route of the level “error” names one.`,
    `${count} 个错误没有通知任何渠道：没有级别为“error”的路由指定渠道。`,
  )
}

/** What a reading found, for the log of the job. */
export const foundWords = (trace: string, log: string, { events, unmatched }: LogReading): Text =>
  text(
    `Message ${trace}: ${events.length} kinds of events in ${log}, ${unmatched.count} lines that no pattern fits.`,
    `消息 ${trace}：${log} 中有 ${events.length} 种事件，${unmatched.count} 行与模式不符。`,
  )
