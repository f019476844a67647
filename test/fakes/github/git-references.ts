import { type ApiAnswer, type ApiRequest, type ApiRoute, bodyOf, created, noContent, notFound, ok, refusal } from './answers.ts'
import type { GitObject } from './git-reader.ts'
import type { GitRepository } from './git-repository.ts'
import { listAnswer } from './paging.ts'
import { namedRef } from './refs.ts'
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
      if (!(await git.object('HEAD'))) return isEmpty
      const found = (await git.object(`refs/${name}`)) ?? (await ofState(world, name))
      return found ? ok(referenceJson(world, request, `refs/${name}`, found)) : notFound
    }),
    get('/git/matching-refs/(.+)', async ([prefix = ''], request) => {
      const lines = await (await repository()).git(['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)'])
      const found = lines.split('\n').filter((line) => line.startsWith(`refs/${prefix}`))
      return listAnswer(found, request, world.state.repositoryId, (line) => {
        const [name = '', sha = '', type = ''] = line.split(' ')
        return referenceJson(world, request, name, { sha, type })
      })
    }),
    post('/git/refs', async (_, request) => create(world, await repository(), request)),
    patch('/git/refs/(.+)', async ([name = ''], request) => update(world, await repository(), `refs/${name}`, request)),
    remove('/git/refs/(.+)', async ([name = '']) => {
      const git = await repository()
      if (!(await git.object(`refs/${name}`))) return missing
      return (await git.holds(['update-ref', '-d', `refs/${name}`])) ? noContent : failed
    }),
  ]
}

/** A branch or tag that is in the state alone. */
async function ofState(world: World, name: string): Promise<GitObject | undefined> {
  const found = await namedRef(world, () => undefined, `refs/${name}`)
  return found && world.state.refs[found.name] ? { sha: found.sha, type: 'commit' } : undefined
}

async function create(world: World, git: GitRepository, request: ApiRequest): Promise<ApiAnswer> {
  const { ref, sha } = bodyOf(request)
  const name = String(ref)
  if (!/^refs\/[^/]+\/.+/.test(name) || !(await git.holds(['check-ref-format', name]))) {
    return refusal(422, `${name} is not a valid ref name.`)
  }
  const object = await git.object(String(sha))
  if (!object) return noObject
  if (await git.object(name)) return exists
  if (await git.holds(['update-ref', name, object.sha, nothing])) return created(referenceJson(world, request, name, object))
  return (await git.object(name)) ? exists : failed
}

async function update(world: World, git: GitRepository, name: string, request: ApiRequest): Promise<ApiAnswer> {
  const { sha, force = false } = bodyOf(request)
  const before = await git.object(name)
  if (!before) return missing
  const object = await git.object(String(sha))
  if (!object) return noObject
  if (force !== true && !(await git.isAncestor(before.sha, object.sha))) return notForward
  const moved = await git.holds(['update-ref', name, object.sha, before.sha])
  return moved ? ok(referenceJson(world, request, name, object)) : failed
}

const referenceJson = ({ state }: World, { base }: ApiRequest, name: string, object: GitObject) => ({
  ref: name,
  node_id: `REF_${name}`,
  url: `${base}/repos/${state.repository}/git/${name}`,
  object: { ...object, url: `${base}/repos/${state.repository}/git/commits/${object.sha}` },
})
