import { InputError } from '../../kit/errors.ts'
import { NetworkFault } from '../../kit/http.ts'
import { text } from '../../kit/text.ts'
import { remedies, type Trouble } from './reading.ts'

/** Codes with which Node refuses a certificate. */
const certificateFault = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ALTNAME|HOSTNAME_MISMATCH/

const isCertificateFault = (fault: NetworkFault): boolean => !fault.mayHaveArrived && certificateFault.test(fault.message)

/** There is no switch to go on without. */
const trustRemedy = text(
  'The certificate of the service cannot be verified. If it comes from an authority of your own, name that in NODE_EXTRA_CA_CERTS.',
  '无法验证该服务的证书。如果证书由自建 CA 签发，请在 NODE_EXTRA_CA_CERTS 中指定该 CA。',
)

/** What a try that got no whole answer means for its message. */
export function networkTrouble(fault: NetworkFault): Trouble {
  const { problem: reason, remedy } = fault
  if (fault.mayHaveArrived) return { class: 'unclear', reason, remedy: remedies.unclear }
  if (isCertificateFault(fault)) return { class: 'configuration', reason, remedy: trustRemedy }
  return { class: 'retry', reason, remedy: remedy ?? remedies.retry }
}

/** A check of a channel: what no later try would mend becomes an `InputError`. */
export async function checking<T>(channel: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof NetworkFault) || !isCertificateFault(error)) throw error
    throw new InputError({ code: 'channel-unusable', problem: error.problem, where: `channels.${channel}`, remedy: trustRemedy })
  })
}
