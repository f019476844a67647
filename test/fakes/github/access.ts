import { type ApiRoute, notFound, ok } from './answers.ts'
import { listAnswer } from './paging.ts'
import type { Person } from './state.ts'
import { routesOf, userJson, type World } from './world.ts'

const levels = { admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read', none: 'none' } as const

/** Who there is, and who may do what. */
export function accessRoutes(world: World): ApiRoute[] {
  const { state } = world
  const { get } = routesOf(world, 'metadata')
  const person = (login: string | undefined): Person | undefined => state.people.get((login ?? '').toLowerCase())
  return [
    get('', () => ok(repositoryJson(world))),
    get('/collaborators/([^/]+)/permission', ([login]) => {
      const found = person(login)
      return found ? ok({ permission: levels[found.permission], role_name: found.permission, user: userJson(found) }) : notFound
    }),
    {
      method: 'GET',
      path: /^\/users\/([^/]+)$/,
      answer: ([login]) => {
        const found = person(login)
        return found ? ok(userJson(found)) : notFound
      },
    },
    {
      method: 'GET',
      path: /^\/orgs\/([^/]+)\/teams\/([^/]+)\/members$/,
      needs: 'members=read', // the token of a job never has it
      answer: ([organization, slug], request) => {
        const members = state.teams[`${organization}/${slug}`]
        if (!members) return notFound
        const people = members.flatMap((login) => person(login) ?? [])
        return listAnswer(people, request, state.repositoryId, userJson)
      },
    },
  ]
}

const repositoryJson = ({ state }: World) => {
  const [owner = '', name = ''] = state.repository.split('/')
  return {
    id: state.repositoryId,
    name,
    full_name: state.repository,
    owner: { login: owner },
    private: state.private,
    html_url: `https://github.com/${state.repository}`,
    default_branch: state.defaultBranch,
    has_issues: state.hasIssues,
    archived: state.isArchived,
  }
}
