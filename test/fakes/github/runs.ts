import { type ApiAnswer, type ApiRoute, notFound, ok } from './answers.ts'
import { pageOf } from './paging.ts'
import type { Person, WorkflowRun } from './state.ts'
import { routesOf, stamp, userJson, type World } from './world.ts'

/** Workflow runs with their jobs. */
export function runRoutes(world: World): ApiRoute[] {
  const { state } = world
  const { get } = routesOf(world, 'actions')
  const withRun = (id = '', use: (run: WorkflowRun) => ApiAnswer): ApiAnswer => {
    const run = state.runs[id]
    return run ? use(run) : notFound
  }
  return [
    get('/actions/runs', (_, request) => {
      const runs = Object.entries(state.runs).filter(([, run]) => request.query.status === undefined || run.status === request.query.status)
      const page = pageOf(runs, request, state.repositoryId)
      const shown = page.items.map(([id, run]) => runJson(world, id, run))
      return { status: 200, body: { total_count: runs.length, workflow_runs: shown }, headers: page.headers }
    }),
    get('/actions/runs/(\\d+)', ([id = '']) => withRun(id, (run) => ok(runJson(world, id, run)))),
    get('/actions/runs/(\\d+)/attempts/(\\d+)', ([id = '', attempt]) =>
      withRun(id, (run) =>
        Number(attempt) <= (run.attempt ?? 1) ? ok({ ...runJson(world, id, run), run_attempt: Number(attempt) }) : notFound,
      ),
    ),
    get('/actions/runs/(\\d+)/jobs', ([id = ''], request) =>
      withRun(id, ({ jobs = [] }) => {
        const page = pageOf(jobs, request, state.repositoryId)
        return { status: 200, body: { total_count: jobs.length, jobs: page.items }, headers: page.headers }
      }),
    ),
  ]
}

function runJson({ state, now }: World, id: string, run: WorkflowRun) {
  const person = (login = 'alice') => userJson(state.people.get(login.toLowerCase()) ?? unknown(login))
  const attempt = run.attempt ?? 1
  const startedAt = stamp(run.startedAt ?? now())
  return {
    id: Number(id),
    name: run.workflow ?? 'Release',
    status: run.status,
    conclusion: run.conclusion,
    event: run.event ?? 'workflow_dispatch',
    head_sha: run.sha ?? 'c'.repeat(40),
    head_branch: run.branch === undefined ? state.defaultBranch : run.branch,
    run_attempt: attempt,
    run_started_at: startedAt,
    created_at: startedAt,
    actor: person(run.actor),
    triggering_actor: person(run.triggeringActor ?? run.actor),
    html_url: `https://github.com/${state.repository}/actions/runs/${id}`,
  }
}

const unknown = (login: string): Person => ({
  login,
  id: 9_000 + login.length,
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
  permission: 'read',
})
