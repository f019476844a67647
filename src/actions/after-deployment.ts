import { readInputs } from '../kit/inputs.ts'
import type { Io } from '../kit/run.ts'
import { commonInputs } from './common-inputs.ts'
import { readEnd, readTrace } from './trace.ts'

/**
 * The step after a job that deploys or goes back: clears up first, where there is something to clear up. Then it looks whether the release plan is still
 * looked at, as no deployment should wait for that.
 */
export async function afterDeployment(io: Io): Promise<undefined> {
  try {
    if (readTrace(io)) await (await import('./clear-up.ts')).clearUpAfter(io)
  } finally {
    await lookAtPlan(io).catch(() => undefined) // whatever became of the clearing up is the end of this step
  }
}

async function lookAtPlan(io: Io): Promise<void> {
  const end = readEnd(io)
  if (end === 'cancelled' || io.signal.aborted) return
  if (end) io.log.locale = end
  const { watched } = await import('./watch-plan.ts')
  await watched(io, readInputs({ token: commonInputs.token }, io.env), async () => undefined)
}
