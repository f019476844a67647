import { type HttpResponse, jsonOf } from '../kit/http.ts'

/** GitHub takes no more requests for a while. */
export interface Pause {
  /** Milliseconds until it takes them again. */
  readonly milliseconds: number
  /** Whether the hour's quota is used up, and not just too much was done at once. */
  readonly isQuota: boolean
}

/** What to wait for where GitHub says nothing of it (docs "rate limits for the REST API": at least one minute). */
const usualPause = 60_000

/**
 * The pause that a refusal asks for; undefined when the answer is none for being too many. Times are compared by GitHub's own clock where
 * it tells one; `now` in milliseconds since 1970 stands in for it.
 */
export function pauseAfter(answer: HttpResponse, now: number): Pause | undefined {
  if (answer.status !== 429 && answer.status !== 403) return undefined
  const { headers } = answer
  const hint = Number(headers['retry-after'])
  if (Number.isFinite(hint) && hint > 0) return { milliseconds: hint * 1000, isQuota: false }
  if (headers['x-ratelimit-remaining'] === '0') return { milliseconds: untilReset(answer, now), isQuota: true }
  return answer.status === 429 || isAboutLimits(answer) ? { milliseconds: usualPause, isQuota: false } : undefined
}

function untilReset({ headers }: HttpResponse, now: number): number {
  const clock = Date.parse(headers.date ?? '') || now
  const reset = Number(headers['x-ratelimit-reset']) * 1000
  return Number.isFinite(reset) ? Math.max(1000, reset - clock) : usualPause
}

function isAboutLimits(answer: HttpResponse): boolean {
  const body = jsonOf(answer) as { message?: unknown } | undefined // looked at only if it is text
  return typeof body?.message === 'string' && /rate limit/i.test(body.message)
}
