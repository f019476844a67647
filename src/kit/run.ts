import { appendFileSync } from 'node:fs'
import { basename } from 'node:path'
import { getState, saveState, setOutput } from '@actions/core'
import { Cancelled, TimeLimit } from './cancelled.ts'
import { type Clock, systemClock } from './clock.ts'
import { explain, isKnownError, messageOf } from './errors.ts'
import { jobLog, type Log } from './log.ts'
import { type Outcome, outputsOf } from './outcome.ts'
import { printable } from './printable.ts'
import { reasonCodes } from './reason-codes.ts'
import { type Locale, locales, text } from './text.ts'

/** All that an action has of the world around it. */
export interface Io {
  readonly log: Log
  readonly clock: Clock
  readonly env: NodeJS.ProcessEnv
  /** Aborts when the run is cancelled (the runner sends SIGINT, then SIGTERM 7.5 s later, and kills 2.5 s after that). */
  readonly signal: AbortSignal
  /** Appends Markdown to the page of the run. */
  summary(markdown: string): void
  /** Whether this is the step that runs after the job, to clear up. */
  readonly isPost: boolean
  /** Leaves a value for the step that runs after the job ({@link Io.state}). */
  saveState(name: string, value: string): void
  /** What the main step left; empty in the main step itself. */
  state(name: string): string
  /** All that was masked in the log so far: it must not leave the job in a message either. */
  secrets(): readonly string[]
}

/** The language to speak before the configuration is known. */
export const localeOf = (words: string | undefined): Locale => locales.find((locale) => locale === words) ?? 'en'

/**
 * Carries out an action and answers for its end: outputs, exit code, signals, stray faults. `failure` gives the `outcome` to
 * report when the action throws. A step after the job has no outcome to report: it returns nothing. Nothing else in the code ends
 * the process.
 */
export function run(action: (io: Io) => Promise<Outcome | undefined>, failure = 'failed'): void {
  const cancel = new AbortController()
  const io = jobIo(cancel.signal)
  const onSignal = (name: NodeJS.Signals) => {
    io.log.info(text(`Received ${name}: bringing things to a safe end.`, `收到 ${name}：正在安全收尾。`))
    cancel.abort(new Cancelled(name))
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  process.on('unhandledRejection', (reason) => finish(io, outcomeOfFault(io, reason, failure)))
  process.on('uncaughtException', (error) => finish(io, outcomeOfFault(io, error, failure)))
  action(io).then(
    (ended) => finish(io, ended),
    (thrown: unknown) => finish(io, outcomeOfFault(io, thrown, failure)),
  )
}

/** The runner starts the step after the job by a file of its own, which does nothing but load the action. */
const postFile = 'post.js'

function jobIo(signal: AbortSignal): JobIo {
  const secrets = new Set<string>()
  const log = jobLog(localeOf(process.env.INPUT_LOCALE), (secret) => secrets.add(secret))
  const write = writerFor(log)
  return {
    log,
    write,
    secrets: () => [...secrets],
    clock: systemClock,
    env: process.env,
    signal,
    summary: (markdown) => {
      const file = process.env.GITHUB_STEP_SUMMARY
      if (file) write(() => appendFileSync(file, `${markdown}\n`))
    },
    isPost: basename(process.argv[1] ?? '') === postFile,
    saveState: (name, value) => write(() => saveState(name, value)),
    state: (name) => getState(name),
  }
}

interface JobIo extends Io {
  /** Writes to a file of the runner. What was done is done, whether it can be written down or not: a full disk is said once, and ends nothing. */
  write(work: () => void): void
}

function writerFor(log: Log): JobIo['write'] {
  let isSaid = false
  return (work) => {
    try {
      work()
    } catch (error) {
      const why = printable(messageOf(error))
      if (!isSaid)
        log.warning(
          text(
            `Outputs, the page of the run or what the step after the job needs are not complete: ${why}`,
            `输出、运行页面或作业后步骤所需的内容不完整：${why}`,
          ),
        )
      isSaid = true
    }
  }
}

/** The outcome of something thrown, and said: a known error is explained, anything else is our own fault and shows its stack. */
export function outcomeOfFault(io: Io, thrown: unknown, outcome: string): Outcome {
  if (thrown instanceof Cancelled) {
    io.log.error(text('The run was cancelled.', '运行已被取消。'))
    return { outcome, reasonCode: 'cancelled', succeeded: false, result: {} }
  }
  if (thrown instanceof TimeLimit) {
    io.log.error(reasonCodes['timed-out'])
    return { outcome, reasonCode: 'timed-out', succeeded: false, result: {} }
  }
  if (isKnownError(thrown)) {
    io.log.error(explain(thrown, io.log.locale))
    return { outcome, reasonCode: thrown.code, succeeded: false, result: { error: thrown.problem[io.log.locale] } }
  }
  io.log.error(text('A fault in Sallyport itself; please report it with this log.', 'Sallyport 自身出错；请附上此日志报告。'))
  io.log.info(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
  return { outcome, reasonCode: 'internal-error', succeeded: false, result: {} }
}

function finish(io: JobIo, ended: Outcome | undefined): void {
  if (ended && !io.isPost) for (const [name, value] of outputsOf(ended)) writeOutput(io, name, value)
  const code = (ended?.succeeded ?? true) ? 0 : 1
  process.exitCode = code
  process.stdout.write('', () => process.exit(code))
}

/** Outputs go to the runner's file. Outside a runner there is none, and the log must not take them for commands. */
function writeOutput(io: JobIo, name: string, value: string): void {
  if (process.env.GITHUB_OUTPUT) io.write(() => setOutput(name, value))
  else io.log.debug(`${name}=${value}`)
}
