import { type Annotation, readAnnotations } from '../github/annotations.ts'
import type { GitHub } from '../github/client.ts'
import { readJobLog } from '../github/job-log.ts'
import type { Knowledge } from '../github/knowledge.ts'
import { joinText, type Text, text } from '../kit/text.ts'
import type { Excerpt } from './failing-line/excerpt.ts'
import { failingLineOf } from './failing-line/failing-line.ts'
import type { FailedJob } from './fold-jobs.ts'
import type { TestFailure } from './test-report.ts'

/** Why a run failed, and where that stands. */
export interface Why {
  readonly excerpt: Excerpt
  /** The failed step on GitHub's page. */
  readonly url: string
}

interface Search {
  readonly github: GitHub
  readonly repository: string
  readonly failures: readonly TestFailure[]
  readonly signal: AbortSignal
}

/** So many failed jobs are searched, the worst first: the first that says something is quoted. */
const mostSearched = 3

/** Finds the line that says why, in the worst of the jobs that failed. `notes`: what could not be read, and why. */
export async function findWhy(
  failed: readonly FailedJob[],
  search: Search,
): Promise<{ readonly why?: Why; readonly notes: readonly Text[] }> {
  const notes: Text[] = []
  for (const job of failed.slice(0, mostSearched)) {
    const excerpt = await excerptIn(job, search, notes)
    if (excerpt) return { why: { excerpt, url: job.url }, notes: [] }
  }
  return { notes: failed.length > 0 ? notes.slice(0, 1) : [] }
}

async function excerptIn(
  { job, step }: FailedJob,
  { github, repository, failures, signal }: Search,
  notes: Text[],
): Promise<Excerpt | undefined> {
  const [annotations, log] = await Promise.all([
    readAnnotations(github, repository, job.id, signal),
    job.status === 'completed' && job.completedAt !== undefined ? readJobLog(github, repository, job.id, { signal }) : undefined,
  ])
  if (!log) notes.push(ownLog)
  else if (!log.isKnown) notes.push(joinText([noLog, log.why]))
  return failingLineOf({
    annotations: valueIn<readonly Annotation[]>(annotations) ?? [],
    log: (log && valueIn(log)?.words) ?? '',
    failedSteps: step ? [step] : [],
    testFailures: failures,
    job: job.name,
  })
}

const valueIn = <T>(knowledge: Knowledge<T>): T | undefined => (knowledge.isKnown ? knowledge.value : undefined)

const noLog = text('The log of the failed job could not be read.', '无法读取失败作业的日志。')
const ownLog = text(
  'The log of a job cannot be read while it is at work: put this step into a job of its own (“needs:”, “if: always()”) to have the line that says why.',
  '作业运行期间无法读取其日志：请将此步骤放入单独的作业（“needs:”“if: always()”），以获得说明原因的那一行。',
)
