import type { WorkflowRun } from '../fakes/github/state.ts'
import type { RunningWorkflow } from './act/run.ts'
import { byHand } from './event.ts'
import type { Stage } from './stage.ts'

export interface DispatchedRun extends WorkflowRun {
  readonly id: number
}

/** The runs that were dispatched, oldest first. */
export const dispatchedRuns = ({ github }: Stage): readonly DispatchedRun[] =>
  Object.entries(github.state.runs).flatMap(([id, run]) => (run.inputs ? [{ ...run, id: Number(id) }] : []))

/** The only run that was dispatched, begun as GitHub would begin it: under its id, with its inputs, in the name of who dispatched it. */
export async function startDispatched(stage: Stage): Promise<RunningWorkflow> {
  const [run, ...more] = dispatchedRuns(stage)
  if (!run?.inputs || more.length > 0) throw new Error(`expected one dispatched run; found ${more.length + (run ? 1 : 0)}:\n${stage.log()}`)
  const { id, file = '', inputs, actor = '', ...facts } = run
  const begun = { ...facts, file, inputs, status: 'in_progress', startedAt: Date.now() } as const
  return stage.start({ example: file, run: id, event: byHand(inputs), actor, facts: begun })
}
