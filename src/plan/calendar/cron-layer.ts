import { InputError, messageOf } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { type Layer, lookAhead, type Stretch } from './layer.ts'
import type { CronRule } from './rules.ts'

/** A window that opens more often is better said by days and times; each firing costs a tenth of a millisecond or more to find. */
const mostADay = 12

const shortest = 60_000
const longest = 366 * 86_400_000

type Cron = typeof import('croner').Cron

/**
 * Windows that open whenever a cron expression fires. A time that the clocks jump over fires after the jump, one that they show twice the first
 * time. Loads the library. Throws an InputError where the expression is none, fires never, or too often.
 */
export async function cronLayer(rule: CronRule, zone: string): Promise<Pick<Layer, 'stretch'>> {
  const { Cron } = await import('croner')
  const next = firings(Cron, rule, zone)
  let last: (Stretch & { readonly from: number }) | undefined
  return {
    stretch: (at) => {
      if (!last || at < last.from || at >= last.until) last = { ...stretchAt(next, rule.lasts, at), from: at }
      return last
    },
  }
}

/** Windows that touch are one, for as far as anybody looks. */
function stretchAt(next: (after: number) => number, lasts: number, at: number): Stretch {
  let end = at
  // The library counts in whole seconds: begin one earlier, and leave out what is over.
  for (let fires = next(at - lasts - 1000); fires <= end; fires = next(fires)) {
    end = Math.max(end, fires + lasts)
    if (end > at + lookAhead) break
  }
  return end > at ? { isInside: true, until: end } : { isInside: false, until: next(at) }
}

function firings(Cron: Cron, { expression, lasts, where }: CronRule, zone: string): (after: number) => number {
  const refuse = (problem: Text, cause?: unknown): InputError =>
    new InputError({ code: 'invalid-configuration', problem, cause, ...(where === undefined ? {} : { where }) })
  if (lasts < shortest || lasts > longest) throw refuse(noLength)
  const shown = printable(expression, 80)
  const fields = expression.trim().split(/\s+/)
  if (fields.length !== 5) throw refuse(notFive(shown, fields.length))
  try {
    const cron = new Cron(fields.join(' '), { timezone: zone, mode: '5-part', paused: true })
    if (firingsADay(Cron, fields) > mostADay) throw refuse(tooOften(shown))
    if (!cron.nextRun(new Date(0))) throw refuse(never(shown))
    return (after) => cron.nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY
  } catch (error) {
    throw error instanceof InputError ? error : refuse(noCron(shown, printable(messageOf(error))), error)
  }
}

/** On a day on which it fires at all. */
const firingsADay = (Cron: Cron, [minute, hour]: readonly string[]): number =>
  new Cron(`${minute} ${hour} * * *`, { utcOffset: 0, mode: '5-part', paused: true })
    .nextRuns(mostADay + 1, new Date(-1000))
    .filter((fires) => fires.getTime() < 86_400_000).length

const noLength = text('A window lasts from a minute to 366 days.', '窗口的长度应在一分钟到 366 天之间。')
const notFive = (shown: string, count: number): Text =>
  text(`A cron expression has five fields, “${shown}” has ${count}.`, `cron 表达式应有五个字段，“${shown}”有 ${count} 个。`)
const noCron = (shown: string, said: string): Text =>
  text(`“${shown}” is no cron expression: ${said}`, `“${shown}”不是 cron 表达式：${said}`)
const never = (shown: string): Text => text(`“${shown}” never fires.`, `“${shown}”永远不会触发。`)
const tooOften = (shown: string): Text =>
  text(
    `“${shown}” opens more than ${mostADay} windows a day; say it with days, from and to.`,
    `“${shown}”每天开启的窗口超过 ${mostADay} 个；请改用 days、from 和 to。`,
  )
