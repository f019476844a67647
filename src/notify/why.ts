import { scrubData } from '../chat/delivery/scrub-data.ts'
import { readAnnotations } from '../github/annotations.ts'
import type { GitHub } from '../github/client.ts'
import { readJobLog } from '../github/job-log.ts'
import type { Job } from '../github/jobs.ts'
import type { Clock } from '../kit/clock.ts'
import { type Text, text } from '../kit/text.ts'
import type { Excerpt } from './failing-line/excerpt.ts'
import { failingLineOf } from './failing-line/failing-line.ts'
import type { FailedJob } from './fold-jobs.ts'
import type { TestFailure } from './test-report.ts'
import { type Asking, askingFor } from './time-to-ask.ts'

/** Why a run failed, and where that stands. */
export interface Why {
  readonly excerpt: Excerpt
  /** The failed step on GitHub's page. */
  readonly url: string
}

/** Where to look, and how what is found is to be read. */
export interface Search {
  readonly github: GitHub
  readonly repository: string
  readonly failures: readonly TestFailure[]
  /** Takes secrets out of words, before any of them are cut: a part of one would not be known again. */
  readonly scrub: (words: string) => string
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** So many failed jobs are searched, the worst first: the first that says something is quoted. */
const mostSearched = 3
/** Milliseconds for all of it: a notice that comes late is of no use. */
const limit = 20_000

/** Finds the line that says why, in the worst of the jobs that failed. `notes`: what could not be read, and why. */
export async function findWhy(
  failed: readonly FailedJob[],
  search: Search,
): Promise<{ readonly why?: Why; readonly notes: readonly Text[] }> {
  const asking = askingFor(limit, search.clock, search.signal)
  try {
    for (const job of failed.slice(0, mostSearched)) {
      const excerpt = await excerptIn(job, search, asking)
      if (excerpt) return { why: { excerpt, url: job.url }, notes: [] }
    }
    return { notes: [...(failed.slice(0, mostSearched).some(({ job }) => !hasEnded(job)) ? [ownLog] : []), ...asking.notes()] }
  } finally {
    asking.end()
  }
}

const hasEnded = ({ status, completedAt }: Job): boolean => status === 'completed' && completedAt !== undefined

async function excerptIn({ job, step }: FailedJob, search: Search, { ask }: Asking): Promise<Excerpt | undefined> {
  const { github, repository, failures, scrub } = search
  const [annotations = [], log] = await Promise.all([
    ask(subjects.annotations, (signal) => readAnnotations(github, repository, job.id, signal)),
    hasEnded(job) ? ask(subjects.log, (signal) => readJobLog(github, repository, job.id, { signal })) : undefined,
  ])
  return failingLineOf({
    annotations: annotations.map((annotation) => scrubData(annotation, scrub)),
    log: scrub(log?.words ?? ''),
    failedSteps: step ? [step] : [],
    testFailures: failures,
    job: job.name,
  })
}

const subjects = {
  annotations: text('the annotations of the failed job', '失败作业的注解'),
  log: text('the log of the failed job', '失败作业的日志'),
} as const
const ownLog = text(
  'The log of a job cannot be read while it is at work: put this step into a job of its own (“needs:”, “if: always()”) to have the line that says why.',
  '作业运行期间无法读取其日志：请将此步骤放入单独的作业（“needs:”“if: always()”），以获得说明原因的那一行。',
)
