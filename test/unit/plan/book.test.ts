import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Book, learned, lookBack, newBook, readBook, ticked } from '../../../src/plan/book.ts'
import { watch } from '../../../src/plan/watch.ts'

const hour = 3_600_000
const now = Date.UTC(2026, 11, 1)
const book = (more: Partial<Book> = {}): Book => ({ ...newBook(now), ...more })

describe('the book', () => {
  it('is read as it was written', () => {
    const full = book({ pace: 5, over: { a: 1, constructor: 2 }, open: ['b'], alarm: ['team'], alarmed: 3, issue: 7, heard: 9 })
    expect(readBook(JSON.parse(JSON.stringify({ version: 1, ...full })))).toEqual(full)
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['another version', { version: 2, since: 1, ticked: 1 }],
    ['no beginning', { version: 1, ticked: 1 }],
    ['a beginning at the end of time', { version: 1, since: Number.POSITIVE_INFINITY, ticked: 1 }],
    ['words for times', { version: 1, since: '1', ticked: '1' }],
  ])('that is %s is none', (_, value) => {
    expect(readBook(value)).toBeUndefined()
  })

  it('is usable, whatever stands in it', () => {
    const given = fc.record({
      version: fc.constant(1),
      since: fc.integer(),
      ticked: fc.integer(),
      over: fc.jsonValue(),
      open: fc.jsonValue(),
      alarm: fc.jsonValue(),
      pace: fc.jsonValue(),
      issue: fc.jsonValue(),
    })
    fc.assert(
      fc.property(given, (value) => {
        const read = readBook(value)
        expect(Object.values(read?.over ?? {}).every(Number.isFinite)).toBe(true)
        expect([...(read?.open ?? []), ...(read?.alarm ?? [])].every((one) => typeof one === 'string')).toBe(true)
        expect([read?.pace, read?.issue].every(Number.isFinite)).toBe(true)
      }),
    )
  })

  it('knows the longest time between two ticks, and forgets it slowly', () => {
    const after = [4, 1, 1, 0].reduce((before, hours) => ticked(before, before.ticked + hours * hour), book())
    expect([after.pace, after.ticked]).toEqual([Math.round(4 * hour * 0.81), now + 6 * hour])
    expect(ticked(book({ ticked: now, pace: 7 }), now - 5000)).toMatchObject({ ticked: now, pace: 7 })
    expect(ticked(book(), now + 100 * lookBack).pace).toBe(lookBack)
  })

  it('remembers what is over, as long as anybody looks at it, and what is open', () => {
    const before = book({ over: { old: now - 3 * lookBack, late: now - lookBack }, open: ['a', 'b', 'c'] })
    const after = learned(
      before,
      now,
      new Map([['a', now]]),
      new Map([
        ['a', false],
        ['b', false],
        ['d', true],
        ['c', true],
      ]),
    )
    expect(after.over).toEqual({ late: now - lookBack, a: now })
    expect(after.open).toEqual(['c', 'd'])
  })
})

describe('the watch', () => {
  it.each([
    { name: 'no book', given: undefined, found: 'quiet' },
    { name: 'a tick an hour ago', given: book({ ticked: now - hour }), found: 'quiet' },
    { name: 'none for three hours', given: book({ ticked: now - 3 * hour }), found: 'quiet' },
    { name: 'none for longer', given: book({ ticked: now - 3 * hour - 1 }), found: 'new' },
    { name: 'ticks that are always late', given: book({ ticked: now - 8 * hour, pace: 2 * hour }), found: 'quiet' },
    { name: 'none for longer than even those', given: book({ ticked: now - 8 * hour - 1, pace: 2 * hour }), found: 'new' },
    { name: 'people who know it already', given: book({ ticked: now - 40 * hour, alarmed: now - 20 * hour }), found: 'known' },
    { name: 'people who heard it yesterday', given: book({ ticked: now - 40 * hour, alarmed: now - 25 * hour }), found: 'new' },
    { name: 'a tick from the future', given: book({ ticked: now + hour }), found: 'quiet' },
  ])('sees $name: $found', ({ given, found }) => {
    const seen = watch(given, now)
    expect(seen.state === 'quiet' ? 'quiet' : seen.isNew ? 'new' : 'known').toBe(found)
  })
})
