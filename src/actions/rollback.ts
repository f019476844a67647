import { readInputs } from '../kit/inputs.ts'
import { run } from '../kit/run.ts'
import { rollbackInputs } from './rollback-inputs.ts'

/** What is not needed to refuse an input is loaded after that. */
run(async (io) => {
  if (io.isPost) return (await import('./clear-up.ts')).clearUpAfter(io)
  const inputs = readInputs(rollbackInputs, io.env)
  const { rollback } = await import('./carry-out-rollback.ts')
  return (await import('./watch-plan.ts')).watched(io, inputs, () => rollback(io, inputs))
})
