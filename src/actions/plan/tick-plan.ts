import { membersOf } from '../../config/people.ts'
import { gitHubLedger } from '../../github/ledger.ts'
import { explain, isKnownError, textOf } from '../../kit/errors.ts'
import type { Outcome } from '../../kit/outcome.ts'
import type { Io } from '../../kit/run.ts'
import { ledgerBooks } from '../../plan/book.ts'
import type { Desk, TickWishes } from '../../plan/desk.ts'
import { gitHubStarter } from '../../plan/github/github-starter.ts'
import { ledgerRecords } from '../../plan/records.ts'
import { tick } from '../../plan/tick.ts'
import type { PlanInputs } from '../plan-inputs.ts'
import { alarmChannels } from './alarm-channels.ts'
import { hearComments } from './hear-comments.ts'
import type { OpenPlan } from './open-plan.ts'
import { openPlanIssue, showInIssue } from './plan-issue.ts'
import { previewTick } from './preview-tick.ts'
import { tellerOf } from './tell-plan.ts'
import { tickOutcome } from './tick-outcome.ts'

/** One tick of the plan: comments are heard, what is due is started to the second, people and the table hear of it. */
export async function tickPlan(io: Io, inputs: PlanInputs, plan: OpenPlan): Promise<Outcome> {
  const ledger = gitHubLedger(plan.github, plan.repository, { clock: io.clock, signal: io.signal })
  const [books, records] = [ledgerBooks(ledger), ledgerRecords(ledger)]
  if (inputs['dry-run']) return previewTick(io, inputs, plan, { books, records })
  const issue = await openPlanIssue(io, inputs, plan, books)
  const teller = tellerOf(io, inputs, plan, () => issue?.url ?? '')
  const background: Promise<void>[] = []
  const desk: Desk = {
    ...portsOf(io, inputs, plan),
    books,
    records,
    tell: teller.tell,
    later: (work) => void background.push(work),
  }
  try {
    if (issue) await hearComments(io, plan, { issue, books, records })
    const report = await tick(desk, wishesOf(inputs))
    await Promise.all(background)
    if (issue) await showInIssue(io, issue, report.cases, plan.zone)
    for (const fault of report.faults) io.log.error(isKnownError(fault) ? explain(fault, io.log.locale) : textOf(fault))
    return tickOutcome(io, plan, report)
  } finally {
    await Promise.allSettled(background)
    await teller.close()
  }
}

/** What a tick has of the world, but for the records that it writes and the people it tells. */
export function portsOf(io: Io, inputs: PlanInputs, plan: OpenPlan): Omit<Desk, 'books' | 'records' | 'tell' | 'later'> {
  const { github, repository, branch, clock, sources } = plan
  const said = new Set<string>()
  const requestedBy = (owner: string) =>
    owner === ''
      ? ''
      : membersOf(plan.directory, [owner])
          .map(({ name }) => name)
          .join(',')
  return {
    clock,
    random: Math.random,
    signal: io.signal,
    me: { run: io.env.GITHUB_RUN_ID ?? '0', attempt: Number(io.env.GITHUB_RUN_ATTEMPT ?? 1) },
    sources,
    alarm: alarmChannels(plan),
    calendar: plan.calendar,
    starter: gitHubStarter({
      github,
      repository,
      branch,
      clock,
      signal: io.signal,
      holdEnvironment: inputs['hold-environment'],
      requestedBy,
    }),
    inWords: ({ [io.log.locale]: words }) => words,
    say: (words, isWarning = false) => {
      if (said.has(words.en)) return
      said.add(words.en)
      if (isWarning) io.log.warning(words)
      else io.log.info(words)
    },
  }
}

/** Spans that the contract promises as defaults stand in the inputs: these are for the types. */
export const wishesOf = (inputs: PlanInputs): TickWishes => ({
  horizon: inputs.horizon ?? 2 * 3_600_000,
  hold: inputs.hold,
  every: Math.max(inputs.every ?? 60_000, leastEvery),
  follow: inputs.follow ?? 30 * 60_000,
  workflow: inputs.workflow,
})

/** A plan is not read more often than that, in milliseconds. */
const leastEvery = 10_000
