import { type ApiAnswer, type ApiRequest, type ApiRoute, notFound } from './github-answers.ts'

export interface WorkflowRun {
  readonly status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending'
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out' | 'skipped' | null
  readonly attempt?: number
}

export interface GithubState {
  /** `owner/name` of the only repository. */
  repository: string
  defaultBranch: string
  /** By run id. */
  readonly runs: Record<string, WorkflowRun>
  /** Text by `ref:path`; without a `ref` the default branch is read. */
  readonly files: Record<string, string>
}

/** Reading a repository, its files and its workflow runs. */
export function repositoryRoutes(state: GithubState): ApiRoute[] {
  const own = (rest: string, answer: (parts: readonly string[], request: ApiRequest) => ApiAnswer): ApiRoute => ({
    method: 'GET',
    path: new RegExp(`^/repos/([^/]+/[^/]+)${rest}$`),
    answer: ([repository, ...parts], request) => (repository === state.repository ? answer(parts, request) : notFound),
  })
  return [
    own('', () => ({ status: 200, body: { id: 1001, full_name: state.repository, private: true, default_branch: state.defaultBranch } })),
    own('/actions/runs/(\\d+)', ([id = '']) => runAnswer(state, id)),
    own('/contents/(.+)', ([path = ''], request) => fileAnswer(state, path, request)),
  ]
}

function runAnswer({ repository, runs }: GithubState, id: string): ApiAnswer {
  const run = runs[id]
  if (!run) return notFound
  const { status, conclusion, attempt = 1 } = run
  const url = `https://github.com/${repository}/actions/runs/${id}`
  return { status: 200, body: { id: Number(id), status, conclusion, run_attempt: attempt, html_url: url } }
}

function fileAnswer({ files, defaultBranch }: GithubState, path: string, { query, accept }: ApiRequest): ApiAnswer {
  const content = files[`${query.ref ?? defaultBranch}:${path}`]
  if (content === undefined) return notFound
  if (/^application\/vnd\.github(\.v3)?\.raw/.test(accept)) return { status: 200, body: content }
  const bytes = Buffer.from(content)
  const lines = bytes.toString('base64').replace(/.{60}/g, '$&\n')
  return { status: 200, body: { type: 'file', encoding: 'base64', size: bytes.length, path, name: path.split('/').at(-1), content: lines } }
}
