import type { Deployment } from '../deploy/deployment.ts'
import type { Member } from '../deploy/member.ts'
import type { Io } from '../kit/run.ts'
import { type Locale, locales } from '../kit/text.ts'

/** What the step after the job needs to clear up behind a deployment that did not get to its end. */
export interface Trace {
  /** Of the lock. */
  readonly token: string
  readonly release: string
  readonly version: string
  readonly sha: string
}

export function leaveTrace(io: Io, { token, version, sha }: Deployment, release: string): void {
  io.saveState('deployment', JSON.stringify({ token, release, version, sha } satisfies Trace))
}

/** Notes that the main step got to its end and holds no lock any more. */
export function noteEnd(io: Io, members: readonly Member[]): void {
  if (members.every(({ mayHoldLock }) => !mayHoldLock)) io.saveState('ended', 'true')
}

/** The trace of a main step that may have left something; undefined when there is nothing to clear up. */
export function readTrace(io: Io): Trace | undefined {
  const trace = io.state('deployment')
  return trace === '' || io.state('ended') ? undefined : (JSON.parse(trace) as Trace) // written by the function above
}

/** Leaves how the main step ended: cancelled, or else in which language, as only the configuration may tell it. */
export const leaveEnd = (io: Io): void => io.saveState('end', io.signal.aborted ? 'cancelled' : io.log.locale)

/** Undefined: it did not get so far. */
export const readEnd = (io: Io): Locale | 'cancelled' | undefined =>
  ([...locales, 'cancelled'] as const).find((end) => end === io.state('end'))
