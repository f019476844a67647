import { readInputs } from '../kit/inputs.ts'
import { run } from '../kit/run.ts'
import { deployInputs } from './deploy-inputs.ts'

/** What is not needed to refuse an input is loaded after that. */
run(async (io) => {
  if (io.isPost) return (await import('./clear-up.ts')).clearUpAfter(io)
  const inputs = readInputs(deployInputs, io.env)
  const { deploy } = await import('./carry-out-deploy.ts')
  return (await import('./watch-plan.ts')).watched(io, inputs, () => deploy(io, inputs))
})
