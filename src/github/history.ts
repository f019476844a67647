import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, notThere } from './knowledge.ts'
import { listed } from './listed.ts'
import { type Run, runFrom } from './run.ts'

/** The runs of a workflow before one of them. */
export interface History {
  /** Those that have ended, each by its latest attempt; newest first. */
  readonly runs: readonly Run[]
  /** Whether there are no earlier ones. */
  readonly isWhole: boolean
}

/** Which runs count as the history of a run. */
export interface HistoryQuery {
  readonly workflowId: number
  /** Undefined: all. */
  readonly branch: string | undefined
  /** Undefined: every event but those that are about changes which are not on the branch yet: pull requests and merge queues. */
  readonly event?: string | undefined
  readonly before: Pick<Run, 'number' | 'createdAt' | 'headRepository'>
}

/** So many pages of a hundred at most. */
const mostPages = 3

/**
 * The newest `limit` runs of a workflow that came before a run and have ended. A fork's branch is not ours although it has the same name.
 * Needs `actions: read`; mostly one request.
 */
export const readHistory = (
  github: GitHub,
  repository: string,
  query: HistoryQuery,
  limit = 50,
  signal?: AbortSignal,
): Promise<Knowledge<History>> =>
  knowledgeOf(async () => {
    const counts = countsIn(query)
    const found = await listed(github, {
      path: `/repos/${repository}/actions/workflows/${query.workflowId}/runs?${parametersOf(query, limit)}`,
      field: 'workflow_runs',
      needs: 'actions: read',
      mostPages,
      signal,
      enough: { count: limit, of: (entry) => counts(runFrom(entry)) },
    })
    if (!found) return notThere
    const runs = found.entries
      .map(runFrom)
      .filter(counts)
      .sort((a, b) => b.number - a.number)
    return known({ runs: runs.slice(0, limit), isWhole: found.isWhole && runs.length <= limit })
  })

/** Runs that were asked for later are left out by GitHub: a run may be started again when a hundred others have followed it. */
const parametersOf = ({ branch, event, before: { createdAt } }: HistoryQuery, limit: number): URLSearchParams =>
  new URLSearchParams({
    status: 'completed',
    per_page: String(Math.min(100, limit + 10)), // a few may not count
    exclude_pull_requests: 'true',
    ...(branch === undefined ? {} : { branch }),
    ...(event === undefined ? {} : { event }),
    ...(createdAt === undefined ? {} : { created: `<=${new Date(createdAt).toISOString().slice(0, 19)}Z` }),
  })

const notOnBranch = ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment', 'merge_group']
/** Whether an event is about changes that are not on the branch yet. */
export const isBeforeMerge = (event: string): boolean => notOnBranch.includes(event)

const countsIn =
  ({ event, before }: HistoryQuery) =>
  (run: Run): boolean =>
    run.number < before.number &&
    (event === undefined ? !isBeforeMerge(run.event) : run.event === event) &&
    (before.headRepository === '' || run.headRepository === '' || run.headRepository === before.headRepository)
