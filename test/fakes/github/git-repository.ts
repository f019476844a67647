import { execFile, spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { deflateSync } from 'node:zlib'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

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
  close(): void
}

export interface GitObject {
  readonly sha: string
  readonly type: string
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
  const { object, close } = objectReader(folder)
  return {
    folder,
    git,
    write: (type, content) => writeLoose(folder, type, content),
    object,
    blob: (name) => runGit(folder, ['cat-file', 'blob', name]).catch(() => undefined),
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

/** One git that stays and looks names up: a process for each would take most of the time. */
function objectReader(folder: string): Pick<GitRepository, 'object' | 'close'> {
  const child = spawn('git', ['-C', folder, 'cat-file', '--batch-check'], { env: surroundings(), stdio: ['pipe', 'pipe', 'ignore'] })
  const waiting: ((line: string) => void)[] = []
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.(line))
  return {
    object: async (name) => {
      if (/\n/.test(name)) return undefined
      const line = await new Promise<string>((resolve) => {
        waiting.push(resolve)
        child.stdin.write(`${name}\n`)
      })
      const [, sha = '', type = ''] = /^([0-9a-f]{40}) (\w+) \d+$/.exec(line) ?? []
      return sha ? { sha, type } : undefined
    },
    close: () => child.stdin.end(),
  }
}
