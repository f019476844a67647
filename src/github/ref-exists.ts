import { nearest } from '../kit/nearest.ts'
import { fieldsOf, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known } from './knowledge.ts'
import { listed } from './listed.ts'
import { refusalOf } from './refusal.ts'

/** A name of the repository. */
export type RefFinding =
  | {
      readonly state: 'found'
      readonly kind: 'branch' | 'tag' | 'commit'
      /** The full name of the commit that it stands for now. */
      readonly commit: string
      /** `refs/heads/main`, `refs/tags/v1`; of a commit its full name. A commit can be checked out, not dispatched. */
      readonly name: string
    }
  /** `nearest`: branches and tags that are much like it. */
  | { readonly state: 'not-there'; readonly nearest: readonly string[] }

/** So many pages of a hundred are looked through for names that are alike. */
const mostPages = 3

/**
 * What a name stands for: a branch, before a tag of the same name, before a commit by its full name or the first seven characters and more. Needs
 * `contents: read`; one to three requests, further ones only to find names that are alike.
 */
export const refExists = (github: GitHub, repository: string, name: string, signal?: AbortSignal): Promise<Knowledge<RefFinding>> =>
  knowledgeOf<RefFinding>(async () => {
    const repo = `/repos/${repository}`
    const read = async (path: string) => {
      const answer = await github.get(`${repo}${path}`, { needs: 'contents: read', signal })
      return answer && fieldsOf(answer.json())
    }
    for (const full of isPossible(name) ? fullNames(name) : []) {
      const object = fieldsOf((await read(`/git/ref/${encoded(full.replace(/^refs\//, ''))}`))?.object)
      const commit = object.type === 'tag' ? await underTag(read, wordsIn(object.sha)) : wordsIn(object.sha)
      if (commit) return known({ state: 'found', kind: full.startsWith('refs/tags/') ? 'tag' : 'branch', commit, name: full })
    }
    const commit = await commitNamed(github, repo, name, signal)
    if (commit) return known({ state: 'found', kind: 'commit', commit, name: commit })
    return known({ state: 'not-there', nearest: await alike(github, repo, name, signal) })
  })

/** What git lets nobody call a reference; dots would lead elsewhere in an address. */
const isPossible = (name: string): boolean => name.length <= 250 && !/^$|(?:^|\/)(?:\.|\/|$)|\.\.|[\p{Cc} ~^:?*[\\]/u.test(name)

const fullNames = (name: string): readonly string[] =>
  /^refs\/(?:heads|tags)\//.test(name) ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`]

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** An annotated tag may stand for another one; nobody goes deeper than a few. */
async function underTag(read: (path: string) => Promise<Readonly<Record<string, unknown>> | undefined>, tag: string): Promise<string> {
  let sha = tag
  for (let depth = 0; depth < 5; depth++) {
    const object = fieldsOf((await read(`/git/tags/${encodeURIComponent(sha)}`))?.object)
    if (object.type === 'commit') return wordsIn(object.sha)
    if (object.type !== 'tag') return ''
    sha = wordsIn(object.sha)
  }
  return ''
}

/** GitHub answers 422 to what is no commit, and to a beginning that fits several. */
async function commitNamed(github: GitHub, repo: string, name: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  if (!/^[0-9a-f]{7,40}$/i.test(name)) return undefined
  const answer = await github.send({ path: `${repo}/commits/${name.toLowerCase()}`, needs: 'contents: read', signal })
  if (answer.status === 200) return wordsIn(fieldsOf(answer.json()).sha)
  if (answer.status === 404 || answer.status === 422) return undefined
  throw refusalOf(answer, 'contents: read')
}

async function alike(github: GitHub, repo: string, name: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const names: string[] = []
  for (const list of ['branches', 'tags']) {
    const found = await listed(github, { path: `${repo}/${list}?per_page=100`, field: '', needs: 'contents: read', mostPages, signal })
    names.push(...(found?.entries ?? []).map((entry) => wordsIn(entry.name)))
  }
  return nearest(name.replace(/^refs\/(?:heads|tags)\//, ''), new Set(names))
}
