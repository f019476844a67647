import type { Job, Step } from '../github/jobs.ts'
import { jobNameOf } from './job-name.ts'

/** GitHub tells times in whole seconds, and a process begins a little later than its step. Milliseconds. */
const tolerance = 2000

const isDone = ({ status }: Step): boolean => status === 'completed'
/** What the runner adds behind the last step of a workflow. */
const isClearingUp = ({ name }: Step): boolean => /^(?:Post |Complete (?:job|runner)|Stop containers)/.test(name)
const isSibling = (job: Job, mine: Job): boolean => jobNameOf(job.name).base === jobNameOf(mine.name).base

/** The step that tells; as GitHub's list of steps lags behind by some seconds, it may also be one before that. */
const stepOf = ({ steps }: Job): number => steps.findIndex((step) => !isDone(step))

/** Whether GitHub shows the step that began when this process did (milliseconds since 1970), and so how things are now. */
export function isShown(mine: Job, since: number): boolean {
  const step = mine.steps[stepOf(mine)]
  return step?.status === 'in_progress' && (step.startedAt === undefined || step.startedAt >= since - tolerance)
}

/** Where a job has the step that one's own is at: by its name, and by how many of that name stand before it. -1: nowhere. */
function sameStep({ steps }: Job, mine: Job): number {
  const at = stepOf(mine)
  const name = mine.steps[at]?.name
  const before = mine.steps.slice(0, at).filter((step) => step.name === name).length
  return steps.flatMap((step, index) => (step.name === name ? [index] : []))[before] ?? -1
}

/**
 * Whether a job that GitHub shows at work has come as far as one's own, and may end with it: a leg of the same matrix whose steps before the one
 * that tells are all done, or another job that has nothing left to do but to tell. Two that end together see each other at work: neither would ever
 * call the run over.
 */
export function hasCome(job: Job, mine: Job): boolean {
  const at = sameStep(job, mine)
  return at >= 0 && mayHaveCome(job, mine) && job.steps.slice(0, at).every(isDone)
}

/** Whether it may have come as far, although GitHub's list of steps does not show it yet. */
export function mayHaveCome(job: Job, mine: Job): boolean {
  if (job.status !== 'in_progress') return false
  const at = sameStep(job, mine)
  return isSibling(job, mine) || (at >= 0 && job.steps.slice(at + 1).every((step) => isDone(step) || isClearingUp(step)))
}
