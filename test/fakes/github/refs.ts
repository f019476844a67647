import { type ApiRoute, notFound, ok } from './answers.ts'
import type { GitRepository } from './git-repository.ts'
import { listAnswer } from './paging.ts'
import { routesOf, type World } from './world.ts'

/** The repository behind the git database, if anybody has used it: opening one takes a while. */
export type OpenRepository = () => Promise<GitRepository> | undefined

/** A branch or tag, and the commit it stands for. */
export interface NamedRef {
  readonly kind: 'heads' | 'tags'
  /** Without `refs/heads/`. */
  readonly name: string
  readonly sha: string
}

const kindOf = (name: string): NamedRef['kind'] => (/^v?\d/.test(name) ? 'tags' : 'heads')
const anyCommit = 'c'.repeat(40)

/** What a branch or tag stands for, in full or not; of the state first, then of the git database. No commit is one. */
export async function namedRef({ state }: World, open: OpenRepository, given: string): Promise<NamedRef | undefined> {
  const [, wanted, rest] = /^refs\/(heads|tags)\/(.+)$/.exec(given) ?? []
  const name = rest ?? given
  const fits = (kind: NamedRef['kind']) => wanted === undefined || wanted === kind
  const sha = state.refs[name]
  if (sha !== undefined && fits(kindOf(name))) return { kind: kindOf(name), name, sha }
  const newest = state.commits.at(-1)?.sha
  if (name === state.defaultBranch && newest !== undefined && fits('heads')) return { kind: 'heads', name, sha: newest }
  const git = await open()
  for (const kind of (['heads', 'tags'] as const).filter(fits)) {
    const found = await git?.object(`refs/${kind}/${name}^{commit}`)
    if (found) return { kind, name, sha: found.sha }
  }
  const isNamed = name === state.defaultBranch || Object.keys(state.files).some((key) => key.startsWith(`${name}:`))
  return isNamed && !/^[0-9a-f]{40}$/.test(name) && fits(kindOf(name)) ? { kind: kindOf(name), name, sha: anyCommit } : undefined
}

/** All of them: of the state, of its files, and of the git database. */
export async function allRefs(world: World, open: OpenRepository): Promise<readonly NamedRef[]> {
  const { state } = world
  const lines = (await (await open())?.git(['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads', 'refs/tags'])) ?? ''
  const names = new Set([state.defaultBranch, ...Object.keys(state.refs), ...lines.split('\n').filter(Boolean)])
  const found = await Promise.all([...names].map((name) => namedRef(world, open, name)))
  return found.flatMap((ref) => ref ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Lists of branches and tags, and annotated tags. */
export function refRoutes(world: World, open: OpenRepository): ApiRoute[] {
  const { get } = routesOf(world, 'contents')
  const list = (kind: NamedRef['kind']) =>
    get(kind === 'heads' ? '/branches' : '/tags', async (_, request) => {
      const refs = (await allRefs(world, open)).filter((ref) => ref.kind === kind)
      return listAnswer(refs, request, world.state.repositoryId, ({ name, sha }) => ({ name, commit: { sha } }))
    })
  return [
    list('heads'),
    list('tags'),
    get('/git/tags/([0-9a-f]{40})', async ([sha = '']) => {
      const git = await open()
      if ((await git?.object(sha))?.type !== 'tag') return notFound
      const words = (await git?.git(['cat-file', 'tag', sha])) ?? ''
      const field = (name: string) => new RegExp(`^${name} (.+)$`, 'm').exec(words)?.[1] ?? ''
      return ok({ sha, tag: field('tag'), object: { sha: field('object'), type: field('type') } })
    }),
  ]
}
