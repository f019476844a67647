import type { Annotation } from '../../github/annotations.ts'
import type { Step } from '../../github/jobs.ts'
import type { TestFailure } from '../test-report.ts'
import { type Excerpt, excerptOf, type Whose } from './excerpt.ts'
import { cancellationIn, fromAnnotations } from './from-annotations.ts'
import { fromEnd, fromErrors, fromOutput, fromRelays, printedBy } from './from-log.ts'
import { type LogLine, parseJobLog } from './parse-job-log.ts'
import { weights } from './rule.ts'
import { spanOfStep } from './span-of-step.ts'

/** All that is known of why a job failed. */
export interface Evidence {
  readonly annotations: readonly Annotation[]
  /** As GitHub gives it; empty where it cannot be had. */
  readonly log: string
  /** Those that did not succeed, in any order; empty where the job never came to its steps. */
  readonly failedSteps: readonly Step[]
  /** Of the job’s own test reports. */
  readonly testFailures: readonly TestFailure[]
  /** The job's name. */
  readonly job: string
}

/**
 * The line that says why a job failed, never one of the clean-up after it. In this order: what the step announced as an annotation or an
 * error, a test that its reports name, its own output. Undefined where nothing says anything.
 */
export function failingLineOf(evidence: Evidence): Excerpt | undefined {
  const log = parseJobLog(evidence.log)
  const steps = [...evidence.failedSteps].sort((a, b) => a.number - b.number)
  const cause = steps.find(({ conclusion }) => conclusion !== 'cancelled') ?? steps[0]
  const whose: Whose = { job: evidence.job, step: cause?.name ?? '' }
  const span = spanOfStep(log, cause)
  const printed = printedBy(span)
  return (
    fromAnnotations(evidence.annotations, log, span, whose) ??
    fromErrors(printed, whose) ??
    fromReports(evidence.testFailures, printed, whose) ??
    fromEnd(printed, whose) ??
    fromOutput(printed, whose, weights.error) ??
    fromRelays(printed, whose) ??
    fromOutput(printed, whose, 0) ??
    cancellationIn(evidence.annotations, whose)
  )
}

/**
 * The first failure of the test reports that the step speaks of. Reports may be of an earlier step that was allowed to fail: where the
 * step names none of them and has a plain word of its own, that counts.
 */
function fromReports(failures: readonly TestFailure[], printed: readonly LogLine[], whose: Whose): Excerpt | undefined {
  const said = printed.map(({ words }) => words).join('\n')
  const chosen = failures.find(({ name }) => said.includes(lastPart(name))) ?? (hasOwnWord(printed, whose) ? undefined : failures[0])
  if (!chosen) return undefined
  const { name, file, message } = chosen
  const place = file === '' ? undefined : { path: file }
  return excerptOf([message === '' ? name : `${name}:`, message], [name, message].filter(Boolean), 'test', whose, place)
}

/** Reporters write names in full where the output has the test's alone. */
const lastPart = (name: string): string =>
  name
    .split(/ › | > |::/)
    .at(-1)
    ?.trim() || name

const hasOwnWord = (printed: readonly LogLine[], whose: Whose): boolean => fromOutput(printed, whose, weights.refusal) !== undefined
