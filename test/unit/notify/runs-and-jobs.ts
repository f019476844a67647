import type { History } from '../../../src/github/history.ts'
import type { Conclusion, Job, Step } from '../../../src/github/jobs.ts'
import type { Run } from '../../../src/github/run.ts'

/** Runs begin an hour apart and take ten minutes. */
export const hour = 3_600_000
export const start = Date.UTC(2026, 10, 1, 9)

export const step = (number: number, name: string, conclusion?: Conclusion): Step => ({
  number,
  name,
  status: conclusion ? 'completed' : 'in_progress',
  conclusion,
  startedAt: undefined,
  completedAt: undefined,
})

let lastId = 0
/** A job that has ended, or is at work where there is no conclusion. */
export const job = (name: string, conclusion?: Conclusion, more: Partial<Job> = {}): Job => {
  const id = more.id ?? ++lastId
  return {
    id,
    name,
    status: conclusion ? 'completed' : 'in_progress',
    conclusion,
    startedAt: start,
    completedAt: conclusion ? start + 1000 : undefined,
    url: `https://github.com/acme/shop/actions/runs/42/job/${id}`,
    steps: [],
    runner: '',
    ...more,
  }
}

export const run = (number: number, conclusion?: Conclusion, more: Partial<Run> = {}): Run => ({
  id: 1000 + number,
  number,
  attempt: 1,
  workflow: 'CI',
  workflowId: 7,
  title: 'Change',
  event: 'push',
  status: conclusion ? 'completed' : 'in_progress',
  conclusion,
  actor: 'ann',
  triggeringActor: 'ann',
  commit: 'c'.repeat(40),
  ref: 'main',
  headRepository: 'acme/shop',
  headCommit: undefined,
  pullRequests: [],
  createdAt: start + number * hour,
  startedAt: start + number * hour,
  updatedAt: start + number * hour + 600_000,
  url: `https://github.com/acme/shop/actions/runs/${1000 + number}`,
  ...more,
})

const letters = { S: 'success', F: 'failure', C: 'cancelled', T: 'timed_out', K: 'skipped', N: 'neutral' } as const
export type Letter = keyof typeof letters

/** `SFC`: the first run succeeded, the second failed, the third was cancelled. Newest first, as GitHub lists them. */
export const historyOf = (words: string, isWhole = true): History => ({
  runs: [...words].map((letter, index) => run(index + 1, letters[letter as Letter])).reverse(), // the letters are the tests' own
  isWhole,
})
