import { gitHubLedger } from '../../github/ledger.ts'
import { InputError } from '../../kit/errors.ts'
import type { Outcome } from '../../kit/outcome.ts'
import { printable } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import { type Text, text } from '../../kit/text.ts'
import type { Calendar } from '../../plan/calendar/calendar.ts'
import type { EntryReading } from '../../plan/entry.ts'
import type { EntryRecord } from '../../plan/entry-record.ts'
import { hasLeave, plannedOf } from '../../plan/planned.ts'
import { ledgerRecords } from '../../plan/records.ts'
import { frozen } from '../../plan/words.ts'
import type { PlanInputs } from '../plan-inputs.ts'
import type { OpenPlan } from './open-plan.ts'

/** A run may be at work before the tick that started it has written down which one it is; it is waited for so long. Milliseconds. */
const [patience, pause] = [90_000, 3000]

/**
 * Lets a run that the plan has started go on only while the plan still says so: it was not cancelled or moved meanwhile, and this is the run that was started
 * for it. The last fence before a release: a second run for the same entry, however it came about, ends here.
 */
export async function confirmRun(io: Io, inputs: PlanInputs, plan: OpenPlan): Promise<Outcome> {
  const [, id = ''] = /^(.+)-[0-9a-z]{8}$/.exec(inputs.confirm) ?? []
  if (!id) throw notOurs(inputs.confirm)
  const record = await recordFor(io, plan, id, inputs.confirm)
  const problem =
    problemOf(record, inputs.confirm, io.env.GITHUB_RUN_ID ?? '') ??
    stale(await readAgain(plan, id), record, plan.clock.now(), await plan.calendar())
  if (problem) io.log.error(problem)
  else io.log.info(text(`${printable(id)}: as planned.`, `${printable(id)}：与计划一致。`))
  return {
    outcome: problem ? 'blocked' : 'dispatched',
    reasonCode: problem ? 'not-as-planned' : 'as-planned',
    succeeded: problem === undefined,
    result: { entry: id, words: problem?.[io.log.locale] ?? '' },
    outputs: {
      due: id,
      dispatched: [],
      next: '',
      'late-seconds': record?.late === undefined ? '' : String(Math.round(record.late / 1000)),
    },
  }
}

const notOurs = (words: string): InputError =>
  new InputError({
    code: 'invalid-input',
    problem: text(
      `“confirm” must be the input “plan-entry” of a run that the plan has started; found “${printable(words, 80)}”.`,
      `“confirm”必须是计划所启动运行的输入“plan-entry”；实际为“${printable(words, 80)}”。`,
    ),
    where: 'with: confirm',
    remedy: text(
      "For runs started by hand skip this step: “if: inputs.plan-entry != ''”.",
      "手动启动的运行请跳过此步骤：“if: inputs.plan-entry != ''”。",
    ),
  })

async function recordFor(
  io: Io,
  { github, repository, clock }: OpenPlan,
  id: string,
  correlation: string,
): Promise<EntryRecord | undefined> {
  const records = ledgerRecords(gitHubLedger(github, repository, { clock: io.clock, signal: io.signal }))
  for (const until = clock.now() + patience; ; ) {
    const { record } = await records.read(id)
    const isOnItsWay = record?.state === 'starting' && record.correlation === correlation
    if (!isOnItsWay || clock.now() > until) return record
    await io.clock.sleep(pause, io.signal)
  }
}

function problemOf(record: EntryRecord | undefined, correlation: string, run: string): Text | undefined {
  if (!record || record.correlation !== correlation) return text('The plan has not started this run.', '该运行不是由计划启动的。')
  if (record.state === 'starting') return undefined // nobody has written down another one
  if (String(record.run?.id ?? '') === run) return undefined
  const url = printable(record.run?.url ?? '', 300)
  return text(`For this entry another run was started: ${url}`, `该条目已启动了另一个运行：${url}`)
}

async function readAgain({ sources }: OpenPlan, id: string): Promise<EntryReading> {
  for (const source of sources) {
    const found = await source.readAgain(id)
    if (found.state !== 'gone') return found
  }
  return { state: 'gone' }
}

/** Times are told in whole seconds; a timer counts minutes. */
const early = 60_000

function stale(found: EntryReading, record: EntryRecord | undefined, now: number, calendar: Calendar): Text | undefined {
  if (found.state === 'gone') return text('The entry is not in the plan any more.', '计划中已没有该条目。')
  if (found.state === 'refused') return found.entry.refusal.problem
  const { wish, due } = plannedOf(found.entry, record)
  if (wish !== 'run') return text('The entry was cancelled meanwhile.', '该条目在此期间已被取消。')
  if (record && due !== record.due) return text('The entry was moved meanwhile.', '该条目在此期间已改期。')
  const start = record?.putOff ?? due
  if (now < start - early) return text('It is not time yet.', '还没有到时间。')
  // Of a run that was started early nobody has asked the calendar since.
  const verdict = record?.isEarly && !hasLeave(record, 'freeze', due) ? calendar.verdict(start, found.entry.environment) : undefined
  return verdict && !verdict.isOpen ? frozen(verdict.rule, start, found.entry.due.zone) : undefined
}
