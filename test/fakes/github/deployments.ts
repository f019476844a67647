import { type ApiRequest, type ApiRoute, bodyOf, created, invalid, notFound, ok } from './answers.ts'
import { listAnswer, pageOf } from './paging.ts'
import type { Deployment, ProtectionRule } from './state.ts'
import { routesOf, stamp, userJson, type World } from './world.ts'

const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']

/** Deployments with their statuses, and environments. */
export function deploymentRoutes(world: World): ApiRoute[] {
  const { state } = world
  const { get, post } = routesOf(world, 'deployments')
  const find = (id: string | undefined) => state.deployments.find((deployment) => deployment.id === Number(id))
  return [
    get('/deployments', (_, request) => {
      const { environment, sha, ref } = request.query
      const found = state.deployments
        .filter(
          (one) => (environment ?? one.environment) === one.environment && (sha ?? one.sha) === one.sha && (ref ?? one.ref) === one.ref,
        )
        .reverse()
      return listAnswer(found, request, state.repositoryId, deploymentJson)
    }),
    post('/deployments', (_, request) => created(deploymentJson(createDeployment(world, request)))),
    get('/deployments/(\\d+)/statuses', ([id], request) => {
      const found = find(id)
      return found ? listAnswer([...found.statuses].reverse(), request, state.repositoryId, statusJson) : notFound
    }),
    post('/deployments/(\\d+)/statuses', ([id], request) => {
      const found = find(id)
      if (!found) return notFound
      const to = String(bodyOf(request).state)
      if (!states.includes(to)) return invalid('DeploymentStatus', 'state', 'invalid')
      return created(statusJson(setDeploymentState(world, found, to)))
    }),
    get(
      '/environments',
      (_, request) => {
        const names = Object.keys(state.environments)
        const page = pageOf(names, request, state.repositoryId)
        return { status: 200, body: { total_count: names.length, environments: page.items.map((name) => environmentJson(world, name)) } }
      },
      'actions=read',
    ),
    get(
      '/environments/([^/]+)',
      ([name = '']) => {
        const found = Object.keys(state.environments).find((one) => one.toLowerCase() === name.toLowerCase()) // case does not matter
        return found === undefined ? notFound : ok(environmentJson(world, found))
      },
      'actions=read',
    ),
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

function ruleJson({ state }: World, { type, reviewers = [], wait = 0 }: ProtectionRule, id: number) {
  const rule = { id, node_id: `GA_${id}`, type }
  if (type === 'wait_timer') return { ...rule, wait_timer: wait }
  if (type === 'branch_policy') return rule
  const people = reviewers.flatMap((login) => state.people.get(login.toLowerCase()) ?? [])
  return { ...rule, prevent_self_review: false, reviewers: people.map((person) => ({ type: 'User', reviewer: userJson(person) })) }
}

function createDeployment(world: World, request: ApiRequest): Deployment {
  const { ref, environment } = bodyOf(request)
  const deployment: Deployment = {
    id: world.nextId(),
    sha: world.state.commits.at(-1)?.sha ?? String(ref),
    ref: String(ref),
    environment: String(environment ?? 'production'),
    author: world.authorOf(request),
    createdAt: world.now(),
    statuses: [],
  }
  world.state.deployments.push(deployment)
  return deployment
}

/** A success makes the earlier ones of the same environment inactive, unless told otherwise. */
export function setDeploymentState(world: World, deployment: Deployment, state: string): Deployment['statuses'][number] {
  const status = { id: world.nextId(), state, createdAt: world.now() }
  const isLive = ({ statuses }: Deployment) => statuses.at(-1)?.state === 'success'
  const earlier = world.state.deployments.filter((one) => one !== deployment && one.environment === deployment.environment && isLive(one))
  if (state === 'success') {
    for (const one of earlier) one.statuses.push({ id: world.nextId(), state: 'inactive', createdAt: world.now() })
  }
  deployment.statuses.push(status)
  return status
}

const deploymentJson = ({ id, sha, ref, environment, author, createdAt, statuses }: Deployment) => ({
  id,
  sha,
  ref,
  task: 'deploy',
  environment,
  creator: userJson(author),
  created_at: stamp(createdAt),
  updated_at: stamp(statuses.at(-1)?.createdAt ?? createdAt),
})

const statusJson = ({ id, state, createdAt, logUrl }: Deployment['statuses'][number]) => ({
  id,
  state,
  created_at: stamp(createdAt),
  log_url: logUrl ?? '',
})
