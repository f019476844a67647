import type { Job, Step } from '../github/jobs.ts'
import { type Text, text } from '../kit/text.ts'
import { type JobName, jobNameOf } from './job-name.ts'
import { type Verdict, verdictBy } from './verdict.ts'

/** A job that went wrong. Names are hostile. */
export interface FailedJob {
  readonly job: Job
  readonly name: JobName
  readonly verdict: 'failure' | 'timed-out' | 'cancelled'
  /** Where it went wrong; undefined where no step did (the runner was lost, the job never began). */
  readonly step: Step | undefined
  /** Of that step on GitHub's page. */
  readonly url: string
}

/** The jobs of one name: a matrix is one entry. */
export interface FoldedJobs {
  readonly name: string
  readonly counts: Readonly<Record<Verdict, number>>
  readonly total: number
  /** Failed first, then out of time, then cancelled. */
  readonly failed: readonly FailedJob[]
}

/** The jobs, matrices folded: what went wrong first, then what is still at work, otherwise in GitHub's order. */
export function foldJobs(jobs: readonly Job[]): readonly FoldedJobs[] {
  const groups = new Map<string, Job[]>()
  for (const job of jobs) {
    const { base } = jobNameOf(job.name)
    groups.set(base, [...(groups.get(base) ?? []), job])
  }
  return [...groups.entries()].map(([base, group]) => folded(base, group)).sort((a, b) => rankOf(a) - rankOf(b))
}

function folded(base: string, jobs: readonly Job[]): FoldedJobs {
  const counts: Record<Verdict, number> = { running: 0, success: 0, failure: 0, cancelled: 0, 'timed-out': 0, skipped: 0 }
  for (const job of jobs) counts[verdictOfJob(job)]++
  const [only] = jobs
  return { name: jobs.length === 1 && only ? only.name : base, counts, total: jobs.length, failed: failedJobs(jobs) }
}

const verdictOfJob = ({ conclusion }: Job): Verdict => (conclusion ? verdictBy(conclusion) : 'running')

const order: readonly Verdict[] = ['failure', 'timed-out', 'cancelled', 'running', 'success', 'skipped']
const rankOf = ({ counts }: FoldedJobs): number => order.findIndex((verdict) => counts[verdict] > 0)

/** The jobs that went wrong: failed first, then out of time, then cancelled. */
export const failedJobs = (jobs: readonly Job[]): readonly FailedJob[] =>
  jobs.flatMap((job) => failedFrom(job) ?? []).sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))

function failedFrom(job: Job): FailedJob | undefined {
  const verdict = verdictOfJob(job)
  if (verdict !== 'failure' && verdict !== 'timed-out' && verdict !== 'cancelled') return undefined
  const step = stepOf(job)
  const url = job.url && step ? `${job.url}#step:${step.number}:1` : job.url
  return { job, name: jobNameOf(job.name), verdict, step, url }
}

/** Where a job went wrong: a step that failed, before one that was stopped as the job was. */
const stepOf = ({ steps }: Job): Step | undefined =>
  steps.find(({ conclusion }) => conclusion === 'failure') ??
  steps.find(({ conclusion }) => conclusion === 'timed_out' || conclusion === 'cancelled')

/** No more failed ones of a matrix are named, in words. */
const mostNamed = 5

/** `test: 27/30 ok, failed: 18 windows, 20 macos`: one line about the jobs of one name. */
export function foldedText({ name, counts, total, failed }: FoldedJobs): Text {
  const rest = counts.skipped === total ? [] : [text(`${counts.success}/${total} ok`, `${counts.success}/${total} 成功`)]
  const parts = total === 1 ? alone(counts) : [...rest, ...failedWords(failed), ...restWords(counts)]
  return text(`${name}: ${parts.map(({ en }) => en).join(', ')}`, `${name}：${parts.map((part) => part['zh-CN']).join('，')}`)
}

const endWords: Readonly<Record<Verdict, Text>> = {
  running: text('running', '进行中'),
  success: text('ok', '成功'),
  failure: text('failed', '失败'),
  cancelled: text('cancelled', '已取消'),
  'timed-out': text('timed out', '超时'),
  skipped: text('skipped', '已跳过'),
}

const alone = (counts: FoldedJobs['counts']): readonly Text[] => order.filter((verdict) => counts[verdict] > 0).map((one) => endWords[one])

function failedWords(failed: readonly FailedJob[]): readonly Text[] {
  return (['failure', 'timed-out'] as const).flatMap((verdict) => {
    const jobs = failed.filter((one) => one.verdict === verdict)
    if (jobs.length === 0) return []
    const names = jobs.slice(0, mostNamed).map(({ name, job }) => name.values.join(' ') || job.name)
    const left = jobs.length - names.length
    const more = left > 0 ? text(` and ${left} more`, ` 等另外 ${left} 个`) : text('', '')
    const word = endWords[verdict]
    return text(`${word.en}: ${names.join(', ')}${more.en}`, `${word['zh-CN']}：${names.join('、')}${more['zh-CN']}`)
  })
}

const restWords = (counts: FoldedJobs['counts']): readonly Text[] =>
  (['cancelled', 'running', 'skipped'] as const).flatMap((verdict) => {
    const word = endWords[verdict]
    return counts[verdict] > 0 ? text(`${counts[verdict]} ${word.en}`, `${counts[verdict]} 个${word['zh-CN']}`) : []
  })
