import { type ApiAnswer, type ApiRequest, type ApiRoute, notFound, ok, refusal } from './answers.ts'
import type { LogStore } from './log-store.ts'
import { pageOf } from './paging.ts'
import type { Job, Step, WorkflowRun } from './state.ts'
import { routesOf, stamp, type World } from './world.ts'

const gone = refusal(410, 'The logs for this run have expired and are no longer available.')

/** The jobs of runs, by attempt, and what they printed. */
export function jobRoutes(world: World, logs: LogStore): ApiRoute[] {
  const { state } = world
  const { get } = routesOf(world, 'actions')
  return [
    get('/actions/runs/(\\d+)/jobs', ([id = ''], request) => {
      const run = state.runs[id]
      if (!run) return notFound
      const latest = run.attempt ?? 1
      const attempts = request.query.filter === 'all' ? Array.from({ length: latest }, (_, index) => index + 1) : [latest]
      return listJobs(
        world,
        request,
        attempts.flatMap((attempt) => placed(id, run, attempt)),
      )
    }),
    get('/actions/runs/(\\d+)/attempts/(\\d+)/jobs', ([id = '', attempt], request) => {
      const run = state.runs[id]
      return run && Number(attempt) <= (run.attempt ?? 1) ? listJobs(world, request, placed(id, run, Number(attempt))) : notFound
    }),
    get('/actions/jobs/(\\d+)', ([id]) => {
      const found = jobNamed(world, id)
      return found ? ok(jobJson(world, found)) : notFound
    }),
    get('/actions/jobs/(\\d+)/logs', async ([id = '']) => {
      const words = state.logs[id]
      if (words === 'gone') return gone
      if (words === undefined || jobNamed(world, id)?.job.status !== 'completed') return notFound
      return { status: 302, body: undefined, headers: { location: await logs.signed(`job-${id}.txt`, words) } }
    }),
  ]
}

interface Placed {
  readonly run: string
  readonly attempt: number
  readonly job: Job
}

const placed = (id: string, { attempt: latest = 1, jobs = [], jobsOf = {} }: WorkflowRun, attempt: number): readonly Placed[] =>
  (attempt === latest ? jobs : (jobsOf[attempt] ?? [])).map((job) => ({ run: id, attempt, job }))

function jobNamed({ state }: World, id: string | undefined): Placed | undefined {
  const all = Object.entries(state.runs).flatMap(([run, facts]) =>
    Array.from({ length: facts.attempt ?? 1 }, (_, index) => placed(run, facts, index + 1)).flat(),
  )
  return all.find(({ job }) => job.id === Number(id))
}

function listJobs(world: World, request: ApiRequest, jobs: readonly Placed[]): ApiAnswer {
  const page = pageOf(jobs, request, world.state.repositoryId)
  return { status: 200, body: { total_count: jobs.length, jobs: page.items.map((job) => jobJson(world, job)) }, headers: page.headers }
}

const stampOrNull = (at: number | undefined) => (at === undefined ? null : stamp(at))

function jobJson({ state }: World, { run, attempt, job }: Placed) {
  const { id, name, status, conclusion, runner, startedAt, completedAt, steps = [] } = job
  return {
    id,
    run_id: Number(run),
    run_attempt: attempt,
    name,
    status,
    conclusion,
    started_at: stampOrNull(startedAt),
    completed_at: stampOrNull(completedAt),
    html_url: `https://github.com/${state.repository}/actions/runs/${run}/job/${id}`,
    check_run_url: `https://api.github.com/repos/${state.repository}/check-runs/${id}`,
    runner_name: runner ?? null,
    labels: ['ubuntu-latest'],
    steps: steps.map(stepJson),
  }
}

const stepJson = ({ name, number, conclusion, status }: Step) => ({
  name,
  number,
  status: status ?? (conclusion === null ? 'in_progress' : 'completed'),
  conclusion,
  started_at: null,
  completed_at: null,
})
