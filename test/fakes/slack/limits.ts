/** How often a method may be called: by tier (calls a minute for an app in a workspace), or one message a second for a channel. */
export type Pace = { readonly perMinute: number } | 'message'

export const tier2 = { perMinute: 20 }
export const tier3 = { perMinute: 50 }
export const tier4 = { perMinute: 100 }

/** Slack lets a few messages more than one a second pass, for a short time. */
const burst = 5

/** Counts calls; answers the seconds to wait where there are too many. */
export interface Limiter {
  take(pace: Pace, key: string): number | undefined
}

export function limiter(now: () => number): Limiter {
  const calls = new Map<string, number[]>()
  const tokens = new Map<string, { left: number; at: number }>()
  const takeOfMinute = (perMinute: number, key: string): number | undefined => {
    const recent = (calls.get(key) ?? []).filter((at) => at > now() - 60_000)
    calls.set(key, recent)
    const first = recent[recent.length - perMinute]
    if (first !== undefined) return Math.max(1, Math.ceil((first + 60_000 - now()) / 1000))
    recent.push(now())
    return undefined
  }
  const takeMessage = (key: string): number | undefined => {
    const bucket = tokens.get(key) ?? { left: burst, at: now() }
    const left = Math.min(burst, bucket.left + (now() - bucket.at) / 1000)
    tokens.set(key, { left: left >= 1 ? left - 1 : left, at: now() })
    return left >= 1 ? undefined : 1
  }
  return { take: (pace, key) => (pace === 'message' ? takeMessage(key) : takeOfMinute(pace.perMinute, key)) }
}

export const noLimits: Limiter = { take: () => undefined }
