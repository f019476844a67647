import { readInputs } from '../kit/inputs.ts'
import { run } from '../kit/run.ts'
import { planInputs } from './plan-inputs.ts'

/** What is not needed to refuse an input is loaded after that. */
run(async (io) => {
  const inputs = readInputs(planInputs, io.env)
  return (await import('./carry-out-plan.ts')).plan(io, inputs)
})
