import type { Clock } from './clock.ts'

export interface RetryPolicy {
  /** How often in all, the first try included. */
  readonly attempts: number
  /** Milliseconds before the second try; doubled for each further one. */
  readonly base: number
  /** No wait is longer, in milliseconds. */
  readonly ceiling: number
}

/**
 * Milliseconds to wait after the given failed attempt (1 = the first): exponential, of which a random half is left out, or undefined when
 * it was the last. `random` is in [0, 1).
 */
export function retryDelay(attempt: number, policy: RetryPolicy, random: number): number | undefined {
  if (attempt >= policy.attempts) return undefined
  const bound = Math.min(policy.ceiling, policy.base * 2 ** (attempt - 1))
  return Math.round(bound / 2 + (bound / 2) * random)
}

interface RetryOptions {
  readonly policy: RetryPolicy
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** Whether this failure may be tried again. */
  readonly isRetryable: (error: unknown) => boolean
  readonly onRetry?: (error: unknown, attempt: number, delay: number) => void
  readonly random?: () => number
}

/** Calls `task` until it succeeds, the failure is final, or the attempts are used up; throws the last failure. */
export async function retry<T>(task: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const random = options.random ?? Math.random
  for (let attempt = 1; ; attempt++) {
    try {
      return await task(attempt)
    } catch (error) {
      const delay = options.isRetryable(error) ? retryDelay(attempt, options.policy, random()) : undefined
      if (delay === undefined || options.signal?.aborted) throw error
      options.onRetry?.(error, attempt, delay)
      await options.clock.sleep(delay, options.signal)
    }
  }
}
