import type { Git } from './git.ts'

/**
 * The commit that is checked out in a folder or around it. Rejects where there is none. The folder may belong to another user, as in a job that runs
 * in a container: the question runs nothing that a repository could say.
 */
export const headOf = async (git: Git, folder: string): Promise<string> =>
  (await git(['-c', 'safe.directory=*', 'rev-parse', 'HEAD'], folder)).trim()
