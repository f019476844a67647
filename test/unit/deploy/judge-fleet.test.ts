import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { judgeFleet } from '../../../src/deploy/judge-fleet.ts'
import { fault, report } from './reports.ts'

const released = report()
const unchanged = report({ state: 'unchanged' })
const left = report({ state: 'left' })
const back = report({ state: 'rolled-back', fault: fault('hook-failed') })
const failed = report({ state: 'failed', fault: fault('unreachable') })
const stuck = report({ state: 'failed', fault: fault('rollback-failed') })

describe('judgeFleet', () => {
  it.each([
    { name: 'all released', hosts: [released, released], outcome: 'released', reason: 'released' },
    { name: 'some were there already', hosts: [released, unchanged], outcome: 'released', reason: 'released' },
    { name: 'all were there already', hosts: [unchanged], outcome: 'unchanged', reason: 'unchanged' },
    { name: 'some failed', hosts: [released, failed], outcome: 'partly-released', reason: 'unreachable' },
    { name: 'some failed, some went back', hosts: [released, back, failed], outcome: 'partly-released', reason: 'hook-failed' },
    { name: 'all went back', hosts: [back, left], outcome: 'rolled-back', reason: 'hook-failed' },
    { name: 'one could not go back: the loudest', hosts: [back, stuck], outcome: 'failed', reason: 'rollback-failed' },
    { name: 'nothing was switched', hosts: [failed, left], outcome: 'failed', reason: 'unreachable' },
    { name: 'some were there already, one failed', hosts: [unchanged, failed], outcome: 'failed', reason: 'unreachable' },
  ])('$name', ({ hosts, outcome, reason }) => {
    expect(judgeFleet(hosts, undefined)).toEqual({ outcome, reasonCode: reason })
  })

  it.each([
    { name: 'cancelled before anything', hosts: [left], aborted: 'cancelled', outcome: 'failed', reason: 'cancelled' },
    { name: 'cancelled on the way', hosts: [back, failed], aborted: 'cancelled', outcome: 'rolled-back', reason: 'cancelled' },
    { name: 'out of time on the way', hosts: [released, left], aborted: 'timed-out', outcome: 'partly-released', reason: 'timed-out' },
    { name: 'cancelled after all was done', hosts: [released], aborted: 'cancelled', outcome: 'released', reason: 'released' },
  ] as const)('$name', ({ hosts, aborted, outcome, reason }) => {
    expect(judgeFleet(hosts, aborted)).toEqual({ outcome, reasonCode: reason })
  })

  it('does not depend on the order, says released only when every host is well, and always has a reason', () => {
    const hosts = fc.array(fc.constantFrom(released, unchanged, left, back, failed), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(hosts, (all) => {
        const { outcome, reasonCode } = judgeFleet(all, undefined)
        expect(judgeFleet([...all].reverse(), undefined).outcome).toBe(outcome)
        const isWell = all.every(({ state }) => state === 'released' || state === 'unchanged')
        expect(outcome === 'released' || outcome === 'unchanged').toBe(isWell)
        expect(reasonCode === 'released' || reasonCode === 'unchanged').toBe(isWell)
      }),
    )
  })
})
