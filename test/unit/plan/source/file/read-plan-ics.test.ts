import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { eventId } from '../../../../../src/plan/source/file/event-id.ts'
import { usualDefaults } from '../../../../../src/plan/source/file/plan-defaults.ts'
import { readPlanIcs } from '../../../../../src/plan/source/file/read-plan-ics.ts'
import { refusal } from '../../../config/loading.ts'
import { ids, told } from './reading.ts'

const defaults = { ...usualDefaults('main'), workflow: 'release.yml' }
const december = { from: Date.parse('2026-12-01T00:00:00Z'), until: Date.parse('2027-01-01T00:00:00Z') }

const calendar = (...events: readonly (readonly string[])[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']), 'END:VCALENDAR', ''].join(
    '\r\n',
  )

const read = (words: string, span = december) => readPlanIcs(words, 'plan.ics', defaults, 'Asia/Shanghai', span)
const one = (...lines: readonly string[]) => read(calendar(lines))

describe('an event of a calendar', () => {
  it('is an entry with what its description says', async () => {
    const description = String.raw`Ship it.\nversion: v1.4.2\nRef: latest green\n环境：production\nowner: bob\nneeds: db\, cdn\ninput region: cn\ninput:dry: true\nreminders: 1h\nhttps://example.com/join\nMeeting ID: 42\n`
    const { entries, refused } = await read(
      calendar(
        ['UID:shop-1', 'DTSTART;TZID=Europe/Berlin:20261201T090000', 'SUMMARY:Shop', `DESCRIPTION:${description}`],
        ['UID:db', 'DTSTART:20261201T010000Z', 'STATUS:CONFIRMED', 'SUMMARY:Database 2.0'],
        ['UID:cdn', 'DTSTART:20261201T090000', 'STATUS:CANCELLED', String.raw`DESCRIPTION:status: planned\nversion: 7`],
      ),
    )
    expect(refused).toEqual([])
    expect(entries).toMatchObject([
      {
        id: 'shop-1',
        due: { at: Date.parse('2026-12-01T08:00:00Z'), zone: 'Europe/Berlin' },
        version: 'v1.4.2',
        ref: { kind: 'latest-green', branch: '' },
        environment: 'production',
        owner: 'bob',
        needs: ['db', 'cdn'],
        inputs: { region: 'cn', dry: 'true' },
        reminders: [3_600_000],
        wish: 'run',
        where: 'plan.ics:3',
      },
      {
        id: 'db',
        due: { at: Date.parse('2026-12-01T01:00:00Z'), zone: 'Asia/Shanghai' },
        version: '2.0',
        workflow: 'release.yml',
        where: 'plan.ics:9',
      },
      { id: 'cdn', due: { at: Date.parse('2026-12-01T01:00:00Z') }, version: '7', wish: 'cancelled' },
    ])
  })

  it('may be written as calendars on the web do', async () => {
    const { entries } = await one(
      'UID:a',
      'DTSTART:20261201T010000Z',
      'DESCRIPTION:<p>Hello &amp; welcome</p>version: v2<br>id: shop-2<br/><b>owner</b>:&nbsp\\;bob',
    )
    expect(entries).toMatchObject([{ id: 'shop-2', version: 'v2', owner: 'bob' }])
  })

  it.each([
    ['Shop v1.4.2', 'v1.4.2'],
    ['Release 2026.12 (train)', '2026.12'],
    ['Shop (1.0.0-rc.1)', '1.0.0-rc.1'],
    ['Team of 12, room 3', ''],
    ['Weekly release', ''],
  ])('has its version from the summary where nothing else says one: %s', async (summary, version) => {
    expect((await one('UID:a', 'DTSTART:20261201T010000Z', `SUMMARY:${summary}`)).entries).toMatchObject([{ version }])
  })

  it('in a zone with a name of Windows goes by what the file says of that zone', async () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:China Standard Time',
      'BEGIN:STANDARD',
      'DTSTART:16010101T000000',
      'TZOFFSETFROM:+0800',
      'TZOFFSETTO:+0800',
      'END:STANDARD',
      'END:VTIMEZONE',
    ]
    const words = calendar(['UID:a', 'DTSTART;TZID=China Standard Time:20261201T090000']).replace(
      'VERSION:2.0',
      ['VERSION:2.0', ...zone].join('\r\n'),
    )
    expect((await read(words)).entries).toMatchObject([{ due: { at: Date.parse('2026-12-01T01:00:00Z'), zone: 'Asia/Shanghai' } }])
  })

  it('in the gap of summer time starts at the next valid instant, and says so', async () => {
    const { entries } = await one('UID:a', 'DTSTART;TZID=Europe/Berlin:20270328T023000')
    expect(entries).toMatchObject([{ due: { at: Date.parse('2027-03-28T01:00:00Z'), note: 'gap' } }])
  })

  const mistakes = [
    {
      name: 'a whole day',
      lines: ['UID:a', 'DTSTART;VALUE=DATE:20261201'],
      says: '“2026-12-01” is a date alone; a time of day is needed.\n@ plan.ics:3:1 (at)\n→ Write for example “2026-12-01 09:00”, or with an offset “2026-12-01T09:00+08:00”.',
    },
    { name: 'no beginning', lines: ['UID:a'], says: 'This event of the calendar cannot be used: DTSTART is missing.\n@ plan.ics:3' },
    { name: 'no UID', lines: ['DTSTART:20261201T010000Z'], says: '“id” is missing.\n@ plan.ics:3:1 (id)' },
    {
      name: 'a day that does not exist',
      lines: ['UID:a', 'DTSTART:20260230T010000Z'],
      says: 'This event of the calendar cannot be used: DTSTART 2026-02-30T01:00:00Z does not exist.\n@ plan.ics:3',
    },
    {
      name: 'an unknown zone',
      lines: ['UID:a', 'DTSTART;TZID=Mars/Base:20261201T090000'],
      says: 'This event of the calendar cannot be used: the time zone Mars/Base is not known.\n@ plan.ics:3',
    },
    {
      name: 'tentative',
      lines: ['UID:a', 'DTSTART:20261201T010000Z', 'STATUS:TENTATIVE'],
      says: 'The event is only tentative.\n@ plan.ics:3:1\n→ Confirm it for the release to start, or cancel it.',
    },
    {
      name: 'a misspelt key',
      lines: ['UID:a', 'DTSTART:20261201T010000Z', 'DESCRIPTION:enviroment: production'],
      says: 'Unknown key “enviroment”.\n@ plan.ics:3:1\n→ Did you mean “environment”?',
    },
    {
      name: 'a key twice',
      lines: ['UID:a', 'DTSTART:20261201T010000Z', String.raw`DESCRIPTION:version: 1\n版本: 2`],
      says: '“version” stands in the description twice.\n@ plan.ics:3:1 (version)',
    },
    {
      name: 'a state that nobody understands',
      lines: ['UID:a', 'DTSTART:20261201T010000Z', 'DESCRIPTION:status: maybe'],
      says: 'Expected planned, cancelled or skipped; found “maybe”.\n@ plan.ics:3:1 (status)\n→ Leave it empty for a release that shall start.',
    },
    {
      name: 'a rule by the hour',
      lines: ['UID:a', 'DTSTART:20261201T010000Z', 'RRULE:FREQ=HOURLY'],
      says: 'This event of the calendar cannot be used: RRULE recurs more often than daily.\n@ plan.ics:3',
    },
    {
      name: 'a rule that is never met',
      lines: ['UID:a', 'DTSTART:20260101T010000Z', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
      says: 'This event of the calendar cannot be used: its RRULE takes too long to follow.\n@ plan.ics:3',
    },
  ]

  it.each(mistakes)('is refused alone: $name', async ({ lines, says }) => {
    const { entries, refused } = await read(calendar(lines, ['UID:ok', 'DTSTART:20261202T010000Z']))
    expect(ids(entries)).toEqual(['ok'])
    expect(refused.map((each) => told(each))).toEqual([says])
    expect(refused.map((each) => told(each, 'zh-CN'))).toEqual([expect.stringMatching(/\p{Script=Han}/u)])
  })

  it('is no iCalendar at all: the file is refused', async () => {
    expect((await refusal(() => read('id,at\n'))).words).toBe('Expected a line of an iCalendar file, found “id,at”.\n  Where: plan.ics:1')
  })
})

