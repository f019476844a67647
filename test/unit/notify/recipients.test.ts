import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { NotifySettings } from '../../../src/config/notify.ts'
import { channelsHearing, isAlerting, type Occasion } from '../../../src/notify/recipients.ts'

const settings: NotifySettings = {
  start: ['begun'],
  success: ['good'],
  failure: ['bad'],
  cancelled: ['stopped'],
  fixed: ['good', 'mended'],
  repeat: 'always',
  mention: [],
  fallback: [],
}

const cases: readonly [string, Occasion, readonly string[], readonly string[]][] = [
  ['a start', { event: 'start', verdict: 'running', edge: undefined }, ['begun'], ['begun']],
  ['a run that goes on', { event: 'result', verdict: 'running', edge: 'none' }, ['begun'], ['begun']],
  ['a success', { event: 'result', verdict: 'success', edge: 'none' }, ['good'], ['good']],
  ['the first success after failures', { event: 'result', verdict: 'success', edge: 'fixed' }, ['good', 'mended'], ['good', 'mended']],
  ['a first failure', { event: 'result', verdict: 'failure', edge: 'broken' }, ['bad'], ['bad']],
  ['a failure of which no more is known', { event: 'result', verdict: 'failure', edge: undefined }, ['bad'], ['bad']],
  ['another failure', { event: 'result', verdict: 'failure', edge: 'still-broken' }, ['bad'], []],
  ['another time-out', { event: 'result', verdict: 'timed-out', edge: 'still-broken' }, ['bad'], []],
  ['a cancelled run', { event: 'result', verdict: 'cancelled', edge: 'none' }, ['stopped'], ['stopped']],
  ['a run that ended nobody knows how', { event: 'result', verdict: 'unknown', edge: undefined }, ['good', 'bad'], ['good', 'bad']],
  ['a run in which nothing was done', { event: 'result', verdict: 'skipped', edge: 'none' }, [], []],
]

describe('who hears of it', () => {
  it.each(cases)('%s', (_, occasion, always, change) => {
    expect(channelsHearing(settings, occasion)).toEqual(always)
    expect(channelsHearing({ ...settings, repeat: 'change' }, occasion)).toEqual(change)
  })

  it('never hears of anything that nobody asked to hear', () => {
    const none: NotifySettings = { ...settings, start: [], success: [], failure: [], cancelled: [], fixed: [] }
    for (const [, occasion] of cases) expect(channelsHearing(none, occasion)).toEqual([])
  })
})

describe('who is alerted', () => {
  it.each<[string, Occasion & { isFlapping: boolean }, boolean]>([
    ['of a failure', { event: 'result', verdict: 'failure', edge: 'broken', isFlapping: false }, true],
    ['of what ends failures', { event: 'result', verdict: 'success', edge: 'fixed', isFlapping: false }, true],
    ['not of a plain success', { event: 'result', verdict: 'success', edge: 'none', isFlapping: false }, false],
    ['not of a start', { event: 'start', verdict: 'running', edge: undefined, isFlapping: false }, false],
    ['not of what goes to and fro', { event: 'result', verdict: 'failure', edge: 'broken', isFlapping: true }, false],
    ['not of a cancelled run', { event: 'result', verdict: 'cancelled', edge: 'none', isFlapping: false }, false],
  ])('%s', (_, occasion, alerted) => {
    expect(isAlerting(occasion)).toBe(alerted)
  })

  it('only ever of results', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Occasion['verdict']>('running', 'success', 'failure', 'cancelled', 'timed-out', 'skipped'),
        fc.constantFrom<Occasion['edge']>(undefined, 'first', 'none', 'broken', 'still-broken', 'fixed'),
        fc.boolean(),
        (verdict, edge, isFlapping) => {
          expect(isAlerting({ event: 'start', verdict, edge, isFlapping })).toBe(false)
          expect(isAlerting({ event: 'result', verdict, edge, isFlapping: true })).toBe(false)
        },
      ),
    )
  })
})
