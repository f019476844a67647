import { type ApiAnswer, type ApiRequest, type ApiRoute, notFound, ok, refusal } from './answers.ts'
import { pageOf } from './paging.ts'
import type { OpenRepository } from './refs.ts'
import type { Commit } from './state.ts'
import { routesOf, stamp, userJson, type World } from './world.ts'

/** Commits of the default branch, and what lies between two of them. */
export function commitRoutes(world: World, open: OpenRepository): ApiRoute[] {
  const { get } = routesOf(world, 'contents')
  return [
    get('/commits/(.+)', async ([ref = ''], { accept }) => {
      const index = indexOf(world, ref)
      const commit = world.state.commits[index] ?? (await gitCommit(open, ref))
      if (!commit) return refusal(422, `No commit found for SHA: ${ref}`)
      return ok(/^application\/vnd\.github(\.v3)?\.sha/.test(accept) ? commit.sha : commitJson(world, commit, index))
    }),
    get('/compare/(.+)', ([span = ''], request) => compare(world, span, request)),
  ]
}

/** A commit by its name, the beginning of it, or a tag or branch. */
function indexOf({ state }: World, ref: string): number {
  if (ref === state.defaultBranch) return state.commits.length - 1
  const named = state.refs[ref.replace(/^refs\/(?:heads|tags)\//, '')]
  if (named !== undefined) return state.commits.findIndex(({ sha }) => sha === named)
  return ref.length < 7 ? -1 : state.commits.findIndex(({ sha }) => sha.startsWith(ref))
}

/** One of the git database, by its name or the beginning of it. */
async function gitCommit(open: OpenRepository, ref: string): Promise<Commit | undefined> {
  const git = /^[0-9a-f]{7,40}$/.test(ref) ? await open() : undefined
  const found = await git?.object(`${ref}^{commit}`)
  if (!git || !found) return undefined
  const [at = '0', name = '', ...message] = (await git.git(['show', '-s', '--format=%ct%n%an%n%B', found.sha])).split('\n')
  return { sha: found.sha, message: message.join('\n').trimEnd(), name, at: Number(at) * 1000 }
}

/** Commits between base and head, oldest first: 250 at once, or by pages where a page is asked for (of which the first has the files). */
function compare(world: World, span: string, request: ApiRequest): ApiAnswer {
  const [base, head] = span.split('...').map((ref) => indexOf(world, ref))
  if (base === undefined || head === undefined || base < 0 || head < 0) return notFound
  const between = world.state.commits.slice(base + 1, head + 1)
  const isPaged = request.query.page !== undefined || request.query.per_page !== undefined
  const page = isPaged ? pageOf(between, request, world.state.repositoryId) : { items: between.slice(0, 250), headers: {} }
  const status = head === base ? 'identical' : head > base ? 'ahead' : 'behind'
  return {
    status: 200,
    headers: page.headers,
    body: {
      status,
      ahead_by: between.length,
      behind_by: Math.max(0, base - head),
      total_commits: between.length,
      html_url: `https://github.com/${world.state.repository}/compare/${span}`,
      commits: page.items.map((commit) => commitJson(world, commit, world.state.commits.indexOf(commit))),
      files: [],
    },
  }
}

function commitJson({ state }: World, { sha, message, login, name, at }: Commit, index: number) {
  const account =
    login === undefined
      ? undefined
      : (state.people.get(login.toLowerCase()) ?? { login, id: 9_000 + login.length, type: 'User' as const, permission: 'read' as const })
  const author = account ? userJson(account) : null
  const parent = state.commits[index - 1]
  return {
    sha,
    html_url: `https://github.com/${state.repository}/commit/${sha}`,
    author,
    committer: author,
    commit: {
      message,
      author: { name, email: `${name}@example.com`, date: stamp(at) },
      committer: { name, email: `${name}@example.com`, date: stamp(at) },
    },
    parents: parent ? [{ sha: parent.sha }] : [],
  }
}
