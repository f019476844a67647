import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { History } from '../../../src/github/history.ts'
import { type Edge, edgeOf, isFlapping, type PresentRun } from '../../../src/notify/edge.ts'
import type { Verdict } from '../../../src/notify/verdict.ts'
import { historyOf, hour, run, start } from './runs-and-jobs.ts'

const now = start + 20 * hour
const present = (history: History, verdict: Verdict, more: Partial<PresentRun> = {}): PresentRun => ({
  number: (history.runs[0]?.number ?? 0) + 1,
  verdict,
  now,
  ...more,
})
const short = (edge: Edge | undefined) => {
  if (edge === undefined) return 'unknown'
  if (edge.kind === 'broken') return `broken since #${edge.lastGood.number}`
  if (edge.kind === 'first' || edge.kind === 'none') return edge.kind
  return `${edge.kind} ${edge.outage.times}${edge.outage.isAtLeast ? '+' : ''} #${edge.outage.first?.number ?? 'own'}`
}

interface Case {
  readonly before: string
  readonly verdict: Verdict
  readonly is: string
  readonly isWhole?: boolean
}

const cases: readonly Case[] = [
  { before: '', verdict: 'success', is: 'first' },
  { before: '', verdict: 'failure', is: 'first' },
  { before: 'S', verdict: 'success', is: 'none' },
  { before: 'S', verdict: 'failure', is: 'broken since #1' },
  { before: 'SF', verdict: 'failure', is: 'still-broken 2 #2' },
  { before: 'SFF', verdict: 'failure', is: 'still-broken 3 #2' },
  { before: 'SFFF', verdict: 'success', is: 'fixed 3 #2' },
  { before: 'SFFFS', verdict: 'success', is: 'none' },
  { before: 'SFFFS', verdict: 'failure', is: 'broken since #5' },
  { before: 'SFC', verdict: 'failure', is: 'still-broken 2 #2' },
  { before: 'SFCKC', verdict: 'success', is: 'fixed 1 #2' },
  { before: 'SC', verdict: 'failure', is: 'broken since #1' },
  { before: 'CCK', verdict: 'failure', is: 'first' },
  { before: 'CCK', verdict: 'success', is: 'first' },
  { before: 'SF', verdict: 'cancelled', is: 'none' },
  { before: 'SF', verdict: 'skipped', is: 'none' },
  { before: 'SF', verdict: 'running', is: 'none' },
  { before: 'ST', verdict: 'failure', is: 'still-broken 2 #2' },
  { before: 'S', verdict: 'timed-out', is: 'broken since #1' },
  { before: 'FN', verdict: 'failure', is: 'broken since #2' },
  { before: 'FF', verdict: 'failure', is: 'still-broken 3 #1' },
  { before: 'FF', verdict: 'success', is: 'fixed 2 #1' },
  { before: 'FF', verdict: 'failure', isWhole: false, is: 'still-broken 3+ #1' },
  { before: 'FF', verdict: 'success', isWhole: false, is: 'fixed 2+ #1' },
  { before: 'SF', verdict: 'success', isWhole: false, is: 'fixed 1 #2' },
  { before: 'CC', verdict: 'failure', isWhole: false, is: 'unknown' },
  { before: 'CC', verdict: 'success', isWhole: false, is: 'unknown' },
  { before: '', verdict: 'success', isWhole: false, is: 'unknown' },
]

