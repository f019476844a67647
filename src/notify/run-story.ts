import { type Annotation, readAnnotations } from '../github/annotations.ts'
import type { GitHub } from '../github/client.ts'
import { type CommitFacts, readCommit } from '../github/commit.ts'
import { type History, isBeforeMerge, readHistory } from '../github/history.ts'
import { type Job, readJobs } from '../github/jobs.ts'
import { type Knowledge, known } from '../github/knowledge.ts'
import { type Run, readRun } from '../github/run.ts'
import type { Clock } from '../kit/clock.ts'
import { type Text, text } from '../kit/text.ts'
import { type Duration, durationOf } from './duration.ts'
import { type Edge, edgeOf, isFlapping } from './edge.ts'
import { type FailedJob, type FoldedJobs, failedJobs, foldJobs } from './fold-jobs.ts'
import { countedJobs, isCaughtUp, mayBeOver, type OwnJob } from './own-job.ts'
import { type Asking, askingFor } from './time-to-ask.ts'
import { mayHaveTimedOut, withTimeOuts } from './timed-out-jobs.ts'
import { type GivenStatus, othersAtWork, type Verdict, verdictOf } from './verdict.ts'

/** What a run was, as far as it could be found out. Names and texts are hostile. */
export interface RunStory {
  /** By GitHub; by the runner where GitHub does not tell. */
  readonly facts: Run
  readonly commit: CommitFacts | undefined
  /** Of all that has happened so far; undefined where neither jobs nor a status are known. */
  readonly verdict: Verdict | undefined
  /** Whether nothing but one's own job is still at work; undefined where that is not known. */
  readonly isComplete: boolean | undefined
  /** How far the run has got: grows with each job that begins, and with each that ends. Attempts count anew. */
  readonly progress: number
  /** One's own as if it ended now, unless it only tells of others; undefined: not known. */
  readonly jobs: readonly FoldedJobs[] | undefined
  readonly failedJobs: readonly FailedJob[]
  readonly edge: Edge | undefined
  readonly isFlapping: boolean
  readonly duration: Duration | undefined
  /** What could not be found out, and why. */
  readonly notes: readonly Text[]
}

/** Which run, and how long to ask. */
export interface StoryOrder {
  readonly github: GitHub
  readonly repository: string
  readonly run: string
  readonly attempt: number
  /** Undefined where the run is not this process's own. */
  readonly own: OwnJob | undefined
  readonly status?: GivenStatus | undefined
  /** What is known without asking: `runFromRunner`. */
  readonly fallback: Run
  /** The run is one of a tag: its history is that of all tags. */
  readonly isTag?: boolean
  /** The run is told of as it begins: nobody asks whether it is over. */
  readonly isStart?: boolean
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** Milliseconds after which is told what is known by then; default 12 seconds. */
  readonly limit?: number
}

const usualLimit = 12_000

/**
 * Finds out what a run was: everything at once, five to nine requests, and never longer than the limit. What is missing is said in `notes`. Takes
 * `actions: read`, and `contents: read` for the commit; `checks: read` to tell a job that took too long from a cancelled one. Without a token
 * GitHub is not asked at all: it would refuse, or count against everybody behind the same address.
 */
export async function readRunStory(order: StoryOrder): Promise<RunStory> {
  const { clock, limit = usualLimit, fallback, attempt } = order
  if (order.github.isAnonymous) return storyOf(order, { ...nothingFound, facts: { ...fallback, attempt } }, [noToken])
  const asking = askingFor(limit, clock, order.signal)
  try {
    const [found, { jobs, own }] = await Promise.all([readFacts(order, asking), readJobsCaughtUp(order, asking)])
    return storyOf({ ...order, own }, { ...found, jobs, facts: found.run ?? { ...fallback, attempt } }, [...asking.notes()])
  } finally {
    asking.end()
  }
}

interface Facts {
  readonly run: Run | undefined
  readonly commit: CommitFacts | undefined
  readonly history: History | undefined
  readonly earlier: Run | undefined
}

const subjects = {
  run: text('the run', '该运行'),
  jobs: text('its jobs', '其作业'),
  commit: text('its commit', '其提交'),
  history: text('the runs before it', '之前的运行'),
  earlier: text('the attempt before it', '上一次尝试'),
  timeOuts: text('whether a cancelled job took too long', '被取消的作业是否超时'),
} as const

async function readFacts(order: StoryOrder, asking: Asking): Promise<Facts> {
  const { github, repository, attempt, fallback } = order
  const earlier =
    attempt > 1
      ? asking.ask(subjects.earlier, (signal) => readRun(github, repository, order.run, { attempt: attempt - 1, signal }))
      : undefined
  const run = await asking.ask(subjects.run, (signal) => readRun(github, repository, order.run, { attempt, signal }))
  const commit = run?.commit || fallback.commit
  const [facts, history, before] = await Promise.all([
    commit ? asking.ask(subjects.commit, (signal) => readCommit(github, repository, commit, signal)) : undefined,
    run ? asking.ask(subjects.history, (signal) => readHistoryOf(order, run, signal)) : undefined,
    earlier,
  ])
  return { run, commit: facts, history, earlier: before }
}

