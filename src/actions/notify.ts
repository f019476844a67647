import { readInputs } from '../kit/inputs.ts'
import { run } from '../kit/run.ts'
import { notifyInputs } from './notify-inputs.ts'

/** What is not needed to refuse an input is loaded after that. */
run(async (io) => {
  const inputs = readInputs(notifyInputs, io.env)
  return (await import('./carry-out-notify.ts')).notify(io, inputs)
}, 'undelivered')
