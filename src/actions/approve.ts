import { readInputs } from '../kit/inputs.ts'
import { run } from '../kit/run.ts'
import { approveInputs } from './approve-inputs.ts'

/** What is not needed to refuse an input is loaded after that. */
run(async (io) => {
  if (io.isPost) return (await import('./retire-after.ts')).retireAfter(io)
  const inputs = readInputs(approveInputs, io.env)
  const { approve } = await import('./carry-out-approve.ts')
  return (await import('./watched-and-told.ts')).watchedAndTold(io, inputs, () => approve(io, inputs))
})
