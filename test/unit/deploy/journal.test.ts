import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type JournalEvent, journalLine, readJournalLine, recordedTime, standingOf } from '../../../src/deploy/journal.ts'

const kinds = ['prepared', 'switched', 'verified', 'rolled-back', 'failed', 'removed', 'unlocked'] as const
const words = fc.string({ unit: 'binary', maxLength: 20 })
const event: fc.Arbitrary<JournalEvent> = fc.record(
  {
    time: words,
    event: fc.constantFrom(...kinds),
    release: words,
    version: words,
    sha: words,
    run: words,
    actor: words,
    from: words,
    digest: words,
  },
  { requiredKeys: ['time', 'event', 'release'] },
)

describe('a journal line', () => {
  it('is one line, and is read as it was written', () => {
    fc.assert(
      fc.property(event, (one) => {
        expect(journalLine(one)).not.toMatch(/[\n\r]/)
        expect(readJournalLine(journalLine(one))).toEqual(one)
      }),
    )
  })

  it('that was torn anywhere is none', () => {
    fc.assert(
      fc.property(event, fc.nat(), (one, at) => {
        const line = journalLine(one)
        expect(readJournalLine(line.slice(0, at % line.length))).toBeUndefined()
      }),
    )
  })

  it('of any other kind is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(readJournalLine(line)).toBeUndefined()
      }),
    )
  })

  const good = { time: 't', event: 'prepared', release: 'v1' }
  it.each([
    { name: 'an unknown event', facts: { ...good, event: 'exploded' } },
    { name: 'a time that is no text', facts: { ...good, time: 5 } },
    { name: 'a release that is no text', facts: { ...good, release: ['v1'] } },
    { name: 'a version that is no text', facts: { ...good, version: { toString: 'x' } } },
    { name: 'a commit that is no text', facts: { ...good, sha: 5 } },
  ])('with $name is none', ({ facts }) => {
    expect(readJournalLine(JSON.stringify(facts))).toBeUndefined()
  })
})

const history = (...events: (typeof kinds)[number][]): JournalEvent[] =>
  events.map((event, index) => ({ event, time: `2026-11-0${index + 1}T00:00:00.000Z`, release: 'v1' }))

describe('standingOf', () => {
  it.each([
    { name: 'nothing is known', events: [], standing: 'prepared' },
    { name: 'prepared', events: ['prepared'], standing: 'prepared' },
    { name: 'switched, and then nothing', events: ['prepared', 'switched'], standing: 'prepared' },
    { name: 'found well', events: ['prepared', 'switched', 'verified'], standing: 'verified' },
    { name: 'found bad', events: ['prepared', 'switched', 'failed'], standing: 'failed' },
    { name: 'well, then left for an older one', events: ['prepared', 'switched', 'verified', 'failed'], standing: 'failed' },
    { name: 'bad, then well', events: ['switched', 'failed', 'switched', 'verified'], standing: 'verified' },
    { name: 'well, then switched to again by a run that died', events: ['switched', 'verified', 'switched'], standing: 'prepared' },
    { name: 'gone back to', events: ['switched', 'verified', 'rolled-back'], standing: 'verified' },
  ] as const)('$name', ({ events, standing }) => {
    expect(standingOf(history(...events))).toBe(standing)
  })
})

describe('recordedTime', () => {
  it.each([
    { name: 'nothing is known', events: [], time: '' },
    { name: 'when it was prepared', events: ['failed', 'prepared', 'switched'], time: '2026-11-02T00:00:00.000Z' },
    { name: 'the first thing that is known', events: ['switched', 'verified'], time: '2026-11-01T00:00:00.000Z' },
  ] as const)('$name', ({ events, time }) => {
    expect(recordedTime(history(...events))).toBe(time)
  })
})