describe('what changed with a run', () => {
  it.each(cases)('“$before” and then $verdict: $is', ({ before, verdict, is, isWhole = true }) => {
    const history = historyOf(before, isWhole)
    expect(short(edgeOf(history, present(history, verdict)))).toBe(is)
  })

  it('is counted from the end of the first run that failed', () => {
    const history = historyOf('SFF')
    const failedAt = start + 2 * hour + 600_000
    expect(edgeOf(history, present(history, 'success'))).toMatchObject({
      kind: 'fixed',
      after: now - failedAt,
      outage: { since: failedAt },
    })
  })

  it('is not confused by runs that came later and were faster', () => {
    const history = historyOf('SSFFS')
    expect(short(edgeOf(history, { number: 3, verdict: 'failure', now }))).toBe('broken since #2')
    expect(short(edgeOf(history, { number: 5, verdict: 'success', now }))).toBe('fixed 2 #3')
  })

  it('counts a run that was started again once, by its latest attempt', () => {
    const again = run(2, 'success', { attempt: 3 })
    const runs = [run(2, 'failure'), again, run(2, 'failure', { attempt: 2 }), run(1, 'success')]
    expect(short(edgeOf({ runs, isWhole: true }, { number: 3, verdict: 'failure', now }))).toBe('broken since #2')
  })

  const failedBefore = { conclusion: 'failure', updatedAt: now - hour } as const
  it.each([
    { name: 'mends what its earlier attempt broke', before: 'S', verdict: 'success', is: 'fixed 1 #own' },
    { name: 'mends what was broken before it', before: 'SF', verdict: 'success', is: 'fixed 1 #2' },
    { name: 'breaks it once, not once more', before: 'S', verdict: 'failure', is: 'broken since #1' },
    { name: 'is still broken by one run, not two', before: 'SF', verdict: 'failure', is: 'still-broken 2 #2' },
    { name: 'mends itself as the first of all', before: '', verdict: 'success', is: 'fixed 1 #own' },
    { name: 'fails again as the first of all', before: '', verdict: 'failure', is: 'first' },
  ] as const)('started again, it $name', ({ before, verdict, is }) => {
    const history = historyOf(before)
    expect(short(edgeOf(history, present(history, verdict, { earlier: failedBefore })))).toBe(is)
  })

  it.each(['success', 'cancelled'] as const)('started again after an attempt that ended as %s, it has mended nothing', (conclusion) => {
    const history = historyOf('S')
    const earlier = { conclusion, updatedAt: now - hour }
    expect(short(edgeOf(history, present(history, 'success', { earlier })))).toBe('none')
  })
})

describe('whatever the history', () => {
  const letters = fc.string({ unit: fc.constantFrom('S', 'F', 'C', 'T', 'K'), maxLength: 14 })
  const verdicts = fc.constantFrom<Verdict>('success', 'failure', 'timed-out', 'cancelled', 'skipped')

  it('runs without conclusion change nothing but numbers', () => {
    fc.assert(
      fc.property(letters, verdicts, (before, verdict) => {
        const [all, counting] = [historyOf(before), historyOf(before.replaceAll(/[CK]/g, ''))]
        const kinds = [all, counting].map((history) => edgeOf(history, present(history, verdict)))
        const plain = (edge: Edge | undefined) => [edge?.kind, edge && 'outage' in edge ? edge.outage.times : undefined]
        expect(plain(kinds[0])).toEqual(plain(kinds[1]))
      }),
    )
  })

  it('its order and later runs do not matter', () => {
    fc.assert(
      fc.property(letters, letters, verdicts, (before, after, verdict) => {
        const number = before.length + 1
        const { runs } = historyOf(`${before}S${after}`)
        const others = runs.filter((one) => one.number !== number)
        const expected = edgeOf(historyOf(before), { number, verdict, now })
        expect(edgeOf({ runs: [...others].reverse(), isWhole: true }, { number, verdict, now })).toEqual(expected)
      }),
    )
  })

  it('every outage is announced once, counted up, and ended once', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('S', 'F'), minLength: 1, maxLength: 20 }), (words) => {
        const edges = [...words].map((letter, index) => {
          const verdict = letter === 'S' ? 'success' : 'failure'
          return edgeOf(historyOf(words.slice(0, index)), { number: index + 1, verdict, now })?.kind
        })
        const count = (kind: string) => edges.filter((one) => one === kind).length
        expect(count('fixed')).toBe(words.split(/FS/).length - 1)
        expect(count('broken')).toBe(words.split(/SF/).length - 1)
        expect(count('still-broken')).toBe([...words].filter((letter, index) => letter === 'F' && words[index - 1] === 'F').length)
        expect(count('first')).toBe(1)
      }),
    )
  })
})

describe('a workflow that goes to and fro', () => {
  it.each([
    { before: 'SFSF', verdict: 'success', is: true },
    { before: 'SFSS', verdict: 'failure', is: false },
    { before: 'SCFCSCFC', verdict: 'success', is: true },
    { before: 'SFSFSSSSSSSSS', verdict: 'success', is: false },
    { before: 'SFSFS', verdict: 'cancelled', is: true },
    { before: '', verdict: 'success', is: false },
    { before: 'FFFFFFFF', verdict: 'success', is: false },
  ] as const)('“$before” and then $verdict: $is', ({ before, verdict, is }) => {
    const history = historyOf(before)
    expect(isFlapping(history, present(history, verdict))).toBe(is)
  })
})
