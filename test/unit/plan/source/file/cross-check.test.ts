import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { findCircles } from '../../../../../src/plan/source/file/find-circles.ts'
import { ids, path, read, told } from './reading.ts'

const plan = (...entries: readonly string[]): string =>
  ['defaults: { workflow: r.yml }', 'entries:', ...entries.map((each) => `  - { at: 2026-12-01 09:00, ${each} }`), ''].join('\n')

describe('entries that stand in each other’s way', () => {
  it('are both refused where they have one id', async () => {
    const { entries, refused } = await read(plan('id: a', 'id: b', 'id: a'))
    expect(ids(entries)).toEqual(['b'])
    expect(refused.map((each) => told(each))).toEqual([
      `The id “a” stands also at ${path}:5: it is not clear which is meant.\n@ ${path}:3\n→ Give each entry an id of its own.`,
      `The id “a” stands also at ${path}:3: it is not clear which is meant.\n@ ${path}:5\n→ Give each entry an id of its own.`,
    ])
  })

  it('are refused beside one with the same id that is broken: it may be that one which is meant', async () => {
    const { entries, refused } = await read(plan('id: a', 'id: a, x: 1'))
    expect([ids(entries), ids(refused)]).toEqual([[], ['a', 'a']])
  })

  it('are told apart by nothing but their letters: names of Object.prototype are ids as any others', async () => {
    const { entries } = await read(plan('id: constructor', 'id: toString, needs: constructor', 'id: Constructor'))
    expect(ids(entries)).toEqual(['constructor', 'toString', 'Constructor'])
  })

  it('are refused where their needs go in a circle, and nobody else is', async () => {
    const { entries, refused } = await read(
      plan('id: a, needs: b', 'id: b, needs: [free, c]', 'id: c, needs: a', 'id: after, needs: a', 'id: free'),
    )
    expect(ids(entries)).toEqual(['after', 'free'])
    expect(refused.map((each) => told(each))).toEqual([
      `Its needs go round in a circle: a → b → c → a.\n@ ${path}:3\n→ None of them can be the first: remove one of the needs.`,
      `Its needs go round in a circle: a → b → c → a.\n@ ${path}:4\n→ None of them can be the first: remove one of the needs.`,
      `Its needs go round in a circle: a → b → c → a.\n@ ${path}:5\n→ None of them can be the first: remove one of the needs.`,
    ])
  })

  it('may need one that is refused: whether that is mended shows when its time comes', async () => {
    const { entries } = await read(plan('id: a, needs: b', 'id: b, x: 1'))
    expect(ids(entries)).toEqual(['a'])
  })

  it('may stand in a chain of any length', async () => {
    const chain = Array.from({ length: 3000 }, (_, index) => `id: e${index}${index > 0 ? `, needs: e${index - 1}` : ''}`)
    const { entries, refused } = await read(plan(...chain))
    expect([entries.length, refused.length]).toEqual([3000, 0])
  })
})

describe('findCircles', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const graph = fc.dictionary(fc.constantFrom(...names), fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }))

  const reaches = (needs: ReadonlyMap<string, readonly string[]>, from: string): ReadonlySet<string> => {
    const seen = new Set((needs.get(from) ?? []).filter((need) => needs.has(need)))
    for (const each of seen) for (const next of needs.get(each) ?? []) if (needs.has(next)) seen.add(next)
    return seen
  }

  it('finds all that lead back to themselves, and else only what lies between two circles', () => {
    fc.assert(
      fc.property(graph, (written) => {
        const needs = new Map(Object.entries(written))
        const circles = findCircles(needs)
        const isInOne = (id: string) => reaches(needs, id).has(id)
        for (const id of needs.keys()) {
          const onward = [...reaches(needs, id)]
          const isBetween = onward.some(isInOne) && [...needs.keys()].some((other) => isInOne(other) && reaches(needs, other).has(id))
          expect(circles.has(id)).toBe(isInOne(id) || isBetween)
        }
        for (const circle of circles.values()) {
          expect(circle.length).toBeGreaterThan(1)
          expect(circle[0]).toBe(circle.at(-1))
          for (const [index, id] of circle.slice(0, -1).entries()) expect(needs.get(id)).toContain(circle[index + 1])
        }
      }),
      { numRuns: 500 },
    )
  })
})
