import { type ApiAnswer, type ApiRequest, type ApiRoute, notFound, refusal } from './answers.ts'
import { pageOf } from './paging.ts'
import { routesOf, stamp, type World } from './world.ts'

/** What was checked of commits: by apps, of which Actions is one, and by statuses. */
export function checkRoutes(world: World): ApiRoute[] {
  const { get } = routesOf(world, 'contents')
  const known = (sha: string, answer: () => ApiAnswer): ApiAnswer =>
    world.state.commits.some((commit) => commit.sha === sha) ? answer() : refusal(422, `No commit found for SHA: ${sha}`)
  return [
    get('/commits/([0-9a-f]{40})/check-runs', ([sha = ''], request) => known(sha, () => checkRuns(world, sha, request)), 'checks=read'),
    get('/commits/([0-9a-f]{40})/status', ([sha = ''], request) => known(sha, () => combined(world, sha, request)), 'statuses=read'),
    get('/commits', (_, request) => {
      const { state } = world
      const { sha: ref = state.defaultBranch } = request.query
      const at = ref === state.defaultBranch ? state.commits.at(-1)?.sha : (state.refs[ref] ?? ref)
      const index = state.commits.findIndex((commit) => commit.sha === at)
      if (index < 0) return notFound
      const page = pageOf(state.commits.slice(0, index + 1).reverse(), request, state.repositoryId)
      const shape = ({ sha, message, at }: (typeof page.items)[number]) => ({ sha, commit: { message, committer: { date: stamp(at) } } })
      return { status: 200, body: page.items.map(shape), headers: page.headers }
    }),
  ]
}

/** Newest first: those of other apps, and each job of each run of Actions. */
function checkRuns({ state }: World, sha: string, request: ApiRequest): ApiAnswer {
  const jobs = Object.entries(state.runs).flatMap(([run, { sha: of, jobs = [] }]) =>
    of === sha ? jobs.map((job) => ({ ...job, app: 'github-actions', details: `/runs/${run}/job/${job.id}` })) : [],
  )
  const all = [...(state.checks[sha] ?? []).map((check, index) => ({ id: index + 1, details: '', ...check })), ...jobs].reverse()
  const page = pageOf(all, request, state.repositoryId)
  const shown = page.items.map(({ id, name, status, conclusion, app, details }) => ({
    id,
    name,
    head_sha: sha,
    status,
    conclusion,
    app: { slug: app },
    details_url: `https://github.com/${state.repository}/actions${details}`,
  }))
  return { status: 200, body: { total_count: all.length, check_runs: shown }, headers: page.headers }
}

/** The newest of each context, and all in one word: `pending` also where there is none. */
function combined({ state }: World, sha: string, request: ApiRequest): ApiAnswer {
  const latest = new Map((state.statuses[sha] ?? []).map((status, index) => [status.context, { id: index + 1, ...status }]))
  const all = [...latest.values()]
  const is = (...states: string[]) => all.some((status) => states.includes(status.state))
  const page = pageOf(all, request, state.repositoryId)
  const word = is('failure', 'error') ? 'failure' : all.length === 0 || is('pending') ? 'pending' : 'success'
  return { status: 200, body: { state: word, sha, total_count: all.length, statuses: page.items }, headers: page.headers }
}
