import { describe, expect, it } from '@jest/globals'
import { calendarOf } from '../../../../src/plan/calendar/calendar-of.ts'
import { eventsLayer } from '../../../../src/plan/calendar/events-layer.ts'

const sixty = (): string => Array.from({ length: 60 }, (_, index) => index).join()
const path = '.github/freeze.ics'
const ics = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//y', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: readonly string[]): readonly string[] => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT']
const told = (at: number) => new Date(at).toISOString().slice(0, 19)

/** The windows from an instant on, in the zone of Shanghai. */
async function windows(words: string, from = '2026-01-01T00:00:00Z', most = 4): Promise<readonly string[]> {
  const layer = await eventsLayer(words, path, 'Asia/Shanghai')
  const found: string[] = []
  const end = Date.parse(from) + 400 * 86_400_000
  for (let at = Date.parse(from); at < end && found.length < most; ) {
    const { isInside, until, detail } = layer.stretch(at)
    if (isInside) found.push(`${told(at)} – ${told(until)}${detail ? ` ${detail}` : ''}`)
    at = until
  }
  return found
}

const windowsZone = [
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
]

describe('events of an iCalendar file', () => {
  it.each([
    {
      name: 'in UTC',
      lines: event('SUMMARY:Move', 'DTSTART:20260301T100000Z', 'DTEND:20260301T120000Z'),
      found: ['2026-03-01T10:00:00 – 2026-03-01T12:00:00 Move'],
    },
    {
      name: 'with a duration',
      lines: event('DTSTART:20260301T100000Z', 'DURATION:PT90M'),
      found: ['2026-03-01T10:00:00 – 2026-03-01T11:30:00'],
    },
    {
      name: 'without a zone, in that of the calendar',
      lines: event('DTSTART:20260301T100000', 'DTEND:20260301T120000'),
      found: ['2026-03-01T02:00:00 – 2026-03-01T04:00:00'],
    },
    { name: 'of a whole day', lines: event('DTSTART;VALUE=DATE:20260301'), found: ['2026-02-28T16:00:00 – 2026-03-01T16:00:00'] },
    {
      name: 'of whole days, the end excluded',
      lines: event('DTSTART;VALUE=DATE:20260301', 'DTEND;VALUE=DATE:20260304'),
      found: ['2026-02-28T16:00:00 – 2026-03-03T16:00:00'],
    },
    {
      name: 'in a zone that is not described',
      lines: event('DTSTART;TZID=America/New_York:20260308T013000', 'DTEND;TZID=America/New_York:20260308T033000'),
      found: ['2026-03-08T06:30:00 – 2026-03-08T07:30:00'],
    },
    {
      name: 'in a zone of Windows, as the file describes it',
      lines: [
        ...windowsZone,
        ...event('DTSTART;TZID=W. Europe Standard Time:20260328T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2'),
      ],
      found: ['2026-03-28T08:00:00 – 2026-03-28T09:00:00', '2026-03-29T07:00:00 – 2026-03-29T08:00:00'],
    },
    {
      name: 'recurring over summer time, with one left out and one moved',
      lines: [
        ...event(
          'SUMMARY:Weekly',
          'DTSTART;TZID=Europe/Berlin:20260316T200000',
          'DTEND;TZID=Europe/Berlin:20260316T220000',
          'RRULE:FREQ=WEEKLY;COUNT=5',
          'EXDATE;TZID=Europe/Berlin:20260330T200000',
        ),
        ...event('RECURRENCE-ID;TZID=Europe/Berlin:20260323T200000', 'SUMMARY:Moved', 'DTSTART:20260324T100000Z', 'DTEND:20260324T110000Z'),
      ],
      found: [
        '2026-03-16T19:00:00 – 2026-03-16T21:00:00 Weekly',
        '2026-03-24T10:00:00 – 2026-03-24T11:00:00 Moved',
        '2026-04-06T18:00:00 – 2026-04-06T20:00:00 Weekly',
        '2026-04-13T18:00:00 – 2026-04-13T20:00:00 Weekly',
      ],
    },
    {
      name: 'left out by a time in UTC',
      lines: event('DTSTART;TZID=Europe/Berlin:20260316T200000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20260317T190000Z'),
      found: ['2026-03-16T19:00:00 – 2026-03-16T20:00:00', '2026-03-18T19:00:00 – 2026-03-18T20:00:00'],
    },
    {
      name: 'of a series of which one is cancelled',
      lines: [
        ...event('DTSTART:20260301T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2'),
        ...event('RECURRENCE-ID:20260301T100000Z', 'DTSTART:20260301T100000Z', 'DURATION:PT1H', 'STATUS:CANCELLED'),
      ],
      found: ['2026-03-02T10:00:00 – 2026-03-02T11:00:00'],
    },
    {
      name: 'cancelled, or of no length',
      lines: [...event('DTSTART;VALUE=DATE:20260301', 'STATUS:CANCELLED'), ...event('DTSTART:20260301T100000Z')],
      found: [],
    },
    {
      name: 'every last Friday, from long ago',
      lines: event('DTSTART:19990129T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=MONTHLY;BYDAY=-1FR'),
      found: ['2026-01-30T10:00:00 – 2026-01-30T11:00:00', '2026-02-27T10:00:00 – 2026-02-27T11:00:00'],
      most: 2,
    },
    {
      name: 'on further dates',
      lines: event('DTSTART;VALUE=DATE:20260301', 'RDATE;VALUE=DATE:20260305'),
      found: ['2026-02-28T16:00:00 – 2026-03-01T16:00:00', '2026-03-04T16:00:00 – 2026-03-05T16:00:00'],
    },
    {
      name: 'that touch are one',
      lines: [...event('SUMMARY:A', 'DTSTART;VALUE=DATE:20260301'), ...event('SUMMARY:B', 'DTSTART;VALUE=DATE:20260302')],
      found: ['2026-02-28T16:00:00 – 2026-03-02T16:00:00 A'],
    },
    {
      name: 'that has begun before one looks',
      lines: event('DTSTART;VALUE=DATE:20251220', 'DTEND;VALUE=DATE:20260105'),
      found: ['2026-01-01T00:00:00 – 2026-01-04T16:00:00'],
    },
    {
      name: 'on further dates, not on the first',
      lines: event('DTSTART;VALUE=DATE:20260301', 'RDATE;VALUE=DATE:20260305', 'EXDATE;VALUE=DATE:20260301'),
      found: ['2026-03-04T16:00:00 – 2026-03-05T16:00:00'],
    },
    { name: 'none', lines: [], found: [] },
  ])('are windows: $name', async ({ lines, found, ...rest }) => {
    expect(await windows(ics(...lines), undefined, 'most' in rest ? rest.most : 10)).toEqual(found)
  })

  it('are read with folded lines, LF alone, a BOM and two calendars', async () => {
    const one = ics(...event('SUMMARY:Long', ' er', 'DTSTART;VALUE=DATE:20260301'))
    const two = ics(...event('DTSTART;VALUE=DATE:20260401'))
    expect(await windows(`\ufeff${one}${two}`.replaceAll('\r\n', '\n'))).toEqual([
      '2026-02-28T16:00:00 – 2026-03-01T16:00:00 Longer',
      '2026-03-31T16:00:00 – 2026-04-01T16:00:00',
    ])
  })
})

