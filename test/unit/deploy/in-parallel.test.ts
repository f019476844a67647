import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { inParallel } from '../../../src/deploy/in-parallel.ts'

describe('inParallel', () => {
  it('does each item once, at most so many at a time, and answers in their order whatever fails', async () => {
    const tasks = fc.array(fc.record({ turns: fc.nat(5), fails: fc.boolean() }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(tasks, fc.integer({ min: 1, max: 8 }), async (items, limit) => {
        let inside = 0
        let most = 0
        let done = 0
        const results = await inParallel(items, limit, async (item) => {
          most = Math.max(most, ++inside)
          for (let turn = 0; turn < item.turns; turn++) await Promise.resolve()
          inside--
          done++
          if (item.fails) throw item
          return item
        })
        expect(most).toBeLessThanOrEqual(limit)
        expect(done).toBe(items.length)
        expect(results).toEqual(
          items.map((item) => (item.fails ? { status: 'rejected', reason: item } : { status: 'fulfilled', value: item })),
        )
      }),
    )
  })
})
