import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type EntryRecord, entryStates, newRecord, readEntryRecord, withArc, writtenRecord } from '../../../src/plan/entry-record.ts'
import { instantWords } from '../../../src/plan/words.ts'
import { due, why } from './planning.ts'

const arc = { state: 'claimed', at: due, by: 'run 1', why } as const
const full: EntryRecord = {
  ...{ state: 'started', due, putOff: due + 1, holder: { run: '7', attempt: 2 }, correlation: 'a-1', workflow: 'r.yml', branch: 'main' },
  ...{ armedAt: due, isAccepted: true, run: { id: 5, url: 'https://x' }, isEarly: true, isHalted: true, closedBy: 'freeze', late: 3 },
  ...{ isTakenBack: true, reminded: [9, 8], why, amendment: { of: due, at: due + 2, wish: 'skipped', by: 'alice', reason: 'r' } },
  ...{ leave: { for: 'freeze', due, by: ['alice', 'bob'], reason: 'r' }, history: [arc] },
}

describe('what is written down of an entry', () => {
  it('is read as it was written', () => {
    expect(readEntryRecord(JSON.parse(JSON.stringify(writtenRecord(full))))).toEqual(full)
    expect(readEntryRecord(JSON.parse(JSON.stringify(writtenRecord(newRecord(due)))))).toMatchObject(newRecord(due))
  })

  it.each([
    ['nothing', undefined],
    ['words', 'released'],
    ['another version', { ...full, version: 2 }],
    ['a state that is none', { ...full, version: 1, state: 'ready' }],
    ['a word of every object', { ...full, version: 1, state: 'constructor' }],
    ['no time', { ...full, version: 1, due: undefined }],
    ['a time beyond all calendars', { ...full, version: 1, due: 1e300 }],
  ])('that is %s is no record', (_, value) => {
    expect(readEntryRecord(value)).toBeUndefined()
  })

  it('can be told to people, whatever others wrote there', () => {
    const parts = Object.fromEntries(Object.keys(full).map((key) => [key, fc.oneof(fc.jsonValue(), fc.double())]))
    const value = fc.record({ ...parts, version: fc.constant(1), state: fc.constantFrom(...Object.keys(entryStates)), due: fc.double() })
    fc.assert(
      fc.property(value, (given) => {
        const read = readEntryRecord(given)
        if (!read) return
        for (const at of [read.due, read.putOff, read.amendment?.at]) if (at !== undefined) instantWords(at, 'UTC')
        for (const { state } of read.history) expect(Object.hasOwn(entryStates, state)).toBe(true)
        expect(readEntryRecord(writtenRecord(read))).toEqual(read)
      }),
    )
  })

  it('keeps how it began and what came last', () => {
    let record = newRecord(due)
    for (let step = 0; step < 200; step++) record = withArc(record, { ...arc, at: step })
    expect(record.history.map(({ at }) => at)).toEqual([0, ...Array.from({ length: 60 }, (_, index) => 140 + index)])
  })
})