describe('an iCalendar file that cannot be used', () => {
  const good = event('DTSTART;VALUE=DATE:20260101')
  it.each([
    {
      name: 'a web page',
      words: '<!doctype html>\n<html>',
      where: `${path}:1`,
      problem: /Expected a line of an iCalendar file, found “<!doctype html>”/,
    },
    { name: 'a stray line', words: ics(...good, 'nonsense'), where: `${path}:8`, problem: /found “nonsense”/ },
    {
      name: 'an end of something else',
      words: ics('BEGIN:VEVENT', 'END:VTODO'),
      where: `${path}:5`,
      problem: /“END:VTODO” ends what was not begun/,
    },
    { name: 'broken off', words: ics(...good).replace('END:VCALENDAR', ''), where: path, problem: /“END:VCALENDAR” is missing/ },
    { name: 'empty', words: '', where: path, problem: /no calendar/ },
    {
      name: 'a day that does not exist',
      words: ics(...good, ...event('DTSTART:20260230T100000Z')),
      where: `${path}:8`,
      problem: /DTSTART .* does not exist/,
    },
    { name: 'a day of letters', words: ics(...event('DTSTART:tomorrow')), where: `${path}:4`, problem: /cannot be used/ },
    { name: 'no beginning', words: ics(...event('SUMMARY:x')), where: `${path}:4`, problem: /DTSTART is missing/ },
    {
      name: 'an end before its beginning',
      words: ics(...event('DTSTART:20260102T100000Z', 'DTEND:20260101T100000Z')),
      where: `${path}:4`,
      problem: /ends before it begins/,
    },
    {
      name: 'an unknown zone',
      words: ics(...event('DTSTART;TZID=Nowhere:20260101T100000')),
      where: `${path}:4`,
      problem: /time zone “Nowhere”/,
    },
    {
      name: 'a rule that is none',
      words: ics(...event('DTSTART:20260101T100000Z', 'RRULE:FREQ=SOMETIMES')),
      where: `${path}:4`,
      problem: /cannot be/,
    },
    {
      name: 'every second',
      words: ics(...event('DTSTART:20260101T100000Z', 'RRULE:FREQ=SECONDLY')),
      where: `${path}:4`,
      problem: /more often than daily/,
    },
    {
      name: 'every second of every day',
      words: ics(...event('DTSTART:20200101T100000Z', 'DURATION:PT1S', `RRULE:FREQ=DAILY;BYMINUTE=${sixty()};BYSECOND=${sixty()}`)),
      where: `${path}:4`,
      problem: /too often|too long/,
    },
    {
      name: 'a search without end',
      words: ics(...event('DTSTART:20260101T100000Z', 'DURATION:PT1S', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30')),
      where: `${path}:4`,
      problem: /too long/,
    },
    {
      name: 'a change of all that follows',
      words: ics(...event('RECURRENCE-ID;RANGE=THISANDFUTURE:20260101T100000Z', 'DTSTART:20260101T100000Z')),
      where: `${path}:4`,
      problem: /RANGE is not supported/,
    },
    {
      name: 'a zone whose clocks change every second',
      words: ics(
        ...windowsZone.map((line) => line.replace(/^RRULE.*/, 'RRULE:FREQ=SECONDLY')),
        ...event('DTSTART;TZID=W. Europe Standard Time:20260328T090000'),
      ),
      where: `${path}:19`,
      problem: /neither of the IANA list nor described/,
    },
    {
      name: 'five megabytes',
      words: ics(
        Array.from({ length: 60_000 }, () => good)
          .flat()
          .join('\r\n'),
      ),
      where: path,
      problem: /too large/,
    },
    { name: 'very many events', words: ics(...Array.from({ length: 6000 }, () => good).flat()), where: path, problem: /too large/ },
  ])('is an error with its place: $name', async ({ words, where, problem }) => {
    const began = performance.now()
    await expect(windows(words)).rejects.toMatchObject({
      code: 'invalid-configuration',
      where,
      problem: { en: expect.stringMatching(problem) },
    })
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('is an error where it is missing', async () => {
    const rule = { kind: 'events', name: 'Company', path, environments: [], where: 'plan.yml:3:5' } as const
    await expect(calendarOf({ allow: [], deny: [rule] }, 'UTC', new Map())).rejects.toMatchObject({ where: 'plan.yml:3:5' })
  })
})

describe('a calendar with events', () => {
  it('names the rule and the event', async () => {
    const rule = { kind: 'events', name: 'Company', path, environments: [] } as const
    const files = new Map([[path, ics(...event('SUMMARY:Stock taking', 'DTSTART;VALUE=DATE:20260301'))]])
    const calendar = await calendarOf({ allow: [], deny: [rule] }, 'Asia/Shanghai', files)
    expect(calendar.verdict(Date.parse('2026-03-01T00:00Z'), '')).toEqual({
      isOpen: false,
      rule: 'Company: Stock taking',
      opensAt: Date.parse('2026-03-01T16:00Z'),
    })
    expect(calendar.verdict(Date.parse('2025-06-01T00:00Z'), '')).toMatchObject({ isOpen: true, closesAt: Date.parse('2026-02-28T16:00Z') })
  })

  it('follows five thousand events in good time', async () => {
    const many = Array.from({ length: 4900 }, (_, index) =>
      event(`DTSTART:2026${String((index % 12) + 1).padStart(2, '0')}01T100000Z`, 'DURATION:PT1H'),
    ).flat()
    const began = performance.now()
    expect(await windows(ics(...many))).toHaveLength(4)
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})
