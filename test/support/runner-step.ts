import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { descendants, signalProcess } from './processes.ts'
import { jobToken } from './runner-context.ts'
import { parsePairs } from './runner-files.ts'
import { type Annotation, type RunnerLog, runnerLog, type WorkflowCommand } from './runner-log.ts'
import { removeFolder } from './temporary.ts'

export interface StepOptions {
  /** `with:` of the step, over the defaults of `action.yml`. */
  readonly inputs?: Readonly<Record<string, string>>
  /** `env:` of the step, over the job's environment. Nothing else of the own environment is passed on, but PATH. */
  readonly env?: Readonly<Record<string, string>>
  /** Working directory; an empty one by default. */
  readonly workspace?: string
  /** RUNNER_TEMP, where several steps shall share it. */
  readonly temp?: string
  readonly entry?: 'main' | 'post'
  /** What the main step saved, for the post step. */
  readonly state?: Readonly<Record<string, string>>
  /** Payload of the event that started the run. */
  readonly event?: unknown
  readonly nodePath?: string
  /** Folder of `action.yml`, when it is not the action of that name in this repository. */
  readonly folder?: string
  /** Each line as a person sees it. */
  readonly onLine?: (line: string) => void
  /** Sends a signal when a line appears, once. */
  readonly signalAt?: { readonly line: RegExp; readonly signal: NodeJS.Signals }
  /** Milliseconds after which the step is killed; 60,000 by default. */
  readonly timeout?: number
}

export interface StepResult {
  readonly action: string
  readonly options: StepOptions
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What a person sees: commands obeyed, secrets hidden. */
  readonly log: string
  /** What the step wrote to standard output and error, in the order it came. */
  readonly raw: string
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  /** The job summary, as written. */
  readonly summary: string
  readonly annotations: readonly Annotation[]
  readonly commands: readonly WorkflowCommand[]
  readonly seconds: number
}

export interface RunningStep {
  readonly pid: number
  signal(name: NodeJS.Signals): void
  /** SIGKILL, to the step and to all that it has started. */
  kill(): void
  /** Resolves with the first line (as a person sees it), past ones included, that matches; rejects when the step ends without. */
  waitForLine(pattern: RegExp): Promise<string>
  readonly done: Promise<StepResult>
}

interface StartedStep {
  readonly action: string
  readonly options: StepOptions
  /** Holds all that was made for this step. */
  readonly folder: string
  readonly files: { readonly GITHUB_OUTPUT: string; readonly GITHUB_STATE: string; readonly GITHUB_STEP_SUMMARY: string }
  readonly child: ChildProcess
}

/** Watches a started step until it ends. */
export function follow(step: StartedStep): RunningStep {
  const { child, options } = step
  const started = performance.now()
  const log = runnerLog([jobToken])
  const raw: string[] = []
  const watchers = new Set<(line: string) => void>()
  const onLine = (line: string) => {
    raw.push(line)
    for (const shown of log.take(line)) {
      options.onLine?.(shown)
      for (const watcher of watchers) watcher(shown)
    }
  }
  for (const stream of [child.stdout, child.stderr]) if (stream) splitLines(stream, onLine)
  const kill = () => {
    const all = [{ pid: child.pid ?? 0 }, ...descendants(child.pid ?? 0)]
    for (const { pid } of all) signalProcess(pid, 'SIGKILL')
  }
  const ended = end(child, options.timeout ?? 60_000, kill)
  const done = ended.then((late) => {
    if (late) throw new Error(`the step ${step.action} did not end in time:\n${log.lines.join('\n')}`)
    return report(step, log, raw, performance.now() - started)
  })
  done.catch(() => {}) // whoever waits for it learns of it
  const handle: RunningStep = {
    pid: child.pid ?? 0,
    signal: (name) => void child.kill(name),
    kill,
    waitForLine: (pattern) => waitForLine(pattern, log, watchers, done),
    done,
  }
  signalOnce(handle, options.signalAt)
  return handle
}

function signalOnce(step: RunningStep, at: StepOptions['signalAt']): void {
  if (!at) return
  const send = () => (at.signal === 'SIGKILL' ? step.kill() : step.signal(at.signal))
  step.waitForLine(at.line).then(send, () => {}) // a line that never comes shows in the result
}

async function waitForLine(
  pattern: RegExp,
  log: RunnerLog,
  watchers: Set<(line: string) => void>,
  done: Promise<StepResult>,
): Promise<string> {
  const past = log.lines.find((line) => pattern.test(line))
  if (past !== undefined) return past
  let watcher = (_line: string) => {}
  const found = new Promise<string>((resolve) => {
    watcher = (line) => {
      if (pattern.test(line)) resolve(line)
    }
  })
  watchers.add(watcher)
  const inVain = done.then((result) => {
    throw new Error(`the step ended without a line like ${pattern}:\n${result.log}`)
  })
  return Promise.race([found, inVain]).finally(() => watchers.delete(watcher))
}

/** Whether the step had to be killed for its time limit. Output that a grandchild holds open is not waited for. */
async function end(child: ChildProcess, timeout: number, kill: () => void): Promise<boolean> {
  const limit = new AbortController()
  const closed = once(child, 'close').then(() => limit.abort())
  let late = false
  delay(timeout, undefined, { signal: limit.signal }).then(
    () => {
      late = true
      kill()
    },
    () => {},
  )
  await once(child, 'exit')
  await Promise.race([closed, delay(5000, undefined, { ref: false })])
  limit.abort()
  return late
}

/** Lines as the runner reads them: a carriage return ends one too. */
function splitLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8').on('data', (words: string) => {
    const lines = (rest + words).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  stream.on('end', () => {
    if (rest !== '') onLine(rest)
  })
}

function report(
  { action, options, folder, files, child }: StartedStep,
  log: RunnerLog,
  raw: readonly string[],
  milliseconds: number,
): StepResult {
  const read = (file: string) => readFileSync(file, 'utf8')
  const result = {
    action,
    options,
    code: child.exitCode,
    signal: child.signalCode,
    log: log.lines.join('\n'),
    raw: raw.join('\n'),
    outputs: parsePairs(read(files.GITHUB_OUTPUT)),
    state: parsePairs(read(files.GITHUB_STATE)),
    summary: read(files.GITHUB_STEP_SUMMARY),
    annotations: log.annotations,
    commands: log.commands,
    seconds: milliseconds / 1000,
  }
  removeFolder(folder)
  return result
}
