import { execFile } from 'node:child_process'
import { temporaryFolder } from '../../support/temporary.ts'

/** A bare repository driven by git's own plumbing, so that every conflict is a real one. */
export interface GitRepository {
  readonly folder: string
  /** Runs git; what it wrote, without white space at the end. Rejects with what it said when it fails. */
  git(args: readonly string[], input?: string): Promise<string>
  /** What is in a blob, to the byte; undefined where there is none. */
  blob(name: string): Promise<string | undefined>
  /** Whether git ends well. */
  holds(args: readonly string[]): Promise<boolean>
}

const identity = {
  GIT_AUTHOR_NAME: 'github-actions[bot]',
  GIT_AUTHOR_EMAIL: 'bot@github.test',
  GIT_COMMITTER_NAME: 'github-actions[bot]',
  GIT_COMMITTER_EMAIL: 'bot@github.test',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}

/** A new one, with a first commit on the branch unless it shall be empty. */
export async function bareRepository(branch: string, isEmpty = false): Promise<GitRepository> {
  const folder = await temporaryFolder('github')
  const run: GitRepository['git'] = (args, input) =>
    new Promise((resolve, reject) => {
      const child = execFile(
        'git',
        ['-C', folder, ...args],
        { env: { ...process.env, ...identity }, maxBuffer: 2 ** 26 },
        (error, out, problem) => (error ? reject(new Error(problem.trim() || error.message)) : resolve(out)),
      )
      child.stdin?.on('error', () => {}) // git may have ended without reading
      child.stdin?.end(input ?? '')
    })
  const git: GitRepository['git'] = async (args, input) => (await run(args, input)).trimEnd()
  await git(['init', '--quiet', '--bare', `--initial-branch=${branch}`])
  if (!isEmpty) {
    const tree = await git(['mktree'])
    await git(['update-ref', `refs/heads/${branch}`, await git(['commit-tree', tree, '-m', 'First'])])
  }
  const holds = (args: readonly string[]) =>
    git(args).then(
      () => true,
      () => false,
    )
  return { folder, git, blob: (name) => run(['cat-file', 'blob', name]).catch(() => undefined), holds }
}
