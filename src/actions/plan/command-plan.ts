import { fieldsOf, wordsIn } from '../../github/answer.ts'
import { gitHubLedger } from '../../github/ledger.ts'
import type { Outcome } from '../../kit/outcome.ts'
import { markdown } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import { text } from '../../kit/text.ts'
import { ledgerBooks } from '../../plan/book.ts'
import { ledgerRecords } from '../../plan/records.ts'
import type { PlanInputs } from '../plan-inputs.ts'
import { hearComments } from './hear-comments.ts'
import type { OpenPlan } from './open-plan.ts'
import { openPlanIssue } from './plan-issue.ts'
import { eventOf } from './task.ts'

/** Heeds what was said on the plan’s issue: the comment of the event, and every other that nobody has heard yet. */
export async function heedComment(io: Io, inputs: PlanInputs, plan: OpenPlan): Promise<Outcome> {
  const ledger = gitHubLedger(plan.github, plan.repository, { clock: io.clock, signal: io.signal })
  const books = ledgerBooks(ledger)
  const issue = await openPlanIssue(io, inputs, plan, books)
  const event = await eventOf(io)
  const { number } = fieldsOf(event.issue)
  if (!issue || (typeof number === 'number' && number !== issue.number)) {
    io.log.info(text('The comment is not on the issue of the plan.', '该评论不在计划的议题上。'))
    return outcomeOf([])
  }
  const heard = await hearComments(io, plan, { issue, books, records: ledgerRecords(ledger) })
  if (heard.length > 0) io.summary(heard.map(({ id, answer }) => `- ${markdown(id)}: ${markdown(answer[io.log.locale], 400)}`).join('\n'))
  else io.log.info(text(`Nothing to do: ${wordsIn(event.action)}.`, `无需处理：${wordsIn(event.action)}。`))
  return outcomeOf(heard.map(({ id }) => id))
}

const outcomeOf = (ids: readonly string[]): Outcome => ({
  outcome: 'nothing-due',
  reasonCode: ids.length > 0 ? 'heeded' : 'nothing-due',
  succeeded: true,
  result: { heeded: ids },
  outputs: { due: '', dispatched: [], next: '', 'late-seconds': '' },
})
