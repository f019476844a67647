import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readPostponed } from '../../../../src/plan/people/postponed.ts'

const hour = 3_600_000
const due = Date.UTC(2026, 11, 1, 8)
const now = due - hour
const zone = 'Europe/Berlin'
const read = (words: string, from = now) => readPostponed(words, due, zone, from)

describe('what follows “/postpone <id>”', () => {
  it.each([
    ['2h', due + 2 * hour, ''],
    ['1d 客户要求', due + 24 * hour, '客户要求'],
    ['2026-12-02 09:00', Date.UTC(2026, 11, 2, 8), ''],
    ['2026-12-02 09:00 nobody is there', Date.UTC(2026, 11, 2, 8), 'nobody is there'],
    ['2026-12-02T09:00+08:00 because', Date.UTC(2026, 11, 2, 1), 'because'],
    ['2026-12-02 09:00 +08:00 because', Date.UTC(2026, 11, 2, 1), 'because'],
    ['2026-12-02 09:00 UTC', Date.UTC(2026, 11, 2, 9), ''],
    ['2027-03-28 02:30', Date.UTC(2027, 2, 28, 1), ''],
    ['2027-10-31 02:30', Date.UTC(2027, 9, 31, 0, 30), ''],
  ])('%j is read', (words, at, reason) => {
    expect(read(words)).toEqual({ state: 'read', at, reason })
  })

  it('is counted from now where the time is past', () => {
    expect(read('2h', due + 9 * hour)).toMatchObject({ at: due + 11 * hour })
  })

  it.each([
    ['nothing', ''],
    ['no time', 'tomorrow please'],
    ['no span', '0s'],
    ['a time that is past', '2026-12-01 07:59'],
    ['a time that is no time', '2026-12-32 09:00'],
    ['a span without end', '99999999999999999d'],
    ['a year without end', '9999-12-31 00:00'],
  ])('that is %s is refused with what to write', (_, words) => {
    expect(read(words)).toMatchObject({ state: 'refused', refusal: { remedy: { en: expect.stringMatching(/“2|2026/) } } })
  })

  it('is always a time to come that can be told, or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9dhms:TZ +-]{0,30}$/)), (words) => {
        const found = read(words)
        if (found.state !== 'read') return
        expect(found.at).toBeGreaterThan(now)
        expect(() => new Date(found.at).toISOString()).not.toThrow()
      }),
    )
  })
})
