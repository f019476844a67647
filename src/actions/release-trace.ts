import type { Io } from '../kit/run.ts'

/** What is told of a release at its end, as far as the step itself knows it. */
export interface ReleaseEnd {
  readonly status: 'success' | 'failure' | 'cancelled'
  /** Why it failed, in the language of the run; empty where there is nothing to say. */
  readonly reason: string
  /** Outputs of approve and deploy. */
  readonly receipt: string
  readonly hosts: string
}

/** In bytes: the runner hands it on as a variable, and Linux starts no process with one of more than 128 KB. */
const longest = 100_000

/** Leaves what the step after the job tells, if this one does not get there. Reports of very many hosts, and of very many approvers, stay behind. */
export function leaveReleaseEnd(io: Io, end: ReleaseEnd): void {
  const forms = [end, { ...end, hosts: '' }, { ...end, hosts: '', receipt: '' }].map((form) => JSON.stringify(form))
  const fitting = forms.find((words) => Buffer.byteLength(words) <= longest)
  if (fitting) io.saveState('release', fitting)
}

/** Notes that everybody was told. */
export const noteReleaseTold = (io: Io): void => io.saveState('release-told', 'true')

/** The end of a release that nobody was told of; undefined when there is none. */
export function untoldReleaseEnd(io: Io): ReleaseEnd | undefined {
  const left = io.state('release')
  return left === '' || io.state('release-told') ? undefined : (JSON.parse(left) as ReleaseEnd) // written by the function above
}
