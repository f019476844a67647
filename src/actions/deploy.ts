import { readInputs } from '../kit/inputs.ts'
import { run } from '../kit/run.ts'
import { deployInputs } from './deploy-inputs.ts'
import { leaveEnd } from './trace.ts'

/** What is not needed to refuse an input is loaded after that. */
run(async (io) => {
  if (io.isPost) return (await import('./after-deployment.ts')).afterDeployment(io)
  const inputs = readInputs(deployInputs, io.env)
  const { deploy } = await import('./carry-out-deploy.ts')
  return deploy(io, inputs).finally(() => leaveEnd(io))
})
