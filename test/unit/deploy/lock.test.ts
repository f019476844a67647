import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { heartbeatOld, judgeLock, type LockOwner, readOwner } from '../../../src/deploy/lock.ts'

const now = Date.UTC(2026, 10, 22, 12)
const me = { run: '7', attempt: 2, repository: 'acme/shop' }
const owner = (facts: Partial<LockOwner> = {}, age = 5000): LockOwner => ({
  run: '6',
  attempt: 1,
  repository: 'acme/shop',
  url: 'https://github.com/acme/shop/actions/runs/6',
  actor: 'alice',
  since: new Date(now - 60_000).toISOString(),
  heartbeat: new Date(now - age).toISOString(),
  token: 'other',
  ...facts,
})
const old = heartbeatOld + 1

describe('judgeLock', () => {
  it.each([
    { name: 'another run works', owner: owner(), finished: false, verdict: { kind: 'refuse' } },
    { name: 'GitHub cannot be asked', owner: owner(), finished: undefined, verdict: { kind: 'refuse' } },
    { name: 'GitHub cannot be asked, and the heartbeat is old', owner: owner({}, old), finished: undefined, verdict: { kind: 'refuse' } },
    { name: 'another run still runs, though its heartbeat is old', owner: owner({}, old), finished: false, verdict: { kind: 'refuse' } },
    {
      name: 'another run has ended a moment ago',
      owner: owner({}, 5000),
      finished: true,
      verdict: { kind: 'wait', milliseconds: heartbeatOld - 5000 },
    },
    {
      name: 'another run has ended, its heartbeat is old',
      owner: owner({}, old),
      finished: true,
      verdict: { kind: 'take', because: 'run-finished' },
    },
    {
      name: 'exactly as old as it must be',
      owner: owner({}, heartbeatOld),
      finished: true,
      verdict: { kind: 'take', because: 'run-finished' },
    },
    {
      name: 'an earlier attempt of this run',
      owner: owner({ run: '7' }),
      finished: undefined,
      verdict: { kind: 'take', because: 'same-run' },
    },
    { name: 'another job of this attempt', owner: owner({ run: '7', attempt: 2 }), finished: undefined, verdict: { kind: 'refuse' } },
    {
      name: 'a dead job of this attempt',
      owner: owner({ run: '7', attempt: 2 }, old),
      finished: undefined,
      verdict: { kind: 'take', because: 'same-run' },
    },
    { name: 'a later attempt of this run', owner: owner({ run: '7', attempt: 3 }), finished: undefined, verdict: { kind: 'refuse' } },
    {
      name: 'the same number in another repository',
      owner: owner({ run: '7', repository: 'acme/blog' }),
      finished: false,
      verdict: { kind: 'refuse' },
    },
    { name: 'no owner is written down', owner: undefined, finished: undefined, verdict: { kind: 'take', because: 'abandoned' } },
    {
      name: 'a heartbeat that is no time',
      owner: owner({ heartbeat: 'soon' }),
      finished: true,
      verdict: { kind: 'take', because: 'run-finished' },
    },
    {
      name: 'a heartbeat that is no time, of a run that works',
      owner: owner({ heartbeat: 'soon' }),
      finished: false,
      verdict: { kind: 'refuse' },
    },
    {
      name: 'a heartbeat from the future',
      owner: owner({}, -86_400_000),
      finished: true,
      verdict: { kind: 'wait', milliseconds: heartbeatOld },
    },
  ] as const)('$name', ({ owner, finished, verdict }) => {
    expect(judgeLock({ owner, isWorking: false, me, runFinished: finished, force: false, now })).toEqual(verdict)
  })

  it('leaves a job of the same run alone whose heartbeat waits behind long work', () => {
    const held = owner({ run: me.run, attempt: me.attempt }, old)
    expect(judgeLock({ owner: held, isWorking: true, me, runFinished: undefined, force: false, now })).toEqual({ kind: 'refuse' })
  })

  it('takes anything when told so', () => {
    fc.assert(
      fc.property(fc.constantFrom(undefined, owner(), owner({}, old)), fc.constantFrom(true, false, undefined), (held, runFinished) => {
        expect(judgeLock({ owner: held, isWorking: true, me, runFinished, force: true, now })).toEqual({ kind: 'take', because: 'forced' })
      }),
    )
  })

  it('never takes from another run that is not known to have ended, and never waits longer than a heartbeat is young', () => {
    const circumstances = fc.record({
      age: fc.integer({ min: -200_000, max: 200_000 }),
      attempt: fc.integer({ min: 1, max: 4 }),
      run: fc.constantFrom('6', '7'),
      runFinished: fc.constantFrom(true, false, undefined),
    })
    fc.assert(
      fc.property(circumstances, ({ age, attempt, run, runFinished }) => {
        const verdict = judgeLock({ owner: owner({ run, attempt }, age), isWorking: false, me, runFinished, force: false, now })
        if (run !== me.run && runFinished !== true) expect(verdict.kind).toBe('refuse')
        if (verdict.kind === 'take' && verdict.because === 'run-finished') expect(age).toBeGreaterThanOrEqual(heartbeatOld)
        if (verdict.kind !== 'wait') return
        expect(verdict.milliseconds).toBeGreaterThan(0)
        expect(verdict.milliseconds).toBeLessThanOrEqual(heartbeatOld)
      }),
    )
  })
})

describe('readOwner', () => {
  it('reads what was written', () => {
    expect(readOwner(JSON.stringify(owner()))).toEqual(owner())
  })

  it.each([
    { name: 'nothing', words: '' },
    { name: 'half of it', words: '{"run":"6","tok' },
    { name: 'null', words: 'null' },
    { name: 'a list', words: '[]' },
    { name: 'no token', words: '{"run":"6"}' },
    { name: 'a token that is no text', words: '{"run":"6","token":5}' },
  ])('is undefined for $name', ({ words }) => {
    expect(readOwner(words)).toBeUndefined()
  })

  it('reads an owner that says little, or nonsense, as text all the same', () => {
    expect(readOwner('{"token":"t"}')).toEqual({
      run: '',
      attempt: 0,
      repository: '',
      url: '',
      actor: '',
      since: '',
      heartbeat: '',
      token: 't',
    })
    expect(readOwner('{"token":"t","run":5,"actor":{},"attempt":"x"}')).toMatchObject({ run: '', actor: '', attempt: 0 })
  })
})
