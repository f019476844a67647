import type { GitHub } from './client.ts'
import type { Conclusion } from './jobs.ts'
import { type Knowledge, known, notThere } from './knowledge.ts'
import { type Run, readRun } from './run.ts'

/** Where a run is: before its end, at its end, or not there any more. `waiting`: for an approval or a timer of an environment. */
export type RunStage = 'queued' | 'waiting' | 'in-progress' | Conclusion | 'gone'

export interface RunState {
  readonly stage: RunStage
  /** Undefined where it is gone. */
  readonly run: Run | undefined
}

const early: Readonly<Record<string, RunStage>> = { queued: 'queued', requested: 'queued', pending: 'queued', waiting: 'waiting' }

/** Where the latest attempt of a run is. Needs `actions: read`; costs nothing while nothing changes. */
export async function runState(github: GitHub, repository: string, id: number, signal?: AbortSignal): Promise<Knowledge<RunState>> {
  const found = await readRun(github, repository, String(id), { signal })
  if (found === notThere) return known({ stage: 'gone', run: undefined })
  return found.isKnown ? known({ stage: stageOf(found.value), run: found.value }) : found
}

/** An end that GitHub may invent one day is neither good nor bad; a status it may invent is work. */
export const stageOf = ({ status, conclusion }: Run): RunStage =>
  status === 'completed' ? (conclusion ?? 'neutral') : (early[status] ?? 'in-progress')

/** Stages in which a run may still do something. */
const isUnderWay = (stage: RunStage): boolean => stage === 'queued' || stage === 'waiting' || stage === 'in-progress'

/**
 * Whether an attempt of a run is still at work. A later attempt means that it is over. GitHub knows attempts that it does not show yet: of
 * one beyond the latest that it shows, nobody can say that it is over. Not known: to be taken for alive.
 */
export async function isRunAlive(
  github: GitHub,
  repository: string,
  id: number,
  attempt: number,
  signal?: AbortSignal,
): Promise<Knowledge<boolean>> {
  const found = await runState(github, repository, id, signal)
  if (!found.isKnown) return found
  const { stage, run } = found.value
  if (run === undefined || run.attempt > attempt) return known(false)
  return known(run.attempt < attempt || isUnderWay(stage))
}
