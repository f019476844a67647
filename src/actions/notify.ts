import { readInputs } from '../kit/inputs.ts'
import { run } from '../kit/run.ts'
import { notifyInputs } from './notify-inputs.ts'

/** What is not needed to refuse an input is loaded after that. */
run(async (io) => {
  const inputs = readInputs(notifyInputs, io.env)
  const { notify } = await import('./carry-out-notify.ts')
  return (await import('./watched-and-told.ts')).watchedAndTold(io, inputs, () => notify(io, inputs))
}, 'undelivered')
