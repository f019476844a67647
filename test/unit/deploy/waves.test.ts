import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { planWaves, type WaveSize } from '../../../src/deploy/waves.ts'

const hosts = (count: number, tags: (index: number) => readonly string[] = () => []) =>
  Array.from({ length: count }, (_, index) => ({ name: `h${index}`, tags: tags(index) }))
const canary = (index: number) => (index === 3 ? ['canary'] : [])

const size: fc.Arbitrary<WaveSize> = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ tag: fc.constantFrom('a', 'b', 'c') }),
)
const fleet = fc.array(fc.subarray(['a', 'b']), { maxLength: 30 }).map((all) => all.map((tags, index) => ({ name: `h${index}`, tags })))

describe('planWaves', () => {
  it.each([
    { name: 'no wave', all: hosts(3), sizes: [], plan: [3] },
    { name: 'no host', all: hosts(0), sizes: [{ count: 1 }], plan: [] },
    { name: 'one, half, all', all: hosts(10), sizes: [{ count: 1 }, { percent: 50 }, { percent: 100 }], plan: [1, 4, 5] },
    { name: 'counts are sizes', all: hosts(10), sizes: [{ count: 1 }, { count: 3 }, { percent: 100 }], plan: [1, 3, 6] },
    { name: 'a share is rounded up', all: hosts(3), sizes: [{ percent: 10 }, { percent: 100 }], plan: [1, 2] },
    {
      name: 'a share that is reached already is no wave',
      all: hosts(4),
      sizes: [{ count: 2 }, { percent: 50 }, { percent: 100 }],
      plan: [2, 2],
    },
    { name: 'what no wave takes goes with the last', all: hosts(5), sizes: [{ count: 1 }, { count: 1 }], plan: [1, 4] },
    { name: 'more than there are', all: hosts(2), sizes: [{ count: 9 }, { percent: 100 }], plan: [2] },
    { name: 'a tag first', all: hosts(5, canary), sizes: [{ tag: 'canary' }, { percent: 100 }], plan: [1, 4] },
    { name: 'a tag that nobody has', all: hosts(5), sizes: [{ tag: 'canary' }, { percent: 100 }], plan: [5] },
  ])('$name', ({ all, sizes, plan }) => {
    expect(planWaves(all, sizes).map((wave) => wave.length)).toEqual(plan)
  })

  it('takes the hosts of a tag out of their order', () => {
    const waves = planWaves(hosts(5, canary), [{ tag: 'canary' }, { count: 2 }, { percent: 100 }])
    expect(waves.map((wave) => wave.map(({ name }) => name))).toEqual([['h3'], ['h0', 'h1'], ['h2', 'h4']])
  })

  it('has every host once, no empty wave, and every wave but the last in the given order', () => {
    fc.assert(
      fc.property(fleet, fc.array(size, { maxLength: 6 }), (all, sizes) => {
        const waves = planWaves(all, sizes)
        expect(
          waves
            .flat()
            .map(({ name }) => name)
            .sort(),
        ).toEqual(all.map(({ name }) => name).sort())
        for (const wave of waves) expect(wave.length).toBeGreaterThan(0)
        for (const wave of waves.slice(0, -1)) {
          const places = wave.map((host) => all.indexOf(host))
          expect(places).toEqual([...places].sort((a, b) => a - b))
        }
      }),
    )
  })

  it('never releases more than a share says before the wave is over', () => {
    fc.assert(
      fc.property(fleet, fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 }), (all, shares) => {
        const waves = planWaves(all, [...shares.sort((a, b) => a - b).map((percent) => ({ percent })), { percent: 100 }])
        for (const percent of shares) {
          const bound = Math.ceil((all.length * percent) / 100)
          const sums = waves.map((_, index) => waves.slice(0, index + 1).flat().length)
          if (bound < all.length && bound > 0) expect(sums).toContain(bound)
        }
      }),
    )
  })
})
