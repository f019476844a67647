import { type ApiRequest, type ApiRoute, bodyOf, created, invalid, notFound } from './answers.ts'
import { listAnswer } from './paging.ts'
import type { Deployment } from './state.ts'
import { routesOf, stamp, userJson, type World } from './world.ts'

const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']

/** Deployments with their statuses. */
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
  ]
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
