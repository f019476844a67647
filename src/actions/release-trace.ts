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

/** The runner hands it on as a variable, and Linux starts no process with one of more than 128 KB: reports of very many hosts stay behind. */
const longestHosts = 60_000

/** Leaves what the step after the job tells, if this one does not get there. */
export const leaveReleaseEnd = (io: Io, end: ReleaseEnd): void =>
  io.saveState('release', JSON.stringify(end.hosts.length > longestHosts ? { ...end, hosts: '' } : end))

/** Notes that everybody was told. */
export const noteReleaseTold = (io: Io): void => io.saveState('release-told', 'true')

/** The end of a release that nobody was told of; undefined when there is none. */
export function untoldReleaseEnd(io: Io): ReleaseEnd | undefined {
  const left = io.state('release')
  return left === '' || io.state('release-told') ? undefined : (JSON.parse(left) as ReleaseEnd) // written by the function above
}
