import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { History } from '../../../src/github/history.ts'
import { durationOf } from '../../../src/notify/duration.ts'
import { historyOf, run, start } from './runs-and-jobs.ts'

const minute = 60_000
const took = (...minutes: number[]): History => ({
  runs: minutes.map((length, index) => run(index + 1, 'success', { startedAt: start, updatedAt: start + length * minute })),
  isWhole: true,
})

describe('how long a run took', () => {
  it.each([
    { name: 'as usual', history: took(10, 9, 11), minutes: 10, usual: 10, difference: undefined },
    { name: 'a little longer than usual', history: took(10, 10, 10), minutes: 11.9, usual: 10, difference: undefined },
    { name: 'much longer', history: took(10, 10, 10), minutes: 13, usual: 10, difference: '3 min longer than usual' },
    { name: 'much shorter', history: took(10, 10, 10), minutes: 5, usual: 10, difference: '5 min shorter than usual' },
    { name: 'twice as long, but seconds only', history: took(0.3, 0.3, 0.3), minutes: 0.6, usual: 0.3, difference: undefined },
    { name: 'compared with an even number', history: took(8, 10, 12, 30), minutes: 11, usual: 11, difference: undefined },
    { name: 'whatever one odd run took', history: took(10, 10, 600), minutes: 10, usual: 10, difference: undefined },
    { name: 'compared with too few', history: took(10, 10), minutes: 30, usual: undefined, difference: undefined },
    { name: 'compared with nothing', history: undefined, minutes: 30, usual: undefined, difference: undefined },
  ])('$name', ({ history, minutes, usual, difference }) => {
    const found = durationOf(start, start + minutes * minute, history)
    expect([found.took, found.usual, found.difference?.en]).toEqual([minutes * minute, usual && usual * minute, difference])
  })

  it('is not compared with runs that failed, were cancelled, or were started again', () => {
    const again = run(9, 'success', { attempt: 2 })
    expect(durationOf(start, start, { runs: [...historyOf('SSFC').runs, again], isWhole: true }).usual).toBeUndefined()
    expect(durationOf(start, start, { runs: [...historyOf('SSFCS').runs, again], isWhole: true }).usual).toBe(10 * minute)
  })

  it('is not called short of a run that went wrong, but long', () => {
    expect(durationOf(start, start + minute, took(10, 10, 10), 'failure').difference).toBeUndefined()
    expect(durationOf(start, start + 30 * minute, took(10, 10, 10), 'timed-out').difference?.['zh-CN']).toBe('比平时长 20 分钟')
  })

  it('is compared with what lies between the shortest and the longest of the newest', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 3, maxLength: 40 }), (minutes) => {
        const { usual = -1 } = durationOf(start, start, took(...minutes))
        const newest = minutes.slice(0, 15)
        expect(usual).toBeGreaterThanOrEqual(Math.min(...newest) * minute)
        expect(usual).toBeLessThanOrEqual(Math.max(...newest) * minute)
        expect(newest.filter((one) => one * minute <= usual).length).toBeGreaterThanOrEqual(newest.length / 2)
      }),
    )
  })

  it('is never less than nothing', () => {
    expect(durationOf(start, start - 5000, undefined).took).toBe(0)
  })
})
