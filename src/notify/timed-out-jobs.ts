import type { Annotation } from '../github/annotations.ts'
import type { Job } from '../github/jobs.ts'

/** What the runner itself writes beside a job that took longer than its `timeout-minutes`. */
const outOfTime = /exceeded the maximum execution time/i

/** GitHub calls a job `cancelled` that took too long; only what the runner says of it tells the difference. */
export const withTimeOuts = (jobs: readonly Job[], annotations: ReadonlyMap<number, readonly Annotation[]>): readonly Job[] =>
  jobs.map((job) => (job.conclusion === 'cancelled' && ranOut(annotations.get(job.id)) ? { ...job, conclusion: 'timed_out' } : job))

/** Anybody can write the words as an annotation of a step; those of the runner are of no file. */
const ranOut = (annotations: readonly Annotation[] = []): boolean =>
  annotations.some(({ level, path, message }) => level === 'failure' && (path === '.github' || path === '') && outOfTime.test(message))

/** The jobs whose annotations are worth reading: cancelled ones that had begun, the longest first; a few stand for all of them. */
export function mayHaveTimedOut(jobs: readonly Job[], most: number): readonly Job[] {
  const took = ({ startedAt = 0, completedAt = 0 }: Job): number => completedAt - startedAt
  return jobs
    .filter(({ conclusion, steps }) => conclusion === 'cancelled' && steps.length > 0)
    .sort((a, b) => took(b) - took(a))
    .slice(0, most)
}
