import type { Outcome } from '../kit/outcome.ts'
import type { Io } from '../kit/run.ts'
import type { NotifyInputs } from './notify-inputs.ts'
import { readNotify, type Witness } from './read-notify.ts'

/**
 * Tells what the inputs say: everything is read first, and only then is loaded what it takes to tell it. `witness`: what the caller knows of its own
 * job.
 */
export async function notify(io: Io, inputs: NotifyInputs, witness?: Witness): Promise<Outcome> {
  const order = { ...(await readNotify(io, inputs)), ...(witness ? { witness } : {}) }
  return (await import('./tell-as-ordered.ts')).tellAsOrdered(io, order)
}
