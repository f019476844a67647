import type { GateState } from '../approval/gate.ts'
import type { RequestRecord } from '../approval/keeper.ts'
import type { Io } from '../kit/run.ts'

/** Leaves what the step after the job needs to bring messages to their end, if the main step does not get there. */
export const leaveRequest = (io: Io, state: GateState, posted: RequestRecord['posted']): void =>
  io.saveState('request', JSON.stringify({ version: 1, state, posted } satisfies RequestRecord))

/** Notes that every message has its final form. */
export const noteRequestEnd = (io: Io): void => io.saveState('ended', 'true')

/** What a main step left that did not get to its end; undefined when there is nothing to do. */
export function readRequestTrace(io: Io): RequestRecord | undefined {
  const trace = io.state('request')
  return trace === '' || io.state('ended') ? undefined : (JSON.parse(trace) as RequestRecord) // written by the function above
}
