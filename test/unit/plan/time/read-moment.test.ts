import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { momentNote, momentWords } from '../../../../src/plan/time/moment-words.ts'
import { readEdge } from '../../../../src/plan/time/read-edge.ts'
import { readMoment } from '../../../../src/plan/time/read-moment.ts'

const shanghai = 'Asia/Shanghai'
const nine = '2026-12-01T01:00:00.000Z'

function instant(words: string, zone = shanghai): string {
  const reading = readMoment(words, zone)
  return reading.state === 'read' ? new Date(reading.moment.at).toISOString() : reading.refusal.problem.en
}

describe('a written moment', () => {
  it.each([
    { name: 'wall time', words: '2026-12-01 09:00', at: nine },
    { name: 'a T', words: '2026-12-01T09:00', at: nine },
    { name: 'seconds', words: '2026-12-01 09:00:07', at: '2026-12-01T01:00:07.000Z' },
    { name: 'what machines write', words: '2026-12-01T01:00:00.250Z', at: '2026-12-01T01:00:00.250Z' },
    { name: 'an hour of one digit', words: '2026-12-01 9:00', at: nine },
    { name: 'slashes', words: '2026/12/1 09:00', at: nine },
    { name: 'Chinese', words: '2026年12月1日 9:00', at: nine },
    { name: 'Chinese without a blank', words: '2026年12月1日9:00', at: nine },
    { name: 'full-width', words: '２０２６－１２－０１　０９：００', at: nine },
    { name: 'full-width Chinese', words: '２０２６年１２月１日　９：００', at: nine },
    { name: 'an offset that wins', words: '2026-12-01 09:00 +01:00', at: '2026-12-01T08:00:00.000Z' },
    { name: 'a short offset', words: '2026-12-01T09:00-05', at: '2026-12-01T14:00:00.000Z' },
    { name: 'an offset without a colon', words: '2026-12-01 09:00+0530', at: '2026-12-01T03:30:00.000Z' },
    { name: 'a named offset', words: '2026-12-01 09:00 UTC+8', at: nine },
    { name: 'Z', words: '2026-12-01 09:00Z', at: '2026-12-01T09:00:00.000Z' },
    { name: '24:00', words: '2026-12-01 24:00', at: '2026-12-01T16:00:00.000Z' },
    { name: 'a leap day', words: '2028-02-29 12:00', at: '2028-02-29T04:00:00.000Z' },
  ])('is read: $name', ({ words, at }) => {
    expect(instant(words)).toBe(at)
  })

  it.each([
    { words: '2026-12-01', because: /a time of day is needed/ },
    { words: '2026-02-30 09:00', because: /no such day/ },
    { words: '2026-02-29 09:00', because: /no such day/ },
    { words: '2026-13-01 09:00', because: /no such day/ },
    { words: '0026-12-01 09:00', because: /no such day/ },
    { words: '2026-12-01 25:00', because: /no such time/ },
    { words: '2026-12-01 24:01', because: /no such time/ },
    { words: '2026-12-01 09:60', because: /no such time/ },
    { words: '2026-12-01 09:00 +15:00', because: /no clock is that far/ },
    { words: '2026-12-01 09:00 +08:75', because: /no clock is that far/ },
    { words: '2026-12/01 09:00', because: /Expected a date/ },
    { words: 'tomorrow', because: /Expected a date with a time of day, found “tomorrow”/ },
    { words: '01.12.2026 09:00', because: /Expected a date/ },
    { words: '2026-12-01 9 AM', because: /Expected a date/ },
    { words: '', because: /Expected a date/ },
    { words: `2026-12-01 ${' '.repeat(100_000)}09:00`, because: /Expected a date/ },
  ])('is refused: $words', ({ words, because }) => {
    expect(instant(words)).toMatch(because)
  })

  it.each([
    { zone: 'Asia/Shangai', hint: 'Asia/Shanghai' },
    { zone: 'Beijing', hint: 'Asia/Shanghai' },
    { zone: 'Asia/Beijing', hint: 'Asia/Shanghai' },
    { zone: 'Berlin', hint: 'Europe/Berlin' },
    { zone: 'America/NewYork', hint: 'America/New_York' },
  ])('in a zone that does not exist is refused with the nearest: $zone', ({ zone, hint }) => {
    const reading = readMoment('2026-12-01 09:00Z', zone)
    expect(reading).toMatchObject({ state: 'refused', refusal: { remedy: { en: `Did you mean “${hint}”?` } } })
  })

  it.each(['', '+08:00', 'x'.repeat(50_000), '::error::'])('takes no offset or nonsense for a zone: %#', (zone) => {
    const reading = readMoment('2026-12-01 09:00', zone)
    expect(reading.state === 'refused' && reading.refusal.problem.en).toMatch(/is no time zone/)
  })

  it.each([
    { words: '2026-03-29 02:30', zone: 'Europe/Berlin', at: '2026-03-29T01:00:00.000Z', note: 'gap' },
    { words: '2026-10-25 02:30', zone: 'Europe/Berlin', at: '2026-10-25T00:30:00.000Z', note: 'overlap' },
    { words: '2026-10-25 02:30+01:00', zone: 'Europe/Berlin', at: '2026-10-25T01:30:00.000Z', note: undefined },
    { words: '2026-04-05 01:45', zone: 'Australia/Lord_Howe', at: '2026-04-04T14:45:00.000Z', note: 'overlap' },
    { words: '2026-09-06 00:30', zone: 'America/Santiago', at: '2026-09-06T04:00:00.000Z', note: 'gap' },
  ])('beside a change of the clocks: $words $zone', ({ words, zone, at, note }) => {
    const reading = readMoment(words, zone)
    if (reading.state !== 'read') throw new Error(reading.refusal.problem.en)
    expect(new Date(reading.moment.at).toISOString()).toBe(at)
    expect(reading.moment.note).toBe(note)
    expect(momentNote(reading.moment)?.en).toEqual(
      note === undefined ? undefined : expect.stringMatching(note === 'gap' ? /jump over/ : /twice/),
    )
  })

  it('is what Temporal reads, whatever is written', () => {
    const zone = fc.constantFrom('Asia/Shanghai', 'Europe/London', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu')
    const wall = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2090, 0, 1) / 1000 })
    fc.assert(
      fc.property(wall, zone, (seconds, zone) => {
        const words = new Date(seconds * 1000).toISOString().slice(0, 19)
        const right = Temporal.PlainDateTime.from(words).toZonedDateTime(zone, { disambiguation: 'earlier' })
        const reading = readMoment(words, zone)
        if (reading.state === 'read' && reading.moment.note !== 'gap') expect(reading.moment.at).toBe(right.epochMilliseconds)
        else expect(right.toPlainDateTime().toString()).not.toBe(words)
      }),
    )
  })

  it('never throws, and tells no line that could be a command', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (words) => {
        const reading = readMoment(words, shanghai)
        if (reading.state === 'refused') expect(reading.refusal.problem.en).not.toMatch(/\n|##\[/)
      }),
    )
  })
})

