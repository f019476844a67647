import { explain, isKnownError } from '../kit/errors.ts'
import { readInputs } from '../kit/inputs.ts'
import type { Outcome } from '../kit/outcome.ts'
import { type Io, outcomeOfFault } from '../kit/run.ts'
import { notify } from './carry-out-notify.ts'
import { notifyInputs } from './notify-inputs.ts'
import type { ReleaseEnd } from './release-trace.ts'

/** Tells that a release begins. Whatever goes wrong with it fails nothing; a service that is slow is waited for as long as notices are (a minute or so). */
export const tellReleaseStart = (io: Io): Promise<Outcome> => tell(io, 'start', undefined)

/** Tells how a release ended. What goes wrong with it is said, and fails nothing: the release stands. */
export const tellReleaseEnd = (io: Io, end: ReleaseEnd): Promise<Outcome> => tell(io, 'result', end)

async function tell(io: Io, event: 'start' | 'result', end: ReleaseEnd | undefined): Promise<Outcome> {
  const { status = '', receipt = '', hosts = '', reason = '' } = end ?? {}
  try {
    const inputs = { ...readInputs(notifyInputs, io.env), title: '', message: '', event, status, receipt, hosts } as const
    return await notify(io, inputs, { reason })
  } catch (error) {
    if (!isKnownError(error)) return outcomeOfFault(io, error, 'undelivered')
    io.log.warning(explain(error, io.log.locale))
    return { outcome: 'undelivered', reasonCode: error.code, succeeded: true, result: {} }
  }
}
