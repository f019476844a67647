import type { Io } from '../kit/run.ts'
import { readRequestTrace } from './request-trace.ts'

/** The step after the job: brings messages to their end where the main step was killed before it could. What that takes is loaded only then. */
export async function retireAfter(io: Io): Promise<undefined> {
  const trace = readRequestTrace(io)
  if (trace) await (await import('./retire-request.ts')).retireRequest(io, trace)
}