describe('the words of a moment', () => {
  it.each([
    { words: '2026-12-01 09:00', zone: shanghai, en: 'Dec 1, 2026, 9:00 AM Asia/Shanghai = 01:00 UTC' },
    { words: '2026-12-01 07:00', zone: shanghai, en: 'Dec 1, 2026, 7:00 AM Asia/Shanghai = Nov 30, 2026, 23:00 UTC' },
    { words: '2026-12-01 09:00:05', zone: shanghai, en: 'Dec 1, 2026, 9:00:05 AM Asia/Shanghai = 01:00:05 UTC' },
    { words: '2026-12-01 09:00', zone: 'UTC', en: 'Dec 1, 2026, 9:00 AM UTC' },
  ])('are $en', ({ words, zone, en }) => {
    const reading = readMoment(words, zone)
    expect(reading.state === 'read' && momentWords(reading.moment, 'en')).toBe(en)
  })

  it('are Chinese in Chinese', () => {
    expect(momentWords({ at: Date.parse(nine), zone: shanghai }, 'zh-CN')).toBe('2026年12月1日 09:00 Asia/Shanghai = 01:00 UTC')
  })
})

describe('an edge of a stretch of time', () => {
  it.each([
    { words: '2026-12-20', edge: 'from', at: '2026-12-19T16:00:00.000Z' },
    { words: '2027-01-04', edge: 'to', at: '2027-01-04T16:00:00.000Z' },
    { words: '2026-12-06 02:00', edge: 'to', at: '2026-12-05T18:00:00.000Z' },
    { words: '2026-12-06T02:00Z', edge: 'from', at: '2026-12-06T02:00:00.000Z' },
  ] as const)('$words as $edge', ({ words, edge, at }) => {
    const reading = readEdge(words, shanghai, edge)
    expect(reading.state === 'read' && new Date(reading.at).toISOString()).toBe(at)
  })

  it('is refused where there is none', () => {
    expect(readEdge('2026-02-30', shanghai, 'from').state).toBe('refused')
    expect(readEdge('2026-02-28', 'Asia/Nowhere', 'from').state).toBe('refused')
  })
})
