import { type ActRecord, jobNameOf, linesOf } from './records.ts'

export type End = 'success' | 'failure' | 'skipped'

export interface StepEnd {
  /** `name:`, `uses:` or the script. */
  readonly name: string
  readonly result: End
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly annotations: readonly { readonly level: string; readonly title: string | undefined; readonly message: string }[]
  /** What it printed, and after it what its post step printed. */
  readonly log: string
  readonly hadPost: boolean
}

export interface JobEnd {
  readonly name: string
  /** Undefined: it never began, or never ended. */
  readonly result: End | undefined
  readonly steps: readonly StepEnd[]
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] }

interface StepNotes extends Omit<Writable<StepEnd>, 'outputs' | 'log'> {
  outputs: Record<string, string>
  lines: string[]
}

/** What a job has shown so far. */
export interface JobNotes {
  readonly name: string
  result: End | undefined
  /** By the number of the step in the job. */
  readonly steps: Map<string, StepNotes>
  /** Everything that it printed, as the log of the job has it. */
  readonly lines: string[]
}

/** The jobs of a run, by name, as act tells of them. */
export function jobsNotes() {
  const jobs = new Map<string, JobNotes>()
  const take = (record: ActRecord): JobNotes | undefined => {
    if (record.jobID === undefined) return undefined
    const name = jobNameOf(record)
    const job = jobs.get(name) ?? { name, result: undefined, steps: new Map(), lines: [] }
    jobs.set(name, job)
    if (record.jobResult) job.result = record.jobResult as End
    noteStep(job, record)
    return job
  }
  const ends = (): readonly JobEnd[] =>
    [...jobs.values()].map(({ name, result, steps }) => ({ name, result, steps: [...steps.values()].map(endOf) }))
  return { take, ends }
}

const endOf = ({ lines, ...step }: StepNotes): StepEnd => ({ ...step, log: lines.join('\n') })

function noteStep(job: JobNotes, record: ActRecord): void {
  const { stage, stepID: [id, ...below] = [], step: name = '' } = record
  if (id === undefined || stage === undefined || stage === 'Pre') return
  const isNew = !job.steps.has(id)
  const step = job.steps.get(id) ?? { name, result: 'skipped' as End, outputs: {}, summary: '', annotations: [], lines: [], hadPost: false }
  job.steps.set(id, step)
  if (isNew) job.lines.push(`##[group]Run ${name}`, '##[endgroup]')
  if (record.msg.startsWith('⭐ Run Post') && below.length === 0) step.hadPost = true
  const lines = linesOf(record)
  step.lines.push(...lines)
  job.lines.push(...lines)
  if (below.length === 0) noteFacts(step, record)
}

function noteFacts(step: StepNotes, { stage, command, stepResult, name, arg = '', content = '', kvPairs }: ActRecord): void {
  if (stepResult !== undefined && stage === 'Main') step.result = stepResult as End
  if (command === 'set-output' && name !== undefined) step.outputs[name] = arg
  if (command === 'summary') step.summary += content
  if (command === 'error' || command === 'warning' || command === 'notice')
    step.annotations.push({ level: command, title: kvPairs?.title, message: arg })
}
