import { type ApiAnswer, type ApiRequest, type ApiRoute, archived, notFound } from './answers.ts'
import { actionsBot, type GithubState, type Person } from './state.ts'

/** What the routes share: what GitHub knows, its clock, and its numbers. */
export interface World {
  readonly state: GithubState
  now(): number
  /** The next number of an object: ids of GitHub rise. */
  nextId(): number
  /** Who a token speaks for. */
  authorOf(request: ApiRequest): Person
}

export const worldOf = (state: GithubState, now: () => number): World => {
  let last = 2_000_000_000
  return { state, now, nextId: () => ++last, authorOf: () => actionsBot }
}

type Answer = (parts: readonly string[], request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>

/** Makes the routes of the only repository: any other is not found, an archived one cannot be written. */
export function routesOf(world: World, permission: string) {
  const route = (method: string, rest: string, answer: Answer, needs?: string): ApiRoute => ({
    method,
    path: new RegExp(`^/repos/([^/]+/[^/]+)${rest}$`),
    needs: needs ?? `${permission}=${method === 'GET' ? 'read' : 'write'}`,
    answer: ([repository = '', ...parts], request) => {
      if (repository.toLowerCase() !== world.state.repository.toLowerCase()) return notFound
      if (world.state.isArchived && method !== 'GET') return archived
      return answer(parts, request)
    },
  })
  return {
    get: (rest: string, answer: Answer, needs?: string) => route('GET', rest, answer, needs),
    post: (rest: string, answer: Answer, needs?: string) => route('POST', rest, answer, needs),
    patch: (rest: string, answer: Answer, needs?: string) => route('PATCH', rest, answer, needs),
    put: (rest: string, answer: Answer, needs?: string) => route('PUT', rest, answer, needs),
    delete: (rest: string, answer: Answer, needs?: string) => route('DELETE', rest, answer, needs),
  }
}

/** A time as GitHub writes it: whole seconds, UTC. */
export const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

export const userJson = (person: Person) => ({
  login: person.login,
  id: person.id,
  node_id: `U_${person.id}`,
  type: person.type,
  html_url: `https://github.com/${person.login}`,
  site_admin: false,
})

const associations = {
  admin: 'OWNER',
  maintain: 'MEMBER',
  write: 'COLLABORATOR',
  triage: 'COLLABORATOR',
  read: 'CONTRIBUTOR',
  none: 'NONE',
} as const

export const associationOf = (person: Person): string => (person.type === 'Bot' ? 'NONE' : associations[person.permission])
