import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { nearest } from '../../../src/kit/nearest.ts'

describe('nearest', () => {
  it.each([
    { name: 'a letter too many', given: 'production1', known: ['production', 'staging'], found: ['production'] },
    { name: 'two letters the wrong way round', given: 'prdouction', known: ['production', 'staging'], found: ['production'] },
    { name: 'the other case', given: 'EN', known: ['en', 'zh-CN'], found: ['en'] },
    { name: 'another word of two letters', given: 'fr', known: ['en', 'zh-CN'], found: [] },
    { name: 'one letter of two', given: 'em', known: ['en', 'zh-CN'], found: ['en'] },
    { name: 'a short word with letters swapped', given: 'hsot', known: ['host', 'port', 'user', 'key'], found: ['host'] },
    { name: 'neighbours swapped in a short word', given: 'wbe', known: ['web1', 'web', 'db'], found: ['web', 'web1'] },
    { name: 'nothing like it', given: 'canary', known: ['web', 'db'], found: [] },
    { name: 'nothing', given: '', known: ['en'], found: [] },
    { name: 'the best first, then by name', given: 'web', known: ['webb', 'wob', 'weba', 'web'], found: ['web', 'weba', 'webb'] },
  ])('$name', ({ given, known, found }) => {
    expect(nearest(given, known)).toEqual(found)
  })

  it('finds a name itself first, and only known names, at most as many as asked for', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,12}$/), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(names, fc.nat(), fc.integer({ min: 1, max: 5 }), (known, pick, limit) => {
        const name = known[pick % known.length] ?? ''
        const found = nearest(name, known, limit)
        expect(found[0]).toBe(name)
        expect(found.length).toBeLessThanOrEqual(limit)
        expect(known).toEqual(expect.arrayContaining(found))
      }),
    )
  })
})
