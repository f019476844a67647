import { type Io, outcomeOfFault } from '../kit/run.ts'
import { untoldReleaseEnd } from './release-trace.ts'
import { retireAfter } from './retire-after.ts'
import { readTrace } from './trace.ts'

/**
 * The step after the job: where the main one was killed or cancelled, messages lose their buttons, hosts that were switched and never found
 * well go back, and everybody hears of it. What fails keeps nothing else from being done.
 */
export async function finishRelease(io: Io): Promise<undefined> {
  const cleared = await Promise.allSettled([retireAfter(io), clearUp(io)])
  const end = untoldReleaseEnd(io)
  if (end) await (await import('./release-notice.ts')).tellReleaseEnd(io, end)
  const faults = cleared.flatMap((part) => (part.status === 'rejected' ? [part.reason] : []))
  for (const fault of faults.slice(1)) outcomeOfFault(io, fault, 'failed')
  if (faults.length > 0) throw faults[0]
}

async function clearUp(io: Io): Promise<void> {
  if (readTrace(io)) await (await import('./clear-up.ts')).clearUpAfter(io)
}
