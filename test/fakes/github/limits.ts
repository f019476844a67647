import { type ApiAnswer, type ApiRequest, rateLimited, secondaryLimited } from './answers.ts'

/** GitHub's limits (facts: notify 4, approval 3.5; docs "rate limits for the REST API"). Tests may change them while it runs. */
export interface Limits {
  /** Requests an hour; all jobs of a repository share them. */
  hourly: number
  /** Requests a minute that create something people are told of. */
  contentPerMinute: number
  contentPerHour: number
  /** A read is one point, a write five. */
  pointsPerMinute: number
  /** What the secondary limit says of waiting, in seconds; undefined: nothing. */
  retryAfter: number | undefined
}

export const usualLimits = (): Limits => ({ hourly: 1000, contentPerMinute: 80, contentPerHour: 500, pointsPerMinute: 900, retryAfter: 60 })

export interface Meter {
  /** The refusal where a limit is reached. */
  refuse(request: ApiRequest): ApiAnswer | undefined
  /** Takes one from the hourly quota. */
  count(): void
  headers(): Readonly<Record<string, string>>
}

const hour = 3_600_000

export function meterOf(limits: Limits, now: () => number): Meter {
  let window = { from: now(), used: 0 }
  let recent: { at: number; points: number; isContent: boolean }[] = []
  const current = () => {
    if (now() >= window.from + hour) window = { from: now(), used: 0 }
    return window
  }
  const reset = () => Math.ceil((current().from + hour) / 1000)
  const isOver = (isContent: boolean): boolean => {
    const minute = recent.filter(({ at }) => at > now() - 60_000)
    const contents = (list: typeof recent) => list.filter((one) => one.isContent).length
    return (
      minute.reduce((sum, { points }) => sum + points, 0) > limits.pointsPerMinute ||
      (isContent && (contents(minute) > limits.contentPerMinute || contents(recent) > limits.contentPerHour))
    )
  }
  return {
    refuse: (request) => {
      if (current().used >= limits.hourly) return rateLimited(reset())
      const isContent = request.method === 'POST' && /\/(?:issues|comments)$/.test(request.path)
      recent = recent.filter(({ at }) => at > now() - hour)
      recent.push({ at: now(), points: request.method === 'GET' ? 1 : 5, isContent })
      return isOver(isContent) ? secondaryLimited(limits.retryAfter) : undefined
    },
    count: () => void current().used++,
    headers: () => ({
      'x-ratelimit-limit': String(limits.hourly),
      'x-ratelimit-remaining': String(Math.max(0, limits.hourly - current().used)),
      'x-ratelimit-used': String(current().used),
      'x-ratelimit-reset': String(reset()),
      'x-ratelimit-resource': 'core',
    }),
  }
}
