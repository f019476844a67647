import type { Conclusion, Job } from '../github/jobs.ts'
import { countedJobs, type OwnJob } from './own-job.ts'

/** What became of a run. */
export type Verdict = 'running' | 'success' | 'failure' | 'cancelled' | 'timed-out' | 'skipped'

/** What is told of a run: how it went, or that this is not known. */
export type ToldVerdict = Verdict | 'unknown'

/** What the workflow says itself: `job.status`, or `needs.<job>.result`. */
export type GivenStatus = 'success' | 'failure' | 'cancelled' | 'skipped'

interface Circumstances {
  /** It decides where the jobs cannot be read. Beside them it is believed for the worse alone: own steps show up at GitHub with delay. */
  readonly status?: GivenStatus | undefined
  /** How the run ended, if it has: it knows which jobs were allowed to fail. */
  readonly conclusion?: Conclusion | undefined
  /** Others that are still at work do not count: what it would come to if nothing more happened. */
  readonly isFinal?: boolean
}

/**
 * What became of a run, by its jobs. A job that was skipped is a consequence or a choice, never the verdict, as long as any other did something. Of
 * one's own job count what it has done so far, and its steps that went wrong. Undefined: neither jobs nor status are known.
 *
 * `continue-on-error` of a job is told by no API: while the run is at work, such a job that failed makes it a failure; when it has ended, its
 * own conclusion decides. (Of a step it is known: it concludes with success.)
 */
export function verdictOf(
  jobs: readonly Job[] | undefined,
  own: OwnJob | undefined,
  { status, conclusion, isFinal = false }: Circumstances = {},
): Verdict | undefined {
  if (!jobs) return conclusion ? verdictBy(conclusion) : status
  const all = countedJobs(jobs, own)
  const counted = isFinal ? all.filter((job) => job.status === 'completed') : all
  if (conclusion === 'success') return hasOnlySkipped(counted) ? 'skipped' : 'success'
  const ends = counted.flatMap((job) => (job.conclusion ? verdictBy(job.conclusion) : []))
  const worst = worstOf([...ends, ...(status ? [status] : [])])
  if (worst) return worst
  if (conclusion) return verdictBy(conclusion)
  if (isAtWork(counted)) return 'running'
  return hasOnlySkipped(counted) || (counted.length === 0 && status === 'skipped') ? 'skipped' : 'success'
}

/** Whether any other job than one's own is still at work, or waits for it. Those whose turn has not come yet GitHub does not list. */
export const othersAtWork = (jobs: readonly Job[], own: OwnJob | undefined): boolean => isAtWork(countedJobs(jobs, own))

const isAtWork = (jobs: readonly Job[]): boolean => jobs.some(({ status }) => status !== 'completed')
const hasOnlySkipped = (jobs: readonly Job[]): boolean => jobs.length > 0 && jobs.every(({ conclusion }) => conclusion === 'skipped')

/** From the worst on. */
const byWeight = ['failure', 'timed-out', 'cancelled'] as const
const worstOf = (verdicts: readonly Verdict[]): Verdict | undefined => byWeight.find((one) => verdicts.includes(one))

const meanings: Readonly<Record<Conclusion, Verdict>> = {
  success: 'success',
  neutral: 'success',
  skipped: 'skipped',
  failure: 'failure',
  startup_failure: 'failure',
  timed_out: 'timed-out',
  cancelled: 'cancelled',
  stale: 'cancelled',
  action_required: 'running', // somebody must allow it first
}

/** What a conclusion of GitHub means. */
export const verdictBy = (conclusion: Conclusion): Verdict => meanings[conclusion]
