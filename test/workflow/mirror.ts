import type { FakeGithub } from '../fakes/github/github.ts'
import type { Conclusion, Job, Step } from '../fakes/github/state.ts'
import type { JobNotes } from './act/job.ts'

export const runnerName = 'act'

/** Shows on the fake GitHub how the jobs of a run go, as GitHub would: they, their steps and their logs. */
export function mirrorOf(github: FakeGithub, runId: string, attempt: number) {
  const jobs = new Map<string, Job>()
  const show = (job: JobNotes): void => {
    if (job.steps.size === 0) return // not begun, or only calls a workflow, and GitHub has no job for that
    const before = jobs.get(job.name)
    const id = before?.id ?? Number(runId) * 100 + attempt * 10 + jobs.size
    jobs.set(job.name, {
      id,
      name: job.name,
      status: job.result === undefined ? 'in_progress' : 'completed',
      conclusion: job.result ?? null,
      runner: runnerName,
      startedAt: before?.startedAt ?? Date.now(),
      ...(job.result === undefined ? {} : { completedAt: Date.now() }),
      steps: stepsOf(job),
    })
    if (job.result !== undefined) github.state.logs[id] = logOf(job)
    change({ jobs: [...jobs.values()] })
  }
  const change = (facts: object): void => {
    const run = github.state.runs[runId]
    if (run) github.state.runs[runId] = { ...run, ...facts, updatedAt: Date.now() }
  }
  return { show, end: (conclusion: Conclusion) => change({ status: 'completed', conclusion }) }
}

/** A step that has not ended is at work; what comes before the first one is the runner's own. */
function stepsOf({ steps, result }: JobNotes): readonly Step[] {
  const all = [...steps.values()]
  return [
    { name: 'Set up job', number: 1, conclusion: 'success' },
    ...all.map(({ name, result: end }, index) => ({
      name: `Run ${name}`,
      number: index + 2,
      conclusion: index < all.length - 1 || result !== undefined ? end : null,
    })),
  ]
}

function logOf({ lines }: JobNotes): string {
  const now = new Date().toISOString().replace('Z', '0000Z')
  return lines.map((line) => `${now} ${line}`).join('\n')
}
