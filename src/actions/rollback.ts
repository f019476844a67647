import { readInputs } from '../kit/inputs.ts'
import { run } from '../kit/run.ts'
import { rollbackInputs } from './rollback-inputs.ts'
import { leaveEnd } from './trace.ts'

/** What is not needed to refuse an input is loaded after that. */
run(async (io) => {
  if (io.isPost) return (await import('./after-deployment.ts')).afterDeployment(io)
  const inputs = readInputs(rollbackInputs, io.env)
  const { rollback } = await import('./carry-out-rollback.ts')
  return rollback(io, inputs).finally(() => leaveEnd(io))
})
