import { readFile } from 'node:fs/promises'
import { fieldsOf } from '../../github/answer.ts'
import { InputError } from '../../kit/errors.ts'
import type { Io } from '../../kit/run.ts'
import { text } from '../../kit/text.ts'
import type { PlanInputs } from '../plan-inputs.ts'

export type Task = 'tick' | 'check' | 'command' | 'confirm' | 'explain'

/** What is asked for: what the input says, else what fits the other inputs and the event. Throws an InputError where they contradict each other. */
export async function taskOf(
  { env }: Pick<Io, 'env'>,
  inputs: Pick<PlanInputs, 'task' | 'at' | 'confirm' | 'hold' | 'hold-environment'>,
): Promise<Task> {
  if (inputs.hold === 'early' && inputs['hold-environment'] === '') throw lacking('hold-environment', 'hold: early')
  const task = inputs.task || guess(inputs, env.GITHUB_EVENT_NAME ?? '')
  if (task === 'explain' && inputs.at === '') throw lacking('at', 'task: explain')
  if (task === 'confirm' && inputs.confirm === '') throw lacking('confirm', 'task: confirm')
  return task
}

function guess({ at, confirm }: Pick<PlanInputs, 'at' | 'confirm'>, event: string): Task {
  if (confirm !== '') return 'confirm'
  if (at !== '') return 'explain'
  if (event === 'pull_request' || event === 'merge_group') return 'check'
  return event === 'issue_comment' ? 'command' : 'tick'
}

const lacking = (name: string, with_: string): InputError =>
  new InputError({
    code: 'invalid-input',
    problem: text(`“${with_}” needs “${name}”, which was not given.`, `“${with_}”需要“${name}”，但没有给出。`),
    where: `with: ${name}`,
  })

/** What the runner tells of the event; empty where there is none. Hostile. */
export async function eventOf({ env }: Pick<Io, 'env'>): Promise<Readonly<Record<string, unknown>>> {
  const path = env.GITHUB_EVENT_PATH
  if (!path) return {}
  return readFile(path, 'utf8').then(
    (words) => fieldsOf(JSON.parse(words)),
    () => ({}),
  )
}
