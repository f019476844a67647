import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isWithin } from '../../../src/deploy/budget.ts'
import { nextStep, whoGoesBack } from '../../../src/deploy/fleet-policy.ts'

describe('isWithin', () => {
  it.each([
    { name: 'none failed, none may', failed: 0, budget: { count: 0 }, fleet: 3, within: true },
    { name: 'one failed, none may', failed: 1, budget: { count: 0 }, fleet: 3, within: false },
    { name: 'as many as may', failed: 2, budget: { count: 2 }, fleet: 3, within: true },
    { name: '10 % of ten is one', failed: 1, budget: { percent: 10 }, fleet: 10, within: true },
    { name: '10 % of nine is none', failed: 1, budget: { percent: 10 }, fleet: 9, within: false },
    { name: '100 % is all', failed: 3, budget: { percent: 100 }, fleet: 3, within: true },
    { name: 'no fleet', failed: 0, budget: { percent: 10 }, fleet: 0, within: true },
  ])('$name', ({ failed, budget, fleet, within }) => {
    expect(isWithin(failed, budget, fleet)).toBe(within)
  })

  it('fewer failures are never worse, and no share allows more than it says', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(100), fc.nat(50), (failed, percent, fleet) => {
        if (!isWithin(failed, { percent }, fleet)) return
        expect(failed * 100).toBeLessThanOrEqual(percent * fleet)
        if (failed > 0) expect(isWithin(failed - 1, { percent }, fleet)).toBe(true)
      }),
    )
  })
})

describe('nextStep', () => {
  const max = { count: 1 }
  it.each([
    { name: 'nothing failed', on: 'rollback', failed: 0, aborted: false, step: 'go-on' },
    { name: 'within the budget', on: 'rollback', failed: 1, aborted: false, step: 'go-on' },
    { name: 'too many, roll back', on: 'rollback', failed: 2, aborted: false, step: 'go-back' },
    { name: 'too many, stop', on: 'stop', failed: 2, aborted: false, step: 'stop' },
    { name: 'too many, continue', on: 'continue', failed: 9, aborted: false, step: 'go-on' },
    { name: 'aborted, roll back', on: 'rollback', failed: 0, aborted: true, step: 'go-back' },
    { name: 'aborted, stop', on: 'stop', failed: 0, aborted: true, step: 'stop' },
    { name: 'aborted, continue', on: 'continue', failed: 0, aborted: true, step: 'stop' },
  ] as const)('$name', ({ on, failed, aborted, step }) => {
    expect(nextStep({ onHostFailure: on, maxFailed: max }, failed, 10, aborted)).toBe(step)
  })
})

describe('whoGoesBack', () => {
  const [a, b, c, d] = [{ end: 'released' }, { end: 'failed' }, { end: 'released' }, { end: undefined }]
  const all = [a, b, c, d]
  const wave = [c, d]
  it.each([
    { name: 'the fleet', scope: 'fleet', step: 'go-back', back: all },
    { name: 'the wave, and whoever failed before', scope: 'wave', step: 'go-back', back: [c, d, b] },
    { name: 'who failed', scope: 'host', step: 'go-back', back: [b] },
    { name: 'nobody', scope: 'none', step: 'go-back', back: [] },
    { name: 'who failed, though the rest goes on', scope: 'fleet', step: 'go-on', back: [b] },
    { name: 'nobody when all stays as it is', scope: 'fleet', step: 'stop', back: [] },
    { name: 'nobody, though the rest goes on', scope: 'none', step: 'go-on', back: [] },
  ] as const)('$name', ({ scope, step, back }) => {
    expect(whoGoesBack(scope, step, all, wave)).toEqual(back)
  })

  const member = fc.record({ end: fc.constantFrom('released', 'failed', 'unchanged', undefined) })
  it('whatever the scope, a wider one takes along whoever a narrower one does, each once', () => {
    fc.assert(
      fc.property(fc.array(member, { maxLength: 8 }), fc.nat(8), (members, from) => {
        const back = (scope: Parameters<typeof whoGoesBack>[0]) => whoGoesBack(scope, 'go-back', members, members.slice(from))
        expect(back('wave')).toEqual(expect.arrayContaining([...back('host')]))
        for (const one of back('wave')) expect(back('fleet').includes(one)).toBe(true)
        expect(new Set(back('wave')).size).toBe(back('wave').length)
      }),
    )
  })
})