/** Of a branch; the runs of pull requests are among themselves, those of tags too. */
function readHistoryOf({ github, repository, isTag = false }: StoryOrder, run: Run, signal: AbortSignal): Promise<Knowledge<History>> {
  const query = {
    workflowId: run.workflowId,
    branch: isTag || run.ref === '' ? undefined : run.ref,
    event: isTag || isBeforeMerge(run.event) ? run.event : undefined,
    before: run,
  }
  return readHistory(github, repository, query, undefined, signal)
}

/** GitHub's list of steps is rarely older than that, in milliseconds; and it is looked at so many times again. */
const [usualDelay, moreLooks] = [3000, 2]

interface ReadJobs {
  readonly jobs: readonly Job[] | undefined
  readonly own: OwnJob | undefined
}

/** Jobs that end together with one's own seem to be at work: where those alone keep the run from being over, it is looked at again. */
async function readJobsCaughtUp(order: StoryOrder, asking: Asking): Promise<ReadJobs> {
  const { own, clock, signal } = order
  let jobs = await readJobsOf(order, asking)
  if (!own || !jobs || order.isStart || !mayBeOver(jobs, own)) return { jobs, own }
  for (let look = 1; look <= moreLooks && mayBeOver(jobs, own); look++) {
    await clock.sleep(usualDelay, signal).catch(() => {}) // what is known tells
    const again = signal?.aborted ? undefined : await readJobsOf(order, asking)
    if (!again) return { jobs, own }
    jobs = again
    if (isCaughtUp(jobs, own)) break
  }
  return { jobs, own: { ...own, isCaughtUp: true } }
}

/** So many cancelled jobs are looked at more closely. */
const lookedAt = 3

async function readJobsOf({ github, repository, run, attempt }: StoryOrder, asking: Asking): Promise<readonly Job[] | undefined> {
  const jobs = await asking.ask(subjects.jobs, (signal) => readJobs(github, repository, run, attempt, signal))
  const doubtful = mayHaveTimedOut(jobs ?? [], lookedAt)
  if (!jobs || doubtful.length === 0) return jobs
  const annotations = await asking.ask(subjects.timeOuts, async (signal) => {
    const found = await Promise.all(doubtful.map(({ id }) => readAnnotations(github, repository, id, signal)))
    const lacking = found.find((one) => !one.isKnown)
    return lacking ?? known(new Map<number, readonly Annotation[]>(doubtful.map(({ id }, index) => [id, annotationsIn(found[index])])))
  })
  return annotations ? withTimeOuts(jobs, annotations) : jobs
}

const annotationsIn = (found: Knowledge<readonly Annotation[]> | undefined): readonly Annotation[] => (found?.isKnown ? found.value : [])

const nothingFound = { run: undefined, commit: undefined, history: undefined, earlier: undefined, jobs: undefined } as const

const noToken = text(
  'Not known: how the jobs went, and the runs before. There is no token to ask GitHub with.',
  '无法得知：各作业的情况及之前的运行。没有可用于查询 GitHub 的令牌。',
)

interface Found extends Facts {
  readonly jobs: readonly Job[] | undefined
  readonly facts: Run
}

function storyOf({ own, status, clock }: StoryOrder, { facts, commit, history, earlier, jobs }: Found, notes: readonly Text[]): RunStory {
  const { conclusion, number } = facts
  const verdict = verdictOf(jobs, own, { status, conclusion, isFinal: true })
  const now = conclusion ? (facts.updatedAt ?? clock.now()) : clock.now()
  const present = verdict && { number, verdict, now, earlier }
  return {
    facts,
    commit,
    verdict,
    isComplete: jobs ? conclusion !== undefined || !othersAtWork(jobs, own) : undefined,
    progress: jobs ? progressOf(jobs, own) : 0,
    jobs: jobs ? foldJobs(countedJobs(jobs, own)) : undefined,
    failedJobs: failedJobs(jobs ? countedJobs(jobs, own) : []),
    edge: history && present ? edgeOf(history, present) : undefined,
    isFlapping: history && present ? isFlapping(history, present) : false,
    duration: facts.startedAt === undefined ? undefined : durationOf(facts.startedAt, now, history, verdict),
    notes,
  }
}

const progressOf = (jobs: readonly Job[], own: OwnJob | undefined): number =>
  jobs.filter(({ status }) => status === 'in_progress' || status === 'completed').length +
  countedJobs(jobs, own).filter(({ status }) => status === 'completed').length
