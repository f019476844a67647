import { isMapping, type Mapping } from './yaml-value.ts'

export type Jobs = Readonly<Record<string, Mapping>>

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const stepsOf = ({ steps }: Mapping): readonly Mapping[] => list(steps).filter((step) => isMapping(step))
const inputOf = ({ with: given }: Mapping, name: string): string => (isMapping(given) ? String(given[name] ?? '') : '')
const uses = (step: Mapping, action: string): boolean => String(step.uses ?? '').startsWith(`${action}@`)

const isGate = (step: Mapping): boolean => uses(step, 'sallyport/sallyport/actions/approve')
const isCheckout = (step: Mapping): boolean => uses(step, 'actions/checkout')

/** Keys of the jobs that ask people and do no more. */
export const gatesIn = (jobs: Jobs): readonly string[] => Object.keys(jobs).filter((key) => stepsOf(jobs[key] ?? {}).some(isGate))

/** Keys of the jobs that need one of these, also by way of others. */
function behind(jobs: Jobs, keys: readonly string[]): readonly string[] {
  const found = Object.keys(jobs).filter((key) => !keys.includes(key) && list(jobs[key]?.needs).some((need) => keys.includes(String(need))))
  return found.length === 0 ? [] : [...found, ...behind(jobs, [...keys, ...found])]
}

/** The commit that another job hands on; where nobody is asked, there is none, and a name has to do. */
const handedOn = /^\$\{\{ (?:!inputs\.approval && inputs\.version \|\| )?needs\.(\w+)\.outputs\.commit \}\}$/

/** Whether `ref` is the commit that one of these steps of a job before has found: the approve action, or a checkout. */
function isCommitOf(ref: string, jobs: Jobs, { needs }: Mapping, isSource: (step: Mapping) => boolean): boolean {
  const [, key = ''] = handedOn.exec(ref) ?? []
  const job = jobs[key]
  if (!job || !list(needs).includes(key)) return false
  const given = isMapping(job.outputs) ? job.outputs.commit : undefined
  return stepsOf(job).some((step) => isSource(step) && given === `\${{ steps.${String(step.id)}.outputs.commit }}`)
}

/** Jobs behind a gate that check out something else than the commit of the run, or the one that people approved: what a moved tag changes. */
export const movable = (jobs: Jobs): readonly string[] =>
  behind(jobs, gatesIn(jobs)).flatMap((key) =>
    checkedOut(jobs[key] ?? {}).flatMap((ref) => (isCommitOf(ref, jobs, jobs[key] ?? {}, isGate) ? [] : [`${key}: ${ref}`])),
  )

const checkedOut = (job: Mapping): readonly string[] =>
  stepsOf(job)
    .filter(isCheckout)
    .map((step) => inputOf(step, 'ref'))
    .filter((ref) => ref !== '')

/** Where a name becomes a commit: once, or two jobs of a run may mean different ones by it. */
export const lookups = (jobs: Jobs): readonly string[] =>
  Object.entries(jobs).flatMap(([key, job]) => [
    ...checkedOut(job).flatMap((ref) => (isCommitOf(ref, jobs, job, (step) => isGate(step) || isCheckout(step)) ? [] : [`${key}: ${ref}`])),
    ...stepsOf(job)
      .filter((step) => isGate(step) && inputOf(step, 'version') !== '')
      .flatMap((step) => (isCommitOf(inputOf(step, 'commit'), jobs, job, isCheckout) ? [] : [`${key}: ${inputOf(step, 'version')}`])),
  ])

/** Steps of a job that run what it has checked out, as far as that can be seen: scripts, and actions of the folder itself. */
export const stepsThatRun = (job: Mapping): readonly Mapping[] =>
  stepsOf(job).filter((step) => step.run !== undefined || String(step.uses ?? '').startsWith('./'))
