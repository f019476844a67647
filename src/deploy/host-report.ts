import { Cancelled, TimeLimit } from '../kit/cancelled.ts'
import { isKnownError, messageOf } from '../kit/errors.ts'
import { type ReasonCode, reasonCodes } from '../kit/reason-codes.ts'
import { type Text, verbatim } from '../kit/text.ts'

/**
 * How a host ended. `released`: it serves the new release and is well. `left`: it was never touched, or what was prepared there
 * was not switched to. `failed`: it failed, and serves what `to` says.
 */
export type HostEnd = 'unchanged' | 'released' | 'rolled-back' | 'left' | 'failed'

export interface Fault {
  readonly code: ReasonCode
  readonly problem: Text
  readonly remedy: Text | undefined
}

export interface HostReport {
  readonly host: string
  readonly owner: string | undefined
  readonly state: HostEnd
  /**
   * What it served before, and what it serves now: release names, the target of a link that is not ours, or the path of a real folder.
   * Empty: nothing. Undefined: nobody knows, as the host could not be looked at.
   */
  readonly from: string | undefined
  readonly to: string | undefined
  readonly seconds: number
  /** Sent to it. */
  readonly bytes: number
  readonly wave: number | undefined
  readonly fault: Fault | undefined
  /** Releases that stay on the host. */
  readonly kept: readonly string[]
}

export const isAbort = (error: unknown): boolean =>
  error instanceof Cancelled || error instanceof TimeLimit || (error instanceof Error && error.name === 'AbortError')

export function faultOf(error: unknown): Fault {
  if (error instanceof TimeLimit) return { code: 'timed-out', problem: reasonCodes['timed-out'], remedy: undefined }
  if (isAbort(error)) return { code: 'cancelled', problem: reasonCodes.cancelled, remedy: undefined }
  if (isKnownError(error)) return { code: error.code, problem: error.problem, remedy: error.remedy }
  return { code: 'host-failed', problem: verbatim(messageOf(error)), remedy: undefined }
}
