import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { paceOf } from '../../../../src/chat/delivery/pace.ts'

const forever = Number.MAX_SAFE_INTEGER

describe('a pace', () => {
  it('lets everything leave at once where nothing is published', () => {
    const pace = paceOf()
    expect(Array.from({ length: 100 }, () => pace.claim(5, 6))).toEqual(Array(100).fill(5))
  })

  it('keeps to the allowance', () => {
    const pace = paceOf({ count: 2, per: 60_000 })
    expect([pace.claim(0, forever), pace.claim(0, forever), pace.claim(1000, forever), pace.claim(1000, forever)]).toEqual([
      0, 0, 60_500, 60_500,
    ])
  })

  it('never has more than so many in any span, whenever they are asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(3000), { maxLength: 60 }), (count, gaps) => {
        const pace = paceOf({ count, per: 1000 })
        let now = 0
        const left = gaps.map((gap) => {
          now += gap
          now = pace.claim(now, forever) ?? now
          return now
        })
        for (const [index, moment] of left.entries()) {
          const before = left[index - count]
          if (before !== undefined) expect(moment - before).toBeGreaterThan(1000)
        }
      }),
    )
  })

  it('loses a hundredth where a hundred leave at once', () => {
    const pace = paceOf({ count: 100, per: 1000 })
    const moments = Array.from({ length: 1000 }, () => pace.claim(0, forever))
    expect(moments.at(-1)).toBe(9 * 1010)
  })

  it('keeps to several allowances at once', () => {
    const pace = paceOf({ count: 2, per: 1000 }, { count: 3, per: 60_000 })
    expect(Array.from({ length: 4 }, () => pace.claim(0, forever))).toEqual([0, 0, 1500, 60_500])
  })

  it('takes nothing that would be too late', () => {
    const pace = paceOf({ count: 1, per: 1000 })
    pace.claim(0, forever)
    expect(pace.claim(0, 1500)).toBeUndefined()
    expect(pace.claim(0, forever)).toBe(1500)
  })

  it('pauses until the service takes messages again', () => {
    const pace = paceOf()
    pace.pause(600_000)
    pace.pause(5000)
    expect([pace.claim(0, 60_000), pace.pausedUntil, pace.claim(600_001, forever)]).toEqual([undefined, 600_000, 600_001])
  })
})
