import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { foldEvents, kindOf } from '../../../src/notify/fold-events.ts'
import { levels } from '../../../src/notify/log-level.ts'
import { event } from './events.ts'

const same = [
  ['numbers', 'took 12 ms', 'took 1200 ms'],
  ['decimals', 'took 1.5 s', 'took 12 s'],
  ['uuids', 'order 6f1c2d3e-0000-4000-8000-00000000000a lost', 'order 0a0b0c0d-1111-4222-9333-aaaaaaaaaaaa lost'],
  ['digests', 'commit 89116c0 broke it', 'commit dc1a0ea5f00 broke it'],
  ['pointers', 'segfault at 0x7ffe0010', 'segfault at 0xdeadbeef'],
  ['addresses', 'reset by 10.0.0.1:5432', 'reset by 192.168.100.7:80'],
  ['times', 'since 2026-11-27T10:00:00Z', 'since 2026-11-28T11:22:33.123Z'],
  ['numbers in paths', 'GET /orders/17 failed', 'GET /orders/18 failed'],
] as const
const different = [
  ['words', 'no money', 'no honey'],
  ['words that look like digests', 'the facade decade', 'the deface decade'],
  ['letters beside numbers', 'disk sda1 full', 'disk sdb1 full'],
] as const

describe('two events', () => {
  it.each(same)('are one when they differ in %s', (_, a, b) => {
    expect(foldEvents([event({ message: a }), event({ message: b })])).toHaveLength(1)
  })

  it.each(different)('are two when they differ in %s', (_, a, b) => {
    expect(foldEvents([event({ message: a }), event({ message: b })])).toHaveLength(2)
  })

  it.each([{ level: 'warning' }, { service: 'api' }] as const)('are two when they differ in %j', (given) => {
    expect(foldEvents([event(), event(given)])).toHaveLength(2)
  })
})

describe('folded events', () => {
  it('tell how often, and when first and last', () => {
    const [one] = foldEvents([
      event({ time: 'a', details: ['x'] }),
      event({ time: 'b' }),
      event({}),
      event({ time: 'c', count: 3, lastTime: 'd' }),
    ])
    expect(one).toMatchObject({ count: 6, time: 'a', lastTime: 'd', details: ['x'] })
  })

  const events = fc.array(
    fc.record({
      level: fc.constantFrom(...levels),
      service: fc.constantFrom('', 'a', 'b1'),
      message: fc.constantFrom('x', 'x 1', 'x 2', 'y'),
      details: fc.constant([]),
      line: fc.nat(),
      count: fc.integer({ min: 1, max: 9 }),
    }),
  )

  it('lose none, and do not change when they are folded again', () => {
    fc.assert(
      fc.property(events, (given) => {
        const folded = foldEvents(given)
        expect(foldEvents(folded)).toEqual(folded)
        expect(new Set(folded.map(kindOf)).size).toBe(folded.length)
        const sum = (all: typeof folded) => all.reduce((total, { count }) => total + count, 0)
        expect(sum(folded)).toBe(sum(given))
      }),
    )
  })
})
