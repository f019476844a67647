import { RemoteError } from '../../kit/errors.ts'
import { type HttpResponse, jsonOf, NetworkFault } from '../../kit/http.ts'
import { type Text, text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'

export interface CallOptions {
  /** Milliseconds that waiting and trying again may take in all. */
  readonly patience: number
  /** Whether a call that may have been carried out can be made once more without harm. */
  readonly repeatable: boolean
  readonly signal?: AbortSignal
}

/** What Slack answered: HTTP 200 with `ok`, or a word for why not (facts/chat.md 5). */
export type Result =
  | { readonly ok: true; readonly body: Body; readonly scopes: readonly string[] | undefined }
  | { readonly ok: false; readonly error: string; readonly needed: string }

export type Refusal = Extract<Result, { ok: false }>
/** Makes an error of what Slack refuses. */
export type Refuse = (refusal: Refusal) => Error

export type Body = Readonly<Record<string, unknown>>

/** The few calls of Slack's Web API that a gate makes. */
export interface SlackApi {
  /**
   * Throws a RemoteError that may be tried again when Slack cannot be reached, fails, or wants a longer wait than `patience` allows. What
   * Slack refuses is a result. What a rate limit asks for is kept for every later call of the method.
   */
  call(method: string, params: Readonly<Record<string, string | undefined>>, options: CallOptions): Promise<Result>
  /** Milliseconds until Slack takes calls of the method again; 0 when nothing is known against it. */
  pauseOf(method: string): number
  /** Milliseconds by which Slack's clock is ahead of ours, as far as it matters. */
  readonly ahead: number
}

interface ApiSettings {
  readonly token: string
  /** Base address, for tests and proxies of one's own. */
  readonly api?: string
}

type World = Pick<ChannelContext, 'clock' | 'http' | 'random'>

/** Failures without a hint how long they last are tried so often, with these pauses in milliseconds. */
const tries = 4
const firstPause = 300
const longestTry = 10_000
/** Who waits for the same moment must not come back at the same moment: up to so many milliseconds later, more where many do. */
const spread = 250
const largestCrowd = 16

export function slackApi({ token, api = 'https://slack.com/api/' }: ApiSettings, { clock, http, random }: World): SlackApi {
  const base = api.endsWith('/') ? api : `${api}/`
  const pauses = new Map<string, number>()
  let crowd = 1
  let ahead = 0
  const pauseOf = (method: string) => Math.max(0, (pauses.get(method) ?? 0) - clock.now())
  const attempt = async (method: string, body: string, timeout: number, signal?: AbortSignal): Promise<Attempt> => {
    try {
      const response = await http.send({
        url: `${base}${method}`,
        method: 'POST',
        headers: headersWith(token),
        body,
        timeout,
        ...(signal ? { signal } : {}),
      })
      ahead = aheadBy(response, clock.now()) ?? ahead
      return attemptFrom(method, response)
    } catch (error) {
      if (error instanceof NetworkFault) return { kind: 'failed', error, mayHaveArrived: error.mayHaveArrived }
      throw error
    }
  }
  return {
    pauseOf,
    get ahead() {
      return ahead
    },
    call: async (method, params, { patience, repeatable, signal }) => {
      const end = clock.now() + patience
      const timeout = Math.min(longestTry, Math.max(patience, 3000))
      const body = formOf(params)
      for (let failures = 0; ; ) {
        const pause = pauseOf(method)
        if (pause > 0 && clock.now() + pause > end) throw limited(pause)
        if (pause > 0) await clock.sleep(pause, signal)
        const tried = await attempt(method, body, timeout, signal)
        if (tried.kind === 'answered') {
          crowd = Math.max(1, crowd / 2)
          return tried.result
        }
        if (tried.kind === 'limited') {
          crowd = Math.min(largestCrowd, crowd * 2)
          pauses.set(method, clock.now() + tried.seconds * 1000 + Math.round(random() * spread * crowd))
          continue
        }
        failures++
        const wait = firstPause * 2 ** (failures - 1) * (0.5 + random() / 2)
        if (failures >= tries || clock.now() + wait > end || (tried.mayHaveArrived && !repeatable)) throw tried.error
        await clock.sleep(wait, signal)
      }
    },
  }
}

const headersWith = (token: string) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
})

function formOf(params: Readonly<Record<string, string | undefined>>): string {
  const form = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) if (value !== undefined) form.set(key, value)
  return form.toString()
}

type Attempt =
  | { readonly kind: 'answered'; readonly result: Result }
  | { readonly kind: 'limited'; readonly seconds: number }
  | { readonly kind: 'failed'; readonly error: RemoteError; readonly mayHaveArrived: boolean }

/** Words by which Slack says that the fault is its own; some of a call may have been carried out all the same. */
const ownFaults = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org']

function attemptFrom(method: string, response: HttpResponse): Attempt {
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

function aheadBy({ headers }: HttpResponse, now: number): number | undefined {
  const theirs = Date.parse(String(headers.date ?? ''))
  if (Number.isNaN(theirs)) return undefined
  const difference = theirs + 500 - now
  return Math.abs(difference) < noticeable ? 0 : difference
}

const remote = (problem: Text): RemoteError => new RemoteError({ code: 'network-failed', party: 'Slack', retryable: true, problem })

const limited = (pause: number): RemoteError => {
  const seconds = Math.ceil(pause / 1000)
  return remote(text(`Slack asks to wait ${seconds} s: too many calls.`, `Slack 要求等待 ${seconds} 秒：调用过多。`))
}

const troubled = (method: string, word: string): RemoteError =>
  remote(text(`Slack failed at ${method}: ${word}.`, `Slack 处理 ${method} 时出错：${word}。`))
