import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { correctedClock } from '../../../src/plan/corrected-clock.ts'

const start = Date.UTC(2026, 11, 1)

/** A machine whose clock is off, and a server that tells whole seconds. */
function machine(skew: number) {
  let now = start
  let off = skew
  const pass = (span: number) => {
    now += span
  }
  const set = (to: number) => {
    off = to
  }
  const corrected = correctedClock({ now: () => now + off, sleep: async (span) => pass(span) })
  const ask = (there: number, back: number) => {
    const asked = corrected.uncorrected.now()
    now += there
    const date = Math.floor(now / 1000) * 1000
    now += back
    corrected.learn(date, asked, corrected.uncorrected.now())
  }
  return { corrected, ask, pass, set, error: () => corrected.now() - now }
}

const trips = fc.array(
  fc.record({
    there: fc.integer({ min: 0, max: 900 }),
    back: fc.integer({ min: 0, max: 900 }),
    pause: fc.integer({ min: 0, max: 60_000 }),
  }),
  { minLength: 5, maxLength: 40 },
)
const skews = fc.integer({ min: -7_200_000, max: 7_200_000 })

describe('a clock that goes by a server', () => {
  it('is right to about a second, however wrong the machine is', () =>
    fc.assert(
      fc.property(skews, trips, (skew, all) => {
        const { ask, pass, error } = machine(skew)
        for (const { there, back, pause } of all) {
          ask(there, back)
          // The server read its clock between question and answer, and cut off less than a second.
          expect(Math.abs(error())).toBeLessThanOrEqual(Math.max(there + back + 1000, 1400))
          pass(pause)
        }
        const best = Math.min(...all.map(({ there, back }) => there + back))
        expect(Math.abs(error())).toBeLessThanOrEqual(best + 1001)
      }),
    ))

  it('changes nothing where nothing is off', () =>
    fc.assert(
      fc.property(trips, (all) => {
        const { corrected, ask, pass } = machine(0)
        for (const { there, back, pause } of all) {
          ask(there, back)
          pass(pause)
        }
        expect(corrected.offset()).toBe(0)
      }),
    ))

  it('follows a clock that is set meanwhile', () =>
    fc.assert(
      fc.property(skews, skews, trips, (skew, next, all) => {
        fc.pre(Math.abs(skew - next) > 10_000)
        const { ask, set, error } = machine(skew)
        for (const { there, back } of all) ask(there, back)
        set(next)
        for (const { there, back } of all) ask(there, back)
        expect(Math.abs(error())).toBeLessThanOrEqual(2801)
      }),
    ))

  it.each([
    { name: 'an answer without a time', date: Number.NaN, took: 100 },
    { name: 'an answer that took very long', date: start - 3_600_000, took: 10_001 },
  ])('learns nothing of $name', ({ date, took }) => {
    const { corrected } = machine(0)
    corrected.learn(date, start, start + took)
    expect(corrected.offset()).toBe(0)
  })

  it('sleeps as the machine does', async () => {
    const { corrected } = machine(5000)
    const before = corrected.uncorrected.now()
    await corrected.sleep(1234)
    expect(corrected.uncorrected.now() - before).toBe(1234)
  })
})
