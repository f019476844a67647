import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { nextTry } from '../../../../src/chat/delivery/next-try.ts'
import { type AnswerClass, remedies, type Trouble } from '../../../../src/chat/delivery/reading.ts'
import { verbatim } from '../../../../src/kit/text.ts'

const trouble = (kind: AnswerClass, wait?: number): Trouble => ({
  class: kind,
  reason: verbatim('x'),
  remedy: remedies[kind],
  ...(wait === undefined ? {} : { wait }),
})
const classes = Object.keys(remedies) as AnswerClass[] // the keys are the classes
const final = ['too-long', 'credentials', 'configuration', 'quota', 'forbidden', 'gone', 'malformed'] as const
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('the next try', () => {
  it.each(final)('never comes after a refusal for good (%s)', (kind) => {
    expect(nextTry(trouble(kind, 1000), { failures: 1, deduplicates: true, random: 0 })).toBeUndefined()
  })

  it('never repeats what may have arrived, unless the service recognises it', () => {
    const progress = { failures: 1, random: 0.5 }
    expect(nextTry(trouble('unclear'), { ...progress, deduplicates: false })).toBeUndefined()
    expect(nextTry(trouble('unclear'), { ...progress, deduplicates: true })).toBe(250)
  })

  it('waits as long as it is asked to, and a little more at random', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 3_600_000 }), random, fc.nat(100), (wait, random, failures) => {
        const given = nextTry(trouble('limited', wait), { failures, deduplicates: false, random }) ?? Number.NaN
        expect(given).toBeGreaterThanOrEqual(wait)
        expect(given).toBeLessThanOrEqual(wait + Math.min(1000, Math.ceil(wait / 10)))
      }),
    )
  })

  it('is at any moment between now and a bound that doubles, five times at most', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('retry' as const, 'limited' as const),
        fc.integer({ min: 1, max: 9 }),
        random,
        (kind, failures, random) => {
          const given = nextTry(trouble(kind), { failures, deduplicates: false, random })
          if (failures >= 5) expect(given).toBeUndefined()
          else expect(given).toBeLessThanOrEqual(500 * 2 ** (failures - 1))
        },
      ),
    )
  })

  it('comes at once at the earliest: full jitter', () => {
    expect(nextTry(trouble('retry'), { failures: 3, deduplicates: false, random: 0 })).toBe(0)
  })

  it('knows every class', () => {
    expect(classes.sort()).toEqual([...final, 'retry', 'limited', 'unclear'].sort())
  })
})
