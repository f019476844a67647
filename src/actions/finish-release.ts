import { type Io, outcomeOfFault } from '../kit/run.ts'
import { clearUpAfter } from './clear-up.ts'
import { tellReleaseEnd } from './release-notice.ts'
import { untoldReleaseEnd } from './release-trace.ts'
import { retireAfter } from './retire-request.ts'

/**
 * The step after the job: where the main one was killed or cancelled, messages lose their buttons, hosts that were switched and never found
 * well go back, and everybody hears of it. What fails keeps nothing else from being done.
 */
export async function finishRelease(io: Io): Promise<undefined> {
  const cleared = await Promise.allSettled([retireAfter(io), clearUpAfter(io)])
  const end = untoldReleaseEnd(io)
  if (end) await tellReleaseEnd(io, end)
  const faults = cleared.flatMap((part) => (part.status === 'rejected' ? [part.reason] : []))
  for (const fault of faults.slice(1)) outcomeOfFault(io, fault, 'failed')
  if (faults.length > 0) throw faults[0]
}
