import { readFile } from 'node:fs/promises'
import { fieldsOf } from '../github/answer.ts'
import { runFrom } from '../github/run.ts'
import { runFromRunner } from '../github/run-from-runner.ts'
import { InputError } from '../kit/errors.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { readParcel } from './fork-parcel.ts'
import type { NotifyOrder } from './read-notify.ts'
import type { Subject } from './tell-run.ts'

/** The run that is told of: this one; or, with a `parcel`, the one whose end started this one. */
export async function subjectOf(io: Io, { inputs }: NotifyOrder): Promise<Subject> {
  const known = runFromRunner(io.env)
  if (inputs.parcel === '') return { run: io.env.GITHUB_RUN_ID ?? '0', attempt: Number(io.env.GITHUB_RUN_ATTEMPT ?? 1), isOwn: true, known }
  const facts = fieldsOf(fieldsOf(await eventOf(io)).workflow_run)
  if (io.env.GITHUB_EVENT_NAME !== 'workflow_run' || typeof facts.id !== 'number') throw notACompanion()
  const other = runFrom(facts)
  return { run: String(other.id), attempt: other.attempt, isOwn: false, known: other, said: await readParcel(io, inputs.parcel) }
}

/** The payload of the event that started the run; GitHub wrote it. */
export async function eventOf(io: Io): Promise<unknown> {
  try {
    return JSON.parse(await readFile(io.env.GITHUB_EVENT_PATH ?? '', 'utf8'))
  } catch {
    return undefined
  }
}

const notACompanion = (): InputError =>
  new InputError({
    code: 'invalid-input',
    problem: text('“parcel” is only for a workflow that runs on “workflow_run”.', '“parcel”仅用于由“workflow_run”触发的工作流。'),
    where: 'with: parcel',
    remedy: text('Leave it out, or see examples/fork-notices.yml.', '请删除它，或参见 examples/fork-notices.yml。'),
  })
