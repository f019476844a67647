import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { byAge, previousGood, removable } from '../../../src/deploy/retention.ts'
import { kept, keptReleases } from './kept.ts'

const day = (date: number) => ({ since: `2026-11-${String(date).padStart(2, '0')}T00:00:00.000Z` })
const releases = [1, 2, 3, 4, 5].map((date) => kept(`v${date}`, day(date)))

describe('removable', () => {
  it.each([
    { name: 'the newest stay', all: releases, live: 'v5', previous: 'v4', keep: 3, gone: ['v1', 'v2'] },
    { name: 'enough room for all', all: releases, live: 'v5', previous: 'v4', keep: 9, gone: [] },
    {
      name: 'what was live before stays, however old',
      all: releases,
      live: 'v5',
      previous: 'v1',
      keep: 1,
      gone: ['v2', 'v3', 'v4'],
      back: 'v1',
    },
    { name: 'what is live stays, however old', all: releases, live: 'v1', previous: undefined, keep: 2, gone: ['v2', 'v3'] },
    {
      name: 'names do not count, times do',
      all: [kept('b', day(1)), kept('a', day(2))],
      live: '',
      previous: undefined,
      keep: 1,
      gone: ['b'],
    },
    {
      name: 'what has no time is oldest',
      all: [kept('a', { since: '' }), kept('c', day(1)), kept('b', day(2))],
      live: 'b',
      previous: 'c',
      keep: 1,
      gone: ['a'],
    },
  ])('$name', ({ all, live, previous, keep, gone }) => {
    // The good one that was live last is kept as the way back; here that is `previous`.
    const past = all.map((release) => (release.name === previous ? { ...release, lastLive: '2026-11-09' } : release))
    expect(removable({ releases: past }, { live, previous, keep })).toEqual(gone)
  })

  it('lets releases that were never live push no good one out', () => {
    const all = [...releases, ...[6, 7, 8].map((date) => kept(`p${date}`, { ...day(date), standing: 'prepared' }))]
    expect(removable({ releases: all }, { live: 'v5', previous: 'v4', keep: 5 })).toEqual(['p6', 'p7'])
  })

  it('keeps one failed release besides the good ones', () => {
    const all = [...releases, kept('f1', { ...day(6), standing: 'failed' }), kept('f2', { ...day(7), standing: 'failed' })]
    expect(removable({ releases: all }, { live: 'v5', previous: 'v4', keep: 5 })).toEqual(['f1'])
  })

  it('never removes what is live, was live, is pinned, linked, or the way back, and keeps the newest good ones', () => {
    const anyName = fc.integer({ min: 0, max: 14 }).map((index) => `v${index}`)
    fc.assert(
      fc.property(
        keptReleases,
        anyName,
        fc.option(anyName, { nil: undefined }),
        fc.integer({ min: 1, max: 8 }),
        (all, live, previous, keep) => {
          const gone = removable({ releases: all }, { live, previous, keep })
          const isGone = (name: string | undefined) => name !== undefined && gone.includes(name)
          expect([live, previous, previousGood(all, live)?.name].some(isGone)).toBe(false)
          expect(all.filter(({ pinned, linked }) => pinned || linked).some(({ name }) => isGone(name))).toBe(false)
          const good = all.filter(({ name, standing }) => standing === 'verified' || name === live).sort(byAge)
          expect(good.slice(-keep).some(({ name }) => isGone(name))).toBe(false)
          expect(new Set(gone).size).toBe(gone.length)
          expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining([...gone]))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('when it has been done there is nothing more to do', () => {
    fc.assert(
      fc.property(keptReleases, fc.integer({ min: 1, max: 8 }), (all, keep) => {
        const choice = { live: 'v0', previous: 'v1', keep }
        const gone = removable({ releases: all }, choice)
        const left = all.filter(({ name }) => !gone.includes(name))
        expect(removable({ releases: left }, choice)).toEqual([])
      }),
    )
  })
})

describe('previousGood', () => {
  const live = (date: number) => ({ lastLive: `2026-11-${String(date).padStart(2, '0')}T00:00:00.000Z` })
  it.each([
    {
      name: 'the one that was live last',
      all: [kept('a', live(1)), kept('b', live(3)), kept('c', live(2)), kept('d', live(4))],
      found: 'b',
    },
    { name: 'a bad one is passed over', all: [kept('a', live(1)), kept('b', { ...live(3), standing: 'failed' }), kept('d')], found: 'a' },
    { name: 'one that was never live is passed over', all: [kept('b', { standing: 'prepared' }), kept('d')], found: undefined },
    { name: 'nothing else', all: [kept('d')], found: undefined },
    {
      name: 'of two that the journal cannot tell apart, the newer',
      all: [kept('a', day(1)), kept('b', day(3)), kept('c', day(2)), kept('d')],
      found: 'b',
    },
  ])('$name', ({ all, found }) => {
    expect(previousGood(all, 'd')?.name).toBe(found)
    expect(previousGood([...all].reverse(), 'd')?.name).toBe(found)
  })
})
