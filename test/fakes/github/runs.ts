import { type ApiAnswer, type ApiRequest, type ApiRoute, notFound, ok } from './answers.ts'
import { pageOf } from './paging.ts'
import type { OpenRepository } from './refs.ts'
import type { Person, WorkflowRun } from './state.ts'
import { workflowNamed } from './workflows.ts'
import { routesOf, stamp, userJson, type World } from './world.ts'

/** Workflow runs. Their jobs are elsewhere. */
export function runRoutes(world: World, open: OpenRepository): ApiRoute[] {
  const { state } = world
  const { get } = routesOf(world, 'actions')
  const withRun = (id = '', use: (run: WorkflowRun) => ApiAnswer): ApiAnswer => {
    const run = state.runs[id]
    return run ? use(run) : notFound
  }
  return [
    get('/actions/runs', (_, request) => listRuns(world, request, () => true)),
    get('/actions/workflows/([^/]+)/runs', async ([workflow = ''], request) => {
      const isOf = ({ workflowId = usualWorkflow, file }: WorkflowRun) => workflowId === Number(workflow) || file === workflow
      const isKnown = Object.values(state.runs).some(isOf) || (await workflowNamed(world, open, workflow)) !== undefined
      return isKnown ? listRuns(world, request, isOf) : notFound
    }),
    get('/actions/runs/(\\d+)', ([id = '']) => withRun(id, (run) => ok(runJson(world, id, run)))),
    get('/actions/runs/(\\d+)/attempts/(\\d+)', ([id = '', number]) =>
      withRun(id, (run) => {
        const attempt = attemptOf(run, Number(number))
        return attempt ? ok({ ...runJson(world, id, attempt), html_url: `${pageOfRun(world, id)}/attempts/${number}` }) : notFound
      }),
    ),
  ]
}

const usualWorkflow = 7

/** A run as it was in one of its attempts. */
function attemptOf(run: WorkflowRun, attempt: number): WorkflowRun | undefined {
  const latest = run.attempt ?? 1
  if (attempt === latest) return run
  if (attempt < 1 || attempt > latest) return undefined
  return { ...run, attempt, status: 'completed', conclusion: run.earlier?.[attempt] ?? 'failure' }
}

/** Newest first; `status` may also be a conclusion; `created` is a comparison or a span of times. */
function listRuns(world: World, request: ApiRequest, isOf: (run: WorkflowRun) => boolean): ApiAnswer {
  const { status, branch, event, actor, created, head_sha: sha } = request.query
  const fits = (run: WorkflowRun) =>
    isOf(run) &&
    (run.listedFrom ?? 0) <= world.now() &&
    (status === undefined || status === run.status || status === run.conclusion) &&
    (branch === undefined || branch === branchOf(world, run)) &&
    (event === undefined || event === (run.event ?? usualEvent)) &&
    (actor === undefined || actor.toLowerCase() === (run.actor ?? 'alice').toLowerCase()) &&
    (sha === undefined || sha === run.sha) &&
    (created === undefined || isWithin(created, createdAt(world, run)))
  const runs = Object.entries(world.state.runs)
    .filter(([, run]) => fits(run))
    .sort(([a], [b]) => Number(b) - Number(a))
  const page = pageOf(runs, request, world.state.repositoryId)
  const shown = page.items.map(([id, run]) => ({
    ...runJson(world, id, run),
    ...(request.query.exclude_pull_requests === 'true' ? { pull_requests: [] } : {}),
  }))
  return { status: 200, body: { total_count: runs.length, workflow_runs: shown }, headers: page.headers }
}

/** `>=2026-01-01`, `<2026-01-01T10:00:00Z`, `2026-01-01..2026-02-01`; times are compared by whole seconds. */
function isWithin(span: string, at: number): boolean {
  const second = Math.floor(at / 1000) * 1000
  const [, sign, one] = /^([<>]=?)(.+)$/.exec(span) ?? []
  if (sign === undefined) {
    const [from = '', to = from] = span.split('..')
    return Date.parse(from) <= second && second <= Date.parse(to)
  }
  const limit = Date.parse(one ?? '')
  return { '<': second < limit, '<=': second <= limit, '>': second > limit, '>=': second >= limit }[sign] ?? false
}

const usualEvent = 'workflow_dispatch'
const branchOf = ({ state }: World, { branch }: WorkflowRun) => (branch === undefined ? state.defaultBranch : branch)
const createdAt = ({ now }: World, run: WorkflowRun): number => run.createdAt ?? run.startedAt ?? now()
const pageOfRun = ({ state }: World, id: string): string => `https://github.com/${state.repository}/actions/runs/${id}`

function runJson(world: World, id: string, run: WorkflowRun) {
  const { state, now } = world
  const person = (login = 'alice') => userJson(state.people.get(login.toLowerCase()) ?? unknown(login))
  const sha = run.sha ?? 'c'.repeat(40)
  const startedAt = run.startedAt ?? now()
  return {
    id: Number(id),
    name: run.workflow ?? 'Release',
    workflow_id: run.workflowId ?? usualWorkflow,
    ...(run.file === undefined ? {} : { path: `.github/workflows/${run.file}` }),
    run_number: run.number ?? Number(id),
    display_title: run.title ?? run.message ?? 'Release',
    status: run.status,
    conclusion: run.conclusion,
    event: run.event ?? usualEvent,
    head_sha: sha,
    head_branch: branchOf(world, run),
    head_commit:
      run.message === undefined ? null : { id: sha, message: run.message, author: { name: run.author ?? 'Ann', email: 'ann@example.com' } },
    head_repository: { full_name: run.headRepository ?? state.repository },
    pull_requests: (run.pullRequests ?? []).map((number) => ({ id: number * 10, number })),
    run_attempt: run.attempt ?? 1,
    run_started_at: stamp(startedAt),
    created_at: stamp(createdAt(world, run)),
    updated_at: stamp(run.updatedAt ?? startedAt),
    actor: person(run.actor),
    triggering_actor: person(run.triggeringActor ?? run.actor),
    html_url: pageOfRun(world, id),
  }
}

const unknown = (login: string): Person => ({
  login,
  id: 9_000 + login.length,
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
  permission: 'read',
})
