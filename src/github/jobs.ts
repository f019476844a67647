import { text } from '../kit/text.ts'
import { fieldsOf, listOf, timeIn, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, notThere, unknown } from './knowledge.ts'
import { listed } from './listed.ts'

/** A job of a run, as GitHub itself knows it. Names are hostile. Times in milliseconds since 1970. */
export interface Job {
  /** Also the number of its check run. */
  readonly id: number
  /** With the values of its matrix: `test (18, ubuntu-latest)`. */
  readonly name: string
  readonly status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending'
  /** Undefined while it is not completed. A job that took longer than `timeout-minutes` is `cancelled` to GitHub (see `timed-out-jobs.ts`). */
  readonly conclusion: Conclusion | undefined
  readonly startedAt: number | undefined
  readonly completedAt: number | undefined
  readonly url: string
  readonly steps: readonly Step[]
  /** The runner that carries it out; empty while none does. */
  readonly runner: string
}

const conclusions = [
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'skipped',
  'neutral',
  'action_required',
  'stale',
  'startup_failure',
] as const
export type Conclusion = (typeof conclusions)[number]

const statuses = ['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending'] as const

export interface Step {
  /** From 1. */
  readonly number: number
  readonly name: string
  readonly status: Job['status']
  readonly conclusion: Conclusion | undefined
  readonly startedAt: number | undefined
  readonly completedAt: number | undefined
}

/** A run with more jobs than on so many pages of a hundred is not told from its jobs. */
const mostPages = 20

/** All jobs of an attempt of a run: those of matrices and of called workflows too. Needs `actions: read`. */
export const readJobs = (
  github: GitHub,
  repository: string,
  run: string,
  attempt: number,
  signal?: AbortSignal,
): Promise<Knowledge<readonly Job[]>> =>
  knowledgeOf(async () => {
    const path = `/repos/${repository}/actions/runs/${encodeURIComponent(run)}/attempts/${attempt}/jobs?per_page=100`
    const found = await listed(github, { path, field: 'jobs', needs: 'actions: read', mostPages, signal })
    if (!found) return notThere
    return found.isWhole ? known(found.entries.map(jobFrom)) : unknown(tooManyWords)
  })

const tooManyWords = text(`It has more than ${mostPages * 100} jobs.`, `其作业超过 ${mostPages * 100} 个。`)

function jobFrom(facts: Readonly<Record<string, unknown>>): Job {
  return {
    id: Number(facts.id),
    name: wordsIn(facts.name),
    ...progressIn(facts),
    url: wordsIn(facts.html_url),
    steps: listOf(facts.steps)
      .map(fieldsOf)
      .map((step, index) => ({ number: Number(step.number ?? index + 1), name: wordsIn(step.name), ...progressIn(step) })),
    runner: wordsIn(facts.runner_name),
  }
}

/** What jobs and steps have in common. What GitHub may invent one day counts as at work, or as neither good nor bad. */
function progressIn(facts: Readonly<Record<string, unknown>>): Pick<Job, 'status' | 'conclusion' | 'startedAt' | 'completedAt'> {
  const status = statuses.find((one) => one === facts.status) ?? 'in_progress'
  return {
    status,
    conclusion: status === 'completed' ? (conclusionIn(facts.conclusion) ?? 'neutral') : undefined,
    startedAt: timeIn(facts.started_at),
    completedAt: timeIn(facts.completed_at),
  }
}

/** How a run, job or step ended; undefined where nothing of it is said. */
export const conclusionIn = (value: unknown): Conclusion | undefined => conclusions.find((one) => one === value)
