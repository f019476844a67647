import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, notThere } from './knowledge.ts'
import { listed } from './listed.ts'
import { type Run, runFrom } from './run.ts'

/** What is known of a run that was asked for. */
export interface DispatchedQuery {
  /** Name of the workflow's file: `release.yml`. */
  readonly workflow: string
  /** When it was asked for, by our own clock; milliseconds since 1970. */
  readonly since: number
  /** The branch or tag that it was asked for, in full or not; empty: any. */
  readonly ref: string
  /** The word in the title of the run that tells it from others: the id of an entry. */
  readonly correlation: string
}

/** Newest first. */
export interface Dispatched {
  /** Runs whose title has the word. */
  readonly matching: readonly Run[]
  /** Other runs of this workflow and ref since then: those of people, of other entries, or ours where `run-name` does not say the word. */
  readonly others: readonly Run[]
  /** Whether there are no more than these. */
  readonly isWhole: boolean
}

/** So much may GitHub's clock be behind ours, in milliseconds. */
const tolerance = 120_000
/** So many pages of a hundred at most. */
const mostPages = 3

/**
 * Looks for a run whose number GitHub did not tell, or whose start is not known. A new run is in no list for some seconds: finding none says
 * nothing at first. Needs `actions: read`; mostly one request.
 */
export const findDispatched = (
  github: GitHub,
  repository: string,
  { workflow, since, ref, correlation }: DispatchedQuery,
  signal?: AbortSignal,
): Promise<Knowledge<Dispatched>> =>
  knowledgeOf(async () => {
    const created = `>=${new Date(since - tolerance).toISOString().slice(0, 19)}Z`
    const query = new URLSearchParams({ event: 'workflow_dispatch', created, per_page: '100', exclude_pull_requests: 'true' })
    const path = `/repos/${repository}/actions/workflows/${encodeURIComponent(workflow)}/runs?${query}`
    const found = await listed(github, { path, field: 'workflow_runs', needs: 'actions: read', mostPages, signal })
    if (!found) return notThere
    const name = ref.replace(/^refs\/(?:heads|tags)\//, '')
    const runs = found.entries
      .map(runFrom)
      .filter((run) => name === '' || run.ref === name || run.ref === '')
      .sort((a, b) => b.id - a.id)
    const has = (run: Run) => hasWord(run.title, correlation)
    return known({ matching: runs.filter(has), others: runs.filter((run) => !has(run)), isWhole: found.isWhole })
  })

/** Whether a title has a word as a whole: `a-1` is not in `a-10`, `a-1.2` or `b-a-1`, but in `Release a-1.` and `发布a-1`. */
export function hasWord(title: string, word: string): boolean {
  if (word === '') return false
  const literal = word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  return new RegExp(`(?<!\\w|\\w[.-]+)${literal}(?!\\w|[.-]+\\w)`).test(title)
}
