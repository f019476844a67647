import { type ApiAnswer, type ApiRequest, type ApiRoute, bodyOf, notFound, ok, refusal } from './answers.ts'
import { pageOf } from './paging.ts'
import type { ProtectionRule } from './state.ts'
import { routesOf, userJson, type World } from './world.ts'

/** Environments with what stands before their jobs. */
export function environmentRoutes(world: World): ApiRoute[] {
  const { state } = world
  const { get, put } = routesOf(world, 'actions')
  const named = (name: string) => Object.keys(state.environments).find((one) => one.toLowerCase() === name.toLowerCase()) // case does not matter
  return [
    get('/environments', (_, request) => {
      const names = Object.keys(state.environments)
      const page = pageOf(names, request, state.repositoryId)
      return { status: 200, body: { total_count: names.length, environments: page.items.map((name) => environmentJson(world, name)) } }
    }),
    get('/environments/([^/]+)', ([name = '']) => {
      const found = named(name)
      return found === undefined ? notFound : ok(environmentJson(world, found))
    }),
    put('/environments/([^/]+)', ([name = ''], request) => write(world, named(name) ?? name, request), 'administration=write'),
  ]
}

function environmentJson(world: World, name: string) {
  const rules = world.state.environments[name] ?? []
  const policy = rules.find(({ type }) => type === 'branch_policy')
  return {
    id: 161_088_068,
    name,
    html_url: `https://github.com/${world.state.repository}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    can_admins_bypass: true,
    protection_rules: rules.map((rule, index) => ruleJson(world, rule, 3755 + index)),
    deployment_branch_policy: policy
      ? { protected_branches: policy.branches !== 'custom', custom_branch_policies: policy.branches === 'custom' }
      : null,
  }
}

function ruleJson({ state }: World, { type, reviewers = [], teams = [], wait = 0, preventSelfReview = false }: ProtectionRule, id: number) {
  const rule = { id, node_id: `GA_${id}`, type }
  if (type === 'wait_timer') return { ...rule, wait_timer: wait }
  if (type === 'branch_policy') return rule
  const people = reviewers.flatMap((login) => state.people.get(login.toLowerCase()) ?? [])
  const asked = [
    ...people.map((person) => ({ type: 'User', reviewer: userJson(person) })),
    ...teams.map((team) => ({ type: 'Team', reviewer: { id: team, slug: `team-${team}` } })),
  ]
  return { ...rule, prevent_self_review: preventSelfReview, reviewers: asked }
}

/** Replaces all of it: what is left away is gone. Rules of apps are not touched, they are set elsewhere. */
function write(world: World, name: string, request: ApiRequest): ApiAnswer {
  const { state } = world
  const { wait_timer: wait = 0, prevent_self_review: isPrevented, reviewers, deployment_branch_policy: policy } = bodyOf(request)
  if (!Number.isInteger(wait) || Number(wait) < 0 || Number(wait) > 43_200) return refusal(422, 'Validation Failed')
  const { protected_branches: isProtected, custom_branch_policies: isCustom } = (policy ?? {}) as Record<string, unknown> // JSON of the caller
  if (policy && isProtected === isCustom) return refusal(422, 'Validation Failed')
  const asked = Array.isArray(reviewers) ? reviewers : []
  const idsOf = (wanted: string) => asked.flatMap(({ type, id }) => (type === wanted ? [Number(id)] : []))
  const logins = idsOf('User').flatMap((id) => [...state.people.values()].find((person) => person.id === id)?.login ?? [])
  const rules: ProtectionRule[] = [
    ...(Number(wait) > 0 ? [{ type: 'wait_timer', wait: Number(wait) } as const] : []),
    ...(asked.length > 0
      ? [{ type: 'required_reviewers', reviewers: logins, teams: idsOf('Team'), preventSelfReview: isPrevented === true } as const]
      : []),
    ...(policy ? [{ type: 'branch_policy', branches: isCustom === true ? 'custom' : 'protected' } as const] : []),
  ]
  state.environments[name] = rules
  return ok(environmentJson(world, name))
}
