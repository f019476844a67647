import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Pace, paceOf } from '../../../../src/chat/delivery/pace.ts'

const forever = Number.MAX_SAFE_INTEGER

/** When the next message leaves, and has arrived at once; undefined when that would be too late. */
function leave(pace: Pace, now: number, latest = forever): number | undefined {
  const turn = pace.claim(now, latest)
  const moment = turn?.earliest()
  if (moment !== undefined) {
    turn?.leave(moment)
    turn?.settle(moment)
  }
  return moment
}

describe('a pace', () => {
  it('lets everything leave at once where nothing is published', () => {
    const pace = paceOf()
    expect(Array.from({ length: 100 }, () => leave(pace, 5, 6))).toEqual(Array(100).fill(5))
  })

  it('keeps to the allowance', () => {
    const pace = paceOf({ count: 2, per: 60_000 })
    expect([0, 0, 1000, 1000].map((now) => leave(pace, now))).toEqual([0, 0, 60_120, 60_120])
  })

  it('keeps to several allowances at once', () => {
    const pace = paceOf({ count: 2, per: 1000 }, { count: 3, per: 60_000 })
    expect(Array.from({ length: 4 }, () => leave(pace, 0))).toEqual([0, 0, 1002, 60_120])
  })

  it('loses a fifth of a hundredth where a hundred leave at once', () => {
    const pace = paceOf({ count: 100, per: 1000 })
    const turns = Array.from({ length: 1000 }, () => pace.claim(0, forever))
    expect(turns.at(-1)?.earliest()).toBe(9 * 1002)
  })

  it('never has more than so many arrive in any span, however long each is on its way', () => {
    const trips = fc.array(fc.record({ gap: fc.nat(700), there: fc.nat(400), back: fc.nat(400) }), { maxLength: 60 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), trips, (count, trips) => {
        const pace = paceOf({ count, per: 1000 })
        let now = 0
        const turns = trips.map(({ gap }) => {
          now += gap
          return pace.claim(now, forever)
        })
        // One after the other, as clocks let them go; each is answered long before the one that waits for it asks again.
        const arrivals = turns.map((turn, at) => {
          const moment = turn?.earliest() ?? Number.NaN
          const { there, back } = trips[at] ?? { there: 0, back: 0 }
          turn?.leave(moment)
          turn?.settle(moment + there + back)
          return moment + there
        })
        for (const [at, moment] of arrivals.entries()) {
          const before = arrivals[at - count]
          if (before !== undefined) expect(moment - before).toBeGreaterThan(1000)
        }
      }),
    )
  })

  it('takes nothing that would be too late', () => {
    const pace = paceOf({ count: 1, per: 1000 })
    leave(pace, 0)
    expect(leave(pace, 0, 1002)).toBeUndefined()
    expect(leave(pace, 0)).toBe(1002)
  })

  it('pauses until the service takes messages again', () => {
    const pace = paceOf()
    pace.pause(600_000)
    pace.pause(5000)
    expect([leave(pace, 0, 60_000), pace.pausedUntil, leave(pace, 600_001)]).toEqual([undefined, 600_000, 600_001])
  })

  it('holds back those in line as well, and lets them go by and by', () => {
    const pace = paceOf({ count: 2, per: 1000 })
    const turns = Array.from({ length: 6 }, () => pace.claim(0, forever))
    pace.pause(30_000)
    expect(turns.map((turn) => turn?.earliest())).toEqual([30_000, 30_000, 31_002, 31_002, 32_004, 32_004])
  })
})
