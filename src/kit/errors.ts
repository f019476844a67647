import type { ReasonCode } from './reason-codes.ts'
import { type Locale, type Text, verbatim } from './text.ts'

/** What every error of ours can say: why (closed list), what happened, where, and what to do about it. */
interface Explanation {
  readonly code: ReasonCode
  readonly problem: Text
  /** The place: a file with line and key, an input, a host. */
  readonly where?: string
  readonly remedy?: Text
  readonly cause?: unknown
}

abstract class ExplainedError extends Error {
  readonly code: ReasonCode
  readonly problem: Text
  readonly where: string | undefined
  readonly remedy: Text | undefined

  constructor({ code, problem, where, remedy, cause }: Explanation) {
    super(problem.en, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.problem = problem
    this.where = where
    this.remedy = remedy
  }
}

/** The user can mend it. Thrown before anything is touched. */
export class InputError extends ExplainedError {}

/** A remote party failed or said no. `retryable`: whether the same call may succeed later. */
export class RemoteError extends ExplainedError {
  /** The host or service that failed. */
  readonly party: string
  readonly retryable: boolean

  constructor(explanation: Explanation & { readonly party: string; readonly retryable?: boolean }) {
    super(explanation)
    this.party = explanation.party
    this.retryable = explanation.retryable ?? false
  }
}

export type KnownError = InputError | RemoteError

export const isKnownError = (error: unknown): error is KnownError => error instanceof InputError || error instanceof RemoteError

/** The whole story of a known error in one language, over a few lines. */
export function explain(error: KnownError, locale: Locale): string {
  const labels = locale === 'en' ? { where: 'Where', remedy: 'What to do' } : { where: '位置', remedy: '处理办法' }
  const lines = [error.problem[locale]]
  if (error.where) lines.push(`  ${labels.where}: ${error.where}`)
  if (error.remedy) lines.push(`  ${labels.remedy}: ${error.remedy[locale]}`)
  return lines.join('\n')
}

/** What an unknown thing that was thrown says of itself. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** Same, as a text that is not translated. */
export const textOf = (thrown: unknown): Text => (isKnownError(thrown) ? thrown.problem : verbatim(messageOf(thrown)))
