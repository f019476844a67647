import { execFileSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { calendarOf } from '../../../../src/plan/calendar/calendar-of.ts'
import { chinaHolidays } from '../../../../src/plan/calendar/holidays.ts'
import type { CalendarRule } from '../../../../src/plan/calendar/rules.ts'
import { wholeDay } from '../../../../src/plan/time/zone.ts'

const day = (date: string): number => Date.parse(date) / wholeDay
const days2026 = Array.from({ length: 365 }, (_, index) => Date.UTC(2026, 0, 1 + index) / wholeDay)
const dateOf = (each: number): string => new Date(each * wholeDay).toISOString().slice(0, 10)
const isWeekend = (each: number): boolean => [0, 6].includes(new Date(each * wholeDay).getUTCDay())

/** The decree of the State Council for 2026 (facts/notify.md 3.1: six make-up workdays). */
const makeUp = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']
const off = [
  { name: 'New Year', from: '2026-01-01', to: '2026-01-03' },
  { name: 'Spring Festival', from: '2026-02-15', to: '2026-02-23' },
  { name: 'Qingming', from: '2026-04-04', to: '2026-04-06' },
  { name: 'Labour Day', from: '2026-05-01', to: '2026-05-05' },
  { name: 'Dragon Boat', from: '2026-06-19', to: '2026-06-21' },
  { name: 'Mid-autumn', from: '2026-09-25', to: '2026-09-27' },
  { name: 'National Day', from: '2026-10-01', to: '2026-10-07' },
]

describe('the public holidays of China in 2026', () => {
  it('have exactly the six make-up workdays', async () => {
    const holidays = await chinaHolidays()
    expect(days2026.filter((each) => isWeekend(each) && holidays.isWorkday(each)).map(dateOf)).toEqual(makeUp)
  })

  it('are exactly the days of the decree', async () => {
    const holidays = await chinaHolidays()
    const right = days2026.filter((each) => off.some(({ from, to }) => each >= day(from) && each <= day(to)))
    expect(days2026.filter(holidays.isDayOff)).toEqual(right)
  })

  it.each(['America/Los_Angeles', 'Asia/Shanghai', 'Pacific/Kiritimati'])('are the same on a machine in %s', (TZ) => {
    const url = new URL('../../../../src/plan/calendar/holidays.ts', import.meta.url).href
    const program = `const { chinaHolidays } = await import('${url}'); const h = await chinaHolidays()
      const days = Array.from({ length: 365 }, (_, index) => Date.UTC(2026, 0, 1 + index) / 864e5)
      const dates = (list) => list.map((day) => new Date(day * 864e5).toISOString().slice(0, 10))
      const weekend = (day) => [0, 6].includes(new Date(day * 864e5).getUTCDay())
      process.stdout.write(JSON.stringify({
        makeUp: dates(days.filter((day) => weekend(day) && h.isWorkday(day))), off: days.filter(h.isDayOff).length,
        work: days.filter(h.isWorkday).length, known: h.unknownYears(days[0], days[364]).length, next: h.unknownYears(days[364], days[364] + 1).length }))`
    const flags = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', program]
    const told = JSON.parse(execFileSync(process.execPath, flags, { env: { ...process.env, TZ }, encoding: 'utf8' }))
    expect(told).toEqual({ makeUp, off: 33, work: 248, known: 0, next: 1 })
  })
})

describe('a rule with holidays', () => {
  const work: CalendarRule = { kind: 'weekly', name: 'China', days: 'workdays', holidays: 'china', from: 540, to: 1080, environments: [] }
  const weekends: CalendarRule = { kind: 'weekly', name: 'Weekends', days: ['sat', 'sun'], holidays: 'china', environments: [] }
  const freeze: CalendarRule = { kind: 'holidays', name: 'Public holidays', of: 'china', environments: [] }
  const ask = async (at: string, allow: readonly CalendarRule[], deny: readonly CalendarRule[] = []) =>
    (await calendarOf({ allow, deny }, 'Asia/Shanghai', new Map())).verdict(Date.parse(at), '')

  it('opens on a make-up Saturday and not on a holiday Monday', async () => {
    expect((await ask('2026-10-10T02:00Z', [work])).isOpen).toBe(true)
    expect((await ask('2026-10-05T02:00Z', [work])).isOpen).toBe(false)
    expect((await ask('2026-10-11T02:00Z', [work])).isOpen).toBe(false)
  })

  it('takes holidays out of the days that are listed, and adds none', async () => {
    expect((await ask('2026-10-03T02:00Z', [weekends])).isOpen).toBe(false)
    expect((await ask('2026-10-17T02:00Z', [weekends])).isOpen).toBe(true)
  })

  it('freezes the whole of a holiday, in the wall time of the zone, and tells when it is over', async () => {
    const verdict = await ask('2026-09-30T16:00Z', [work], [freeze])
    expect(verdict).toEqual({ isOpen: false, rule: 'Public holidays', opensAt: Date.parse('2026-10-08T01:00Z') })
    expect((await ask('2026-09-30T15:59:59Z', [], [freeze])).isOpen).toBe(true)
    expect((await ask('2026-10-10T02:00Z', [], [freeze])).isOpen).toBe(true)
    expect((await ask('2026-10-11T02:00Z', [], [freeze])).isOpen).toBe(true)
  })

  it('takes Monday to Friday for workdays in a year that is not known, and says so', async () => {
    const calendar = await calendarOf({ allow: [work], deny: [freeze] }, 'Asia/Shanghai', new Map())
    expect(calendar.verdict(Date.parse('2035-10-03T02:00Z'), '').isOpen).toBe(true) // a Wednesday
    expect(calendar.verdict(Date.parse('2035-10-06T02:00Z'), '').isOpen).toBe(false)
    const notes = calendar.notes(Date.parse('2034-12-31T15:00Z'), Date.parse('2034-12-31T17:00Z'))
    expect(notes.map(({ en }) => en)).toEqual([expect.stringContaining('2034'), expect.stringContaining('2035')])
    expect(calendar.notes(Date.parse('2026-01-01T00:00Z'), Date.parse('2026-12-31T15:00Z'))).toEqual([])
  })

  it('needs no notes without holidays', async () => {
    const plain = { ...weekends, holidays: undefined }
    const { holidays: _, ...rest } = plain
    const calendar = await calendarOf({ allow: [rest], deny: [] }, 'Asia/Shanghai', new Map())
    expect(calendar.notes(0, Date.parse('2040-01-01'))).toEqual([])
  })
})
