import { type ApiAnswer, type ApiRequest, type ApiRoute, bodyOf, created, noContent, notFound, ok, refusal } from './answers.ts'
import type { GitRepository } from './git-repository.ts'
import { pageOf } from './paging.ts'
import { routesOf, type World } from './world.ts'

const nothing = '0'.repeat(40)
const exists = refusal(422, 'Reference already exists')
const missing = refusal(422, 'Reference does not exist')
const noObject = refusal(422, 'Object does not exist')
const notForward = refusal(422, 'Update is not a fast forward')
const failed = refusal(422, 'Reference update failed')
const isEmpty = refusal(409, 'Git Repository is empty.')

/** References of the git database: creating is atomic, and without force a reference only moves forward. */
export function referenceRoutes(world: World, repository: () => Promise<GitRepository>): ApiRoute[] {
  const { get, post, patch, delete: remove } = routesOf(world, 'contents')
  return [
    get('/git/ref/(.+)', async ([name = ''], request) => {
      const git = await repository()
      if (!(await git.holds(['rev-parse', '--quiet', '--verify', 'HEAD']))) return isEmpty
      const sha = await read(git, `refs/${name}`)
      return sha ? ok(await referenceJson(world, request, git, `refs/${name}`, sha)) : notFound
    }),
    get('/git/matching-refs/(.+)', async ([prefix = ''], request) => {
      const git = await repository()
      const lines = await git.git(['for-each-ref', '--format=%(refname) %(objectname)'])
      const found = lines.split('\n').filter((line) => line.startsWith(`refs/${prefix}`))
      const page = pageOf(found, request, world.state.repositoryId)
      const shown = page.items.map((line) => {
        const [name = '', sha = ''] = line.split(' ')
        return referenceJson(world, request, git, name, sha)
      })
      return { status: 200, body: await Promise.all(shown), headers: page.headers }
    }),
    post('/git/refs', async (_, request) => create(world, await repository(), request)),
    patch('/git/refs/(.+)', async ([name = ''], request) => update(world, await repository(), `refs/${name}`, request)),
    remove('/git/refs/(.+)', async ([name = '']) => {
      const git = await repository()
      if (!(await read(git, `refs/${name}`))) return missing
      return (await git.holds(['update-ref', '-d', `refs/${name}`])) ? noContent : failed
    }),
  ]
}

const read = (git: GitRepository, name: string): Promise<string | undefined> =>
  git.git(['rev-parse', '--quiet', '--verify', name]).catch(() => undefined)

async function create(world: World, git: GitRepository, request: ApiRequest): Promise<ApiAnswer> {
  const { ref, sha } = bodyOf(request)
  const name = String(ref)
  if (!/^refs\/[^/]+\/.+/.test(name) || !(await git.holds(['check-ref-format', name]))) {
    return refusal(422, `${name} is not a valid ref name.`)
  }
  if (!(await git.holds(['cat-file', '-e', `${sha}^{object}`]))) return noObject
  if (await read(git, name)) return exists
  if (await git.holds(['update-ref', name, String(sha), nothing]))
    return created(await referenceJson(world, request, git, name, String(sha)))
  return (await read(git, name)) ? exists : failed
}

async function update(world: World, git: GitRepository, name: string, request: ApiRequest): Promise<ApiAnswer> {
  const { sha, force = false } = bodyOf(request)
  const before = await read(git, name)
  if (!before) return missing
  if (!(await git.holds(['cat-file', '-e', `${sha}^{object}`]))) return noObject
  if (force !== true && !(await git.holds(['merge-base', '--is-ancestor', before, String(sha)]))) return notForward
  const moved = await git.holds(['update-ref', name, String(sha), before])
  return moved ? ok(await referenceJson(world, request, git, name, String(sha))) : failed
}

async function referenceJson({ state }: World, { base }: ApiRequest, git: GitRepository, name: string, sha: string) {
  return {
    ref: name,
    node_id: `REF_${name}`,
    url: `${base}/repos/${state.repository}/git/${name}`,
    object: { sha, type: await git.git(['cat-file', '-t', sha]), url: `${base}/repos/${state.repository}/git/commits/${sha}` },
  }
}
