import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { actBinary } from '../../support/act-binary.ts'
import { descendants, signalProcess, until } from '../../support/processes.ts'
import { type End, type JobEnd, type JobNotes, jobsNotes, type StepEnd } from './job.ts'
import { recordIn } from './records.ts'

/** A run as it ended. */
export interface RunEnd {
  /** Whether act says that all went well. */
  readonly isGood: boolean
  readonly jobs: readonly JobEnd[]
  /** How each job ended that began: `{ approve: 'success' }`. A skipped one does not begin. */
  readonly results: Readonly<Record<string, End>>
  /** The only step whose name matches; throws where there is none, or more. */
  step(name: RegExp): StepEnd
  /** Everything that was printed. */
  readonly log: string
}

export interface RunningWorkflow {
  /** Resolves with the first line of any step, past ones included, that matches; rejects when the run ends without. */
  waitForLine(pattern: RegExp): Promise<string>
  /** SIGINT to the steps that are at work, as GitHub's runner sends it first when a run is cancelled. act itself goes on. */
  interruptStep(): void
  /** Cancels as act does: SIGKILL to the step at work, then post steps and what is `always()`. */
  cancel(): void
  /** Ends everything at once. */
  kill(): void
  /** What was printed so far. */
  log(): string
  readonly done: Promise<RunEnd>
}

export interface ActOptions {
  readonly arguments: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  /** Milliseconds. */
  readonly timeout: number
  /** What a job has shown so far, whenever it shows more. */
  readonly onJob?: (job: JobNotes) => void
}

/** Starts act, and reads what it tells. It and its steps end within the time limit. */
export function runAct(options: ActOptions): RunningWorkflow {
  const child = spawn(actBinary() ?? '', [...options.arguments, '--json'], {
    cwd: options.folder,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const notes = jobsNotes()
  const lines: string[] = []
  const readers = [child.stdout, child.stderr].map((stream) => createInterface({ input: stream }))
  for (const reader of readers)
    reader.on('line', (line) => {
      const record = recordIn(line)
      if (!record) lines.push(line)
      if (!record) return
      lines.push(record.msg.trimEnd())
      const job = notes.take(record)
      if (job) options.onJob?.(job)
    })
  const kill = () => {
    for (const { pid } of [{ pid: child.pid ?? 0 }, ...descendants(child.pid ?? 0)]) signalProcess(pid, 'SIGKILL')
  }
  const done = ended(child, options.timeout, kill).then((isLate) => {
    if (isLate) throw new Error(`act did not end in ${options.timeout} ms:\n${lines.join('\n')}`)
    return endOf(child.exitCode === 0, notes.ends(), lines.join('\n'))
  })
  done.catch(() => {}) // whoever waits for it learns of it
  return {
    waitForLine: (pattern) => waitForLine(pattern, lines, done),
    interruptStep: () => {
      for (const { pid } of descendants(child.pid ?? 0).filter(isAction)) signalProcess(pid, 'SIGINT')
    },
    cancel: () => void child.kill('SIGINT'),
    kill,
    log: () => lines.join('\n'),
    done,
  }
}

/** Whether a process is a Node action: its script lies where act keeps actions. */
function isAction({ pid }: { readonly pid: number }): boolean {
  try {
    return /\/act\/actions\//.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1] ?? '')
  } catch {
    return false
  }
}

async function waitForLine(pattern: RegExp, lines: readonly string[], done: Promise<RunEnd>): Promise<string> {
  const wait = new AbortController()
  const find = () => lines.find((line) => pattern.test(line))
  const isOver = () => wait.signal.aborted
  done.catch(() => {}).finally(() => wait.abort())
  await until(() => isOver() || find() !== undefined, `a line like ${pattern}`, 40_000)
  const found = find()
  if (found === undefined) throw new Error(`the run ended without a line like ${pattern}`)
  return found
}

/** Whether it had to be killed for the time limit. */
async function ended(child: ChildProcess, timeout: number, kill: () => void): Promise<boolean> {
  const limit = new AbortController()
  let isLate = false
  delay(timeout, undefined, { signal: limit.signal }).then(
    () => {
      isLate = true
      kill()
    },
    () => {},
  )
  await once(child, 'close')
  limit.abort()
  return isLate
}

const endOf = (isGood: boolean, jobs: readonly JobEnd[], log: string): RunEnd => ({
  isGood,
  jobs,
  results: Object.fromEntries(jobs.flatMap(({ name, result }) => (result === undefined ? [] : [[name, result]]))),
  step: (name) => {
    const found = jobs.flatMap(({ steps }) => steps).filter((step) => name.test(step.name))
    const [only] = found
    if (!only || found.length > 1) throw new Error(`${found.length} steps are like ${name}:\n${log}`)
    return only
  },
  log,
})
