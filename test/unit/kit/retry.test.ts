import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Clock } from '../../../src/kit/clock.ts'
import { retry, retryDelay } from '../../../src/kit/retry.ts'

const policies = fc.record({
  attempts: fc.integer({ min: 1, max: 2000 }),
  base: fc.integer({ min: 1, max: 10_000 }),
  ceiling: fc.integer({ min: 1, max: 600_000 }),
})
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('retryDelay', () => {
  it('lies between half the bound and the bound, however often was tried', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 2500 }), random, (policy, attempt, chance) => {
        const delay = retryDelay(attempt, policy, chance)
        if (attempt >= policy.attempts) return expect(delay).toBeUndefined()
        const bound = Math.min(policy.ceiling, policy.base * 2 ** (attempt - 1))
        expect(delay).toBeGreaterThanOrEqual(Math.floor(bound / 2))
        expect(delay).toBeLessThanOrEqual(bound)
      }),
    )
  })

  it('does not shrink from one attempt to the next with the same chance', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 40 }), random, (policy, attempt, chance) => {
        const patient = { ...policy, attempts: 100 }
        expect(retryDelay(attempt + 1, patient, chance)).toBeGreaterThanOrEqual(retryDelay(attempt, patient, chance) ?? 0)
      }),
    )
  })
})

describe('retry', () => {
  const policy = { attempts: 4, base: 100, ceiling: 250 }
  const recorded = () => {
    const waits: number[] = []
    const clock: Clock = { now: () => 0, sleep: async (milliseconds) => void waits.push(milliseconds) }
    return { waits, clock }
  }
  const failing = (times: number) => async (attempt: number) => {
    if (attempt <= times) throw new Error(`no ${attempt}`)
    return attempt
  }

  it.each([
    { name: 'the first try is enough', times: 0, result: 1, waits: [] },
    { name: 'a later try succeeds', times: 2, result: 3, waits: [50, 100] },
    { name: 'the last try succeeds', times: 3, result: 4, waits: [50, 100, 125] },
  ])('$name', async ({ times, result, waits }) => {
    const { clock, waits: waited } = recorded()
    await expect(retry(failing(times), { policy, clock, isRetryable: () => true, random: () => 0 })).resolves.toBe(result)
    expect(waited).toEqual(waits)
  })

  it('throws the last failure when the attempts are used up', async () => {
    const { clock } = recorded()
    await expect(retry(failing(9), { policy, clock, isRetryable: () => true })).rejects.toThrow('no 4')
  })

  it('throws a final failure at once', async () => {
    const { clock, waits } = recorded()
    await expect(retry(failing(9), { policy, clock, isRetryable: () => false })).rejects.toThrow('no 1')
    expect(waits).toEqual([])
  })

  it('tells of every wait', async () => {
    const { clock } = recorded()
    const told: unknown[] = []
    const onRetry = (error: unknown, attempt: number, delay: number) => told.push([(error as Error).message, attempt, delay])
    await retry(failing(2), { policy, clock, isRetryable: () => true, random: () => 0, onRetry })
    expect(told).toEqual([
      ['no 1', 1, 50],
      ['no 2', 2, 100],
    ])
  })

  it('does not try again once aborted', async () => {
    const { clock, waits } = recorded()
    await expect(retry(failing(9), { policy, clock, isRetryable: () => true, signal: AbortSignal.abort() })).rejects.toThrow('no 1')
    expect(waits).toEqual([])
  })
})
