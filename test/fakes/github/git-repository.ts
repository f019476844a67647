import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'
import { type GitObject, gitReader } from './git-reader.ts'

/** A bare repository driven by git's own plumbing, so that every conflict is a real one. */
export interface GitRepository {
  readonly folder: string
  /** Runs git; what it wrote, without white space at the end. Rejects with what it said when it fails. */
  git(args: readonly string[], input?: string): Promise<string>
  /** Whether git ends well. */
  holds(args: readonly string[]): Promise<boolean>
  /** Writes an object as git does; resolves to its name. (A process of git for each would take most of the time of the tests.) */
  write(type: 'blob' | 'tree' | 'commit', content: Buffer): Promise<string>
  /** What a name stands for; undefined where git knows nothing by it. */
  object(name: string): Promise<GitObject | undefined>
  /** What is in a blob, to the byte; undefined where there is none. */
  blob(name: string): Promise<string | undefined>
  /** Whether a commit is the other one or below it. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
  close(): void
}

const identity = {
  GIT_AUTHOR_NAME: 'github-actions[bot]',
  GIT_AUTHOR_EMAIL: 'bot@github.test',
  GIT_COMMITTER_NAME: 'github-actions[bot]',
  GIT_COMMITTER_EMAIL: 'bot@github.test',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}
const surroundings = () => ({ ...process.env, ...identity })

/** A new one, with a first commit on the branch unless it shall be empty. */
export async function bareRepository(branch: string, isEmpty = false): Promise<GitRepository> {
  const folder = await temporaryFolder('github')
  const git: GitRepository['git'] = async (args, input) => (await runGit(folder, args, input)).trimEnd()
  await git(['init', '--quiet', '--bare', `--initial-branch=${branch}`])
  if (!isEmpty) {
    const tree = await git(['mktree'])
    await git(['update-ref', `refs/heads/${branch}`, await git(['commit-tree', tree, '-m', 'First'])])
  }
  const { object, content, close } = gitReader(folder)
  return {
    folder,
    git,
    write: (type, content) => writeLoose(folder, type, content),
    object,
    blob: async (name) => (await content(name))?.toString('utf8'),
    isAncestor: async (ancestor, descendant) => {
      const seen = new Set([descendant])
      for (const commit of seen) {
        if (commit === ancestor) return true
        const [head = ''] = (await content(commit))?.toString('utf8').split('\n\n', 1) ?? []
        for (const [, parent = ''] of head.matchAll(/^parent ([0-9a-f]{40})$/gm)) seen.add(parent)
      }
      return false
    },
    holds: (args) =>
      git(args).then(
        () => true,
        () => false,
      ),
    close: () => {
      close()
      removeFolder(folder)
    },
  }
}

async function writeLoose(folder: string, type: string, content: Buffer): Promise<string> {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content])
  const sha = createHash('sha1').update(whole).digest('hex')
  const place = join(folder, 'objects', sha.slice(0, 2))
  const draft = join(folder, 'objects', `tmp_obj_${randomUUID()}`)
  await mkdir(place, { recursive: true })
  await writeFile(draft, deflateSync(whole))
  await rename(draft, join(place, sha.slice(2)))
  return sha
}

const runGit = (folder: string, args: readonly string[], input = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { env: surroundings(), maxBuffer: 2 ** 26 }
    const child = execFile('git', ['-C', folder, ...args], options, (error, out, problem) =>
      error ? reject(new Error(problem.trim() || error.message)) : resolve(out),
    )
    child.stdin?.on('error', () => {}) // git may have ended without reading
    child.stdin?.end(input)
  })
