import type { GateState } from '../approval/gate.ts'
import type { RequestRecord } from '../approval/keeper.ts'
import { cut } from '../chat/fit.ts'
import type { Io } from '../kit/run.ts'

/** Leaves what the step after the job needs to bring messages to their end, if the main step does not get there. */
export const leaveRequest = (io: Io, state: GateState, posted: RequestRecord['posted']): void =>
  io.saveState('request', JSON.stringify({ version: 1, state: shownOf(state), posted } satisfies RequestRecord))

/** Of a reason, a message shows no more, in UTF-16 units. */
const shownReason = 300

/**
 * What messages show of a state: the runner hands it to the step after the job as a variable, and Linux starts no process with one of more
 * than 128 KB.
 */
const shownOf = (state: GateState): GateState => ({
  ...state,
  votes: state.votes.map((vote) => ({ ...vote, reason: cut(vote.reason, shownReason) })),
  history: [],
})

/** Notes that every message has its final form. */
export const noteRequestEnd = (io: Io): void => io.saveState('request-ended', 'true')

/** What a main step left that did not get to its end; undefined when there is nothing to do. */
export function readRequestTrace(io: Io): RequestRecord | undefined {
  const trace = io.state('request')
  return trace === '' || io.state('request-ended') ? undefined : (JSON.parse(trace) as RequestRecord) // written by the function above
}
