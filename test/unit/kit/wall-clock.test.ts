import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { locales } from '../../../src/kit/text.ts'
import { dayAndTime, timeWords, wallClock } from '../../../src/kit/wall-clock.ts'

const moments = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) })
const zones = fc.constantFrom('UTC', 'Asia/Shanghai', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Europe/Berlin', '+05:30')

describe('the clock on the wall', () => {
  it('is written as the standard formatter of each language would', () => {
    fc.assert(
      fc.property(moments, zones, fc.constantFrom(...locales), fc.boolean(), (at, timeZone, locale, withSeconds) => {
        const date = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium' }).format(at)
        const time = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: withSeconds ? 'medium' : 'short' }).format(at)
        const right = `${date}${locale === 'en' ? ',' : ''} ${time}`.replace(/[\u00a0\u202f]/g, ' ')
        expect(dayAndTime(at, timeZone, locale, withSeconds)).toBe(right)
      }),
    )
  })

  it('is the same in UTC as by way of the formatter', () => {
    fc.assert(fc.property(moments, (at) => expect(wallClock(at, 'UTC')).toEqual(wallClock(at, 'Etc/UTC'))))
  })

  it.each([
    { at: Date.UTC(2026, 0, 1, 0, 0, 0), en: '12:00 AM', zh: '00:00' },
    { at: Date.UTC(2026, 0, 1, 12, 0, 0), en: '12:00 PM', zh: '12:00' },
    { at: Date.UTC(2026, 0, 1, 23, 59, 59), en: '11:59 PM', zh: '23:59' },
  ])('turns at noon and midnight: $en', ({ at, en, zh }) => {
    expect([timeWords(wallClock(at, 'UTC'), 'en'), timeWords(wallClock(at, 'UTC'), 'zh-CN')]).toEqual([en, zh])
  })
})
