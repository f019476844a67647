import type { RunStory } from './run-story.ts'
import type { ToldVerdict } from './verdict.ts'

interface Circumstances {
  readonly event: 'start' | 'result'
  /** There is no GitHub to ask: the job that tells is all there is. */
  readonly isAlone: boolean
  /** The run is being cancelled. */
  readonly isCancelled: boolean
}

/**
 * What is told of a run. A run in which others are still at work, and nothing has failed, goes on. Where the jobs cannot be read, that the job that
 * tells went well says nothing of the others: it runs whatever became of them. A run that is being cancelled does not succeed any more.
 */
export function toldVerdict({ verdict, jobs, isComplete, facts }: RunStory, { event, isAlone, isCancelled }: Circumstances): ToldVerdict {
  if (event === 'start') return 'running'
  const isBad = verdict === 'failure' || verdict === 'timed-out' || verdict === 'cancelled'
  if (isCancelled && !isBad) return 'cancelled'
  if (isBad || verdict === 'skipped') return verdict
  if (isComplete === false) return 'running'
  return jobs || facts.conclusion || isAlone ? (verdict ?? 'unknown') : 'unknown'
}
