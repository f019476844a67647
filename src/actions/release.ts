import { readInputs } from '../kit/inputs.ts'
import { run } from '../kit/run.ts'
import { releaseInputs } from './release-inputs.ts'

/** What is not needed to refuse an input is loaded after that. */
run(async (io) => {
  if (io.isPost) return (await import('./finish-release.ts')).finishRelease(io)
  const inputs = readInputs(releaseInputs, io.env)
  if (inputs['dry-run']) return (await import('./carry-out-doctor.ts')).doctor(io, inputs)
  const { release } = await import('./carry-out-release.ts')
  return (await import('./watched-and-told.ts')).watchedAndTold(io, inputs, () => release(io, inputs))
})
