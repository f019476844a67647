import { RemoteError } from '../../kit/errors.ts'
import { type HttpResponse, jsonOf } from '../../kit/http.ts'
import { type Text, text } from '../../kit/text.ts'

/** What Slack answered: HTTP 200 with `ok`, or a word for why not (facts/chat.md 5). */
export type Result =
  | { readonly ok: true; readonly body: Body; readonly scopes: readonly string[] | undefined }
  | { readonly ok: false; readonly error: string; readonly needed: string }

export type Refusal = Extract<Result, { ok: false }>
/** Makes an error of what Slack refuses. */
export type Refuse = (refusal: Refusal) => Error

export type Body = Readonly<Record<string, unknown>>

/** What one try of a call came to. `seconds`: how long Slack asks to wait. */
export type Attempt =
  | { readonly kind: 'answered'; readonly result: Result }
  | { readonly kind: 'limited'; readonly seconds: number }
  | { readonly kind: 'failed'; readonly error: RemoteError; readonly mayHaveArrived: boolean }

/** Words by which Slack says that the fault is its own; some of a call may have been carried out all the same. */
const ownFaults = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org']

/** Reads an answer of the Web API. */
export function attemptFrom(method: string, response: HttpResponse): Attempt {
  const body = jsonOf(response)
  const isAnswer = isBody(body) && typeof body.ok === 'boolean'
  const error = isAnswer && typeof body.error === 'string' ? body.error : ''
  if (response.status === 429 || error === 'ratelimited' || error === 'rate_limited')
    return { kind: 'limited', seconds: secondsIn(response) }
  if (!isAnswer || response.status >= 500 || ownFaults.includes(error)) {
    return { kind: 'failed', error: troubled(method, error || `HTTP ${response.status}`), mayHaveArrived: true }
  }
  const scopes = response.headers['x-oauth-scopes']
  if (body.ok)
    return { kind: 'answered', result: { ok: true, body, scopes: typeof scopes === 'string' ? scopes.split(/,\s*/) : undefined } }
  return {
    kind: 'answered',
    result: { ok: false, error: error || 'unknown_error', needed: typeof body.needed === 'string' ? body.needed : '' },
  }
}

export const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

const secondsIn = ({ headers }: HttpResponse): number => {
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 1
}

/** The header has whole seconds, and the way takes some: a small difference means nothing. */
const noticeable = 2000

/** Milliseconds by which the clock of who answered is ahead; undefined where it does not tell. */
export function aheadBy({ headers }: HttpResponse, now: number): number | undefined {
  const theirs = Date.parse(String(headers.date ?? ''))
  if (Number.isNaN(theirs)) return undefined
  const difference = theirs + 500 - now
  return Math.abs(difference) < noticeable ? 0 : difference
}

const remote = (problem: Text): RemoteError => new RemoteError({ code: 'network-failed', party: 'Slack', retryable: true, problem })

/** Slack wants a longer wait than there is time for, in milliseconds. */
export const limited = (pause: number): RemoteError => {
  const seconds = Math.ceil(pause / 1000)
  return remote(text(`Slack asks to wait ${seconds} s: too many calls.`, `Slack 要求等待 ${seconds} 秒：调用过多。`))
}

const troubled = (method: string, word: string): RemoteError =>
  remote(text(`Slack failed at ${method}: ${word}.`, `Slack 处理 ${method} 时出错：${word}。`))
