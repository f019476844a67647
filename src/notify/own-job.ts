import type { Conclusion, Job, Step } from '../github/jobs.ts'
import { hasCome, isShown, mayHaveCome } from './siblings.ts'

/** What the runner says of the job that this process belongs to. */
export interface OwnJob {
  /** `job.check_run_id`, the only sure sign; undefined where the workflow does not pass it on. */
  readonly id?: number | undefined
  /** `RUNNER_NAME`. A runner carries out one job at a time. */
  readonly runner: string
  /** `GITHUB_JOB`: the key in the workflow, which is the name at GitHub only as long as there is neither `name:` nor a matrix nor a calling workflow. */
  readonly key: string
  /** When this process began, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** GitHub's list of steps has had its time to catch up: jobs that it shows to have come as far as this one count as ended. */
  readonly isCaughtUp?: boolean
}

/** Own job by the variables of the runner. */
export const ownJobFrom = (env: NodeJS.ProcessEnv, id?: number): OwnJob => ({
  id,
  runner: env.RUNNER_NAME ?? '',
  key: env.GITHUB_JOB ?? '',
  since: Date.now() - process.uptime() * 1000,
})

/**
 * Which of the jobs of this very run is one's own: by its number; as the one at work on this runner; by the key among those at work; as the only one at
 * work. Undefined where that does not tell: then it is taken for somebody else's.
 */
export function findOwn(jobs: readonly Job[], own: OwnJob | undefined): Job | undefined {
  if (!own) return undefined
  if (own.id !== undefined) return jobs.find(({ id }) => id === own.id)
  const atWork = jobs.filter(({ status }) => status === 'in_progress')
  const onRunner = atWork.filter(({ runner }) => own.runner !== '' && runner === own.runner)
  const candidates = onRunner.length > 0 ? onRunner : atWork
  if (candidates.length === 1) return candidates[0]
  const named = candidates.filter(({ name }) => isNamed(name, own.key))
  return named.length === 1 ? named[0] : undefined
}

/** `key`, `key (values of a matrix)`, `caller / key`. */
function isNamed(name: string, key: string): boolean {
  const last = name.split(' / ').at(-1) ?? ''
  return key !== '' && (last === key || last.startsWith(`${key} (`))
}

/**
 * The jobs that tell how a run goes: all others, and one's own as it would be if it ended now, with those that have come as far (see
 * {@link hasCome}). A job that has done nothing yet but make ready is left out: it only tells of others, and must not turn a run in which all was skipped
 * into a success.
 */
export function countedJobs(jobs: readonly Job[], own: OwnJob | undefined): readonly Job[] {
  const mine = findOwn(jobs, own)
  const mayEnd = (job: Job): boolean => job === mine || (mine !== undefined && own?.isCaughtUp === true && hasCome(job, mine))
  return jobs.flatMap((job) => (job.status !== 'completed' && mayEnd(job) ? asIfEnded(job) : job))
}

/** Whether nothing but jobs that may end together with one's own stands between the run and its end: then a second look tells. */
export function mayBeOver(jobs: readonly Job[], own: OwnJob | undefined): boolean {
  const mine = findOwn(jobs, own)
  const atWork = countedJobs(jobs, own).filter(({ status }) => status !== 'completed')
  return mine !== undefined && atWork.length > 0 && atWork.every((job) => mayHaveCome(job, mine))
}

/** Whether GitHub shows the step that tells as the one at work. */
export function isCaughtUp(jobs: readonly Job[], own: OwnJob): boolean {
  const mine = findOwn(jobs, own)
  return mine !== undefined && isShown(mine, own.since ?? 0)
}

function asIfEnded(job: Job): readonly Job[] {
  const conclusion = bad.find((one) => job.steps.some((step) => step.conclusion === one)) ?? (hasWorked(job) ? 'success' : undefined)
  return conclusion ? [{ ...job, status: 'completed', conclusion }] : []
}

/** From the worst on. */
const bad = ['failure', 'timed_out', 'cancelled'] as const satisfies readonly Conclusion[]

const hasWorked = ({ steps }: Job): boolean => steps.some((step) => step.conclusion === 'success' && !isPreparation(step))

/** Steps that the runner adds by itself, and the checkout. */
const isPreparation = ({ name }: Step): boolean =>
  /^(?:Set up (?:job|runner)|Initialize containers|Pre Run .*|Build \S+@\S+|Pull \S+|(?:Run )?actions\/checkout.*|check ?out.*)$/i.test(
    name,
  )
