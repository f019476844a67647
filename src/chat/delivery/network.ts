import { trustRemedy } from '../../kit/certificate-fault.ts'
import { InputError } from '../../kit/errors.ts'
import { NetworkFault } from '../../kit/http.ts'
import { remedies, type Trouble } from './reading.ts'

/** What a try that got no whole answer means for its message. */
export function networkTrouble(fault: NetworkFault): Trouble {
  const { problem: reason, remedy } = fault
  if (fault.mayHaveArrived) return { class: 'unclear', reason, remedy: remedies.unclear }
  if (fault.isDistrusted) return { class: 'configuration', reason, remedy: trustRemedy }
  return { class: 'retry', reason, remedy: remedy ?? remedies.retry }
}

/** A check of a channel: what no later try would mend becomes an `InputError`. */
export async function checking<T>(channel: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof NetworkFault && error.isDistrusted)) throw error
    throw new InputError({ code: 'channel-unusable', problem: error.problem, where: `channels.${channel}`, remedy: trustRemedy })
  })
}
