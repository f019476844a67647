import { refuseMissingFile } from '../config/missing-file.ts'
import type { Outcome } from '../kit/outcome.ts'
import type { Io } from '../kit/run.ts'
import { configSource } from './config-source.ts'
import { taskOf } from './plan/task.ts'
import type { PlanInputs } from './plan-inputs.ts'

/** Carries out what the inputs and the event ask for. Everything is read before anything is touched. */
export async function plan(io: Io, inputs: PlanInputs): Promise<Outcome> {
  const task = await taskOf(io, inputs)
  refuseMissingFile(configSource(io, inputs))
  const opened = await (await import('./plan/open-plan.ts')).openPlan(io, inputs, task)
  switch (task) {
    case 'explain':
      return (await import('./plan/explain-moment.ts')).explainMoment(io, inputs, opened)
    case 'check':
      return (await import('./plan/check-plan.ts')).checkPlan(io, inputs, opened)
    case 'command':
      return (await import('./plan/command-plan.ts')).heedComment(io, inputs, opened)
    case 'confirm':
      return (await import('./plan/confirm-run.ts')).confirmRun(io, inputs, opened)
    case 'tick':
      return (await import('./plan/tick-plan.ts')).tickPlan(io, inputs, opened)
  }
}
