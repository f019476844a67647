import { type ApiAnswer, type ApiRequest, type ApiRoute, bodyOf, created, notFound, ok, refusal } from './answers.ts'
import type { GitRepository } from './git-repository.ts'
import { routesOf, stamp, type World } from './world.ts'

/** Blobs, trees and commits of the git database. */
export function objectRoutes(world: World, repository: () => Promise<GitRepository>): ApiRoute[] {
  const { get, post } = routesOf(world, 'contents')
  return [
    post('/git/blobs', async (_, request) => {
      const { content, encoding } = bodyOf(request)
      const words = Buffer.from(String(content), encoding === 'base64' ? 'base64' : 'utf8').toString('utf8')
      return created({ sha: await writeBlob(await repository(), words) })
    }),
    get('/git/blobs/([0-9a-f]{40})', async ([sha = '']) => {
      const content = await (await repository()).blob(sha)
      return content === undefined ? notFound : ok({ sha, encoding: 'base64', content: Buffer.from(content).toString('base64') })
    }),
    post('/git/trees', async (_, request) => createTree(await repository(), request)),
    get('/git/trees/(.+)', async ([ref = '']) => readTree(await repository(), ref)),
    post('/git/commits', async (_, request) => createCommit(world, await repository(), request)),
    get('/git/commits/([0-9a-f]{40})', async ([sha = '']) => {
      const git = await repository()
      return (await git.object(sha))?.type === 'commit' ? ok(await readCommit(git, sha)) : notFound
    }),
  ]
}

const writeBlob = ({ write }: GitRepository, words: string): Promise<string> => write('blob', Buffer.from(words))

/** `base_tree` is left out: nothing here needs it. */
async function createTree(git: GitRepository, request: ApiRequest): Promise<ApiAnswer> {
  const { tree } = bodyOf(request)
  if (!Array.isArray(tree) || tree.length === 0) return refusal(422, 'Invalid tree info')
  const entries: { path: string; mode: string; sha: string }[] = []
  for (const { path, mode, sha, content } of tree) {
    entries.push({ path: String(path), mode: String(mode), sha: sha ?? (await writeBlob(git, String(content))) })
  }
  const lines = entries
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, mode, sha }) => Buffer.concat([Buffer.from(`${mode} ${path}\0`), Buffer.from(sha, 'hex')]))
  return created({ sha: await git.write('tree', Buffer.concat(lines)), truncated: false })
}

async function readTree(git: GitRepository, ref: string): Promise<ApiAnswer> {
  const listed = await git.git(['ls-tree', ref]).catch(() => undefined)
  if (listed === undefined) return notFound
  const entries = listed.split('\n').filter(Boolean)
  const tree = entries.map((line) => {
    const [, mode, type, sha, path] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/.exec(line) ?? []
    return { path, mode, type, sha }
  })
  return ok({ sha: await git.git(['rev-parse', `${ref}^{tree}`]), tree, truncated: false })
}

/** Written by the account of the token now, unless the author is given. Equal in everything means the same commit. */
async function createCommit({ now }: World, git: GitRepository, request: ApiRequest): Promise<ApiAnswer> {
  const { message, tree, parents = [] } = bodyOf(request)
  if ((await git.object(String(tree)))?.type !== 'tree') return refusal(422, 'Tree SHA does not exist')
  const before = Array.isArray(parents) ? parents.map(String) : []
  for (const parent of before) {
    if ((await git.object(parent))?.type !== 'commit') return refusal(422, 'Parent SHA does not exist or is not a commit object')
  }
  const at = Math.floor(now() / 1000)
  const who = `github-actions[bot] <bot@github.test> ${at} +0000`
  const head = [`tree ${tree}`, ...before.map((parent) => `parent ${parent}`), `author ${who}`, `committer ${who}`]
  const sha = await git.write('commit', Buffer.from(`${head.join('\n')}\n\n${message}`))
  return created(commitJson({ sha, message: String(message), tree: String(tree), parents: before, at }))
}

async function readCommit({ git }: GitRepository, sha: string) {
  const [tree = '', parents = '', at = '0', ...message] = (await git(['show', '-s', '--format=%T%n%P%n%ct%n%B', sha])).split('\n')
  return commitJson({ sha, message: message.join('\n').trimEnd(), tree, parents: parents.split(' ').filter(Boolean), at: Number(at) })
}

interface GitCommit {
  readonly sha: string
  readonly message: string
  readonly tree: string
  readonly parents: readonly string[]
  /** In seconds. */
  readonly at: number
}

function commitJson({ sha, message, tree, parents, at }: GitCommit) {
  const who = { name: 'github-actions[bot]', email: 'bot@github.test', date: stamp(at * 1000) }
  return { sha, message, tree: { sha: tree }, parents: parents.map((parent) => ({ sha: parent })), author: who, committer: who }
}