describe('a series', () => {
  const weekly = [
    'UID:train',
    'DTSTART;TZID=Asia/Shanghai:20260903T100000',
    'RRULE:FREQ=WEEKLY;BYDAY=TH',
    'EXDATE;TZID=Asia/Shanghai:20261217T100000',
    'SUMMARY:Train',
  ]
  const moved = [
    'UID:train',
    'RECURRENCE-ID;TZID=Asia/Shanghai:20261210T100000',
    'DTSTART;TZID=Asia/Shanghai:20261211T150000',
    'DESCRIPTION:version: v9',
  ]
  const dropped = [
    'UID:train',
    'RECURRENCE-ID;TZID=Asia/Shanghai:20261224T100000',
    'DTSTART;TZID=Asia/Shanghai:20261224T100000',
    'STATUS:CANCELLED',
  ]

  it('is an entry an occurrence, with its day behind the id: moved ones keep theirs', async () => {
    const { entries, refused } = await read(calendar(weekly, moved, dropped))
    expect(refused).toEqual([])
    const shown = entries.map(({ id, due, wish, version }) => [id, new Date(due.at).toISOString().slice(0, 16), wish, version])
    expect(shown).toEqual([
      ['train-20261203', '2026-12-03T02:00', 'run', ''],
      ['train-20261231', '2026-12-31T02:00', 'run', ''],
      ['train-20261210', '2026-12-11T07:00', 'run', 'v9'],
      ['train-20261224', '2026-12-24T02:00', 'cancelled', ''],
    ])
  })

  it('gives each occurrence the same id, whatever span is asked for', async () => {
    const spans = [-40, -3, 0, 5].map((days) => ({ from: december.from + days * 86_400_000, until: december.until + days * 86_400_000 }))
    const found = await Promise.all(spans.map((span) => read(calendar(weekly), span)))
    const due = new Map<string, number>()
    for (const {
      id,
      due: { at },
    } of found.flatMap(({ entries }) => entries)) {
      expect(due.get(id) ?? at).toBe(at)
      due.set(id, at)
    }
    expect(due.size).toBeGreaterThan(8)
  })

  it('may be a list of times: its beginning is one of them', async () => {
    const { entries } = await read(
      calendar(['UID:a', 'DTSTART:20261201T020000Z', 'RDATE:20261203T020000Z,20270203T020000Z', 'EXDATE:20261204T020000Z']),
    )
    expect(ids(entries)).toEqual(['a-20261201', 'a-20261203'])
  })

  it('that never ends to be searched takes the time of no other', async () => {
    const endless = ['UID:bad', 'DTSTART:20260101T010000Z', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30']
    const { entries, refused } = await read(calendar(endless, weekly))
    expect([ids(refused), entries.length]).toEqual([['bad'], 4])
  })

  it('with several a day has the time in their ids', async () => {
    const { entries } = await read(calendar(['UID:a', 'DTSTART:20261230T000000Z', 'RRULE:FREQ=DAILY;BYHOUR=8,20']))
    expect(ids(entries)).toEqual(expect.arrayContaining(['a-20261230T0800', 'a-20261230T2000', 'a-20261231T0800']))
  })
})

describe('eventId', () => {
  it.each([
    ['shop-1.4', '', 'shop-1.4'],
    ['shop', '20261201', 'shop-20261201'],
    ['abc123@google.com', '', 'abc123-google.com-fc6a9fcc18'],
    ['发布', '', 'b61f333b91'],
    ['发布 shop@x', '20261201', 'shop-x-e453401a2f-20261201'],
  ])('of %s %s is %s', (uid, occurrence, id) => {
    expect(eventId(uid, occurrence)).toBe(id)
  })

  it('is always an id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '20261201', '20261201T0900'), (uid, occurrence) => {
        expect(eventId(uid, occurrence)).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
      }),
    )
  })

  it('is another for another UID, however long', () => {
    const [a, b] = [`${'x'.repeat(300)}a`, `${'x'.repeat(300)}b`].map((uid) => eventId(uid, '20261201T0900'))
    expect(a).toHaveLength(64)
    expect(a).not.toBe(b)
  })
})
