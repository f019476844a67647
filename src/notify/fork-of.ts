import type { Run } from '../github/run.ts'

/** Of a fork that was deleted since, GitHub tells no name. */
const nameless = '(deleted)'

/** The repository (`owner/name`) that a run's commit is from where it is not the run's own; undefined where it is. `isOwn`: it is the run of this very job. */
export function forkOf({ headRepository }: Pick<Run, 'headRepository'>, repository: string, isOwn: boolean): string | undefined {
  if (headRepository === '') return isOwn ? undefined : nameless
  return headRepository.toLowerCase() === repository.toLowerCase() ? undefined : headRepository
}

/** A branch as people must read it: that of a fork may have the name of one of ours. `mallory:main` */
export const refWords = (ref: string, fork: string | undefined): string => (fork === undefined ? ref : `${fork.split('/')[0]}:${ref}`)
