import { type ApiAnswer, type ApiRequest, type ApiRoute, notFound, ok } from './answers.ts'
import type { GitRepository } from './git-repository.ts'
import { namedRef, type OpenRepository } from './refs.ts'
import { routesOf, type World } from './world.ts'

/** Files of the repository, raw or as base64: those of the state, and those in commits, branches and tags of the git database. */
export function contentRoutes(world: World, repository: () => Promise<GitRepository>, open: OpenRepository): ApiRoute[] {
  const { get } = routesOf(world, 'contents')
  return [
    get('/contents/(.+)', async ([path = ''], request) => {
      const { ref } = request.query
      const known = world.state.files[`${ref ?? world.state.defaultBranch}:${path}`]
      const name = ref ?? world.state.defaultBranch
      const content = known ?? (ref && (await inCommit(repository, ref, path))) ?? (await inNamed(world, open, name, path))
      return content === undefined ? notFound : fileAnswer(path, content, request)
    }),
  ]
}

async function inCommit(repository: () => Promise<GitRepository>, ref: string, path: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{40}$/.test(ref)) return undefined
  return (await repository()).blob(`${ref}:${path}`)
}

async function inNamed(world: World, open: OpenRepository, name: string, path: string): Promise<string | undefined> {
  const ref = await namedRef(world, open, name)
  return ref && (await open())?.blob(`${ref.sha}:${path}`)
}

function fileAnswer(path: string, content: string, { accept }: ApiRequest): ApiAnswer {
  if (/^application\/vnd\.github(\.v3)?\.raw/.test(accept)) return ok(content)
  const bytes = Buffer.from(content)
  const lines = bytes.toString('base64').replace(/.{60}/g, '$&\n')
  return ok({ type: 'file', encoding: 'base64', size: bytes.length, path, name: path.split('/').at(-1), content: lines })
}
