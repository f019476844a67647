import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Excerpt, mostAround } from '../../../src/notify/failing-line/excerpt.ts'
import { type Evidence, failingLineOf } from '../../../src/notify/failing-line/failing-line.ts'
import { type JobLog, jobLogNamed, jobLogs } from './job-logs.ts'

const cleanUp =
  /Post job cleanup|Cleaning up orphan|Terminate orphan|\[command\]|\/usr\/bin\/git (?:version|config|submodule)|safe\.directory|extraheader/

const found = jobLogs.map((log) => ({ log, excerpt: failingLineOf(log.evidence) }))
const isRight = (excerpt: Excerpt | undefined, { expected }: JobLog): boolean => excerpt?.line.includes(expected.line) ?? false
const miss = ({ log, excerpt }: (typeof found)[number]): string => `${log.name}\n  wanted: ${log.expected.line}\n  found:  ${excerpt?.line}`

describe('the failing line of a job', () => {
  it('is looked for in a corpus that is worth it', () => {
    expect(jobLogs.length).toBeGreaterThanOrEqual(90)
    for (const { evidence } of jobLogs)
      expect(evidence.log).toMatch(/^\ufeff.*Z .*[\s\S]*Post job cleanup\.[\s\S]*Cleaning up orphan processes/)
  })

  it('is right in at least 95 of 100 logs', () => {
    const misses = found.filter(({ log, excerpt }) => !isRight(excerpt, log))
    const share = 1 - misses.length / found.length
    // Says which, when it fails.
    expect({ isEnough: share >= 0.95, misses: share >= 0.95 ? [] : misses.map(miss) }).toEqual({ isEnough: true, misses: [] })
  })

  it.each(['held-', 'fresh-'])('is right in at least 9 of 10 logs %s*, of tools that had no rule when they were added', (prefix) => {
    const heldOut = found.filter(({ log }) => log.name.startsWith(prefix))
    expect(heldOut.length).toBeGreaterThan(12)
    expect(heldOut.filter(({ log, excerpt }) => isRight(excerpt, log)).length / heldOut.length).toBeGreaterThanOrEqual(0.9)
  })

  it.each(found)('of $log.name is no clean-up, and short enough to send', ({ log, excerpt }) => {
    if (!excerpt) throw new Error('nothing was found')
    expect([excerpt.line, ...excerpt.around].filter((line) => cleanUp.test(line))).toEqual([])
    expect(excerpt.around.length).toBeLessThanOrEqual(mostAround)
    expect(Math.max(...[excerpt.line, ...excerpt.around].map((line) => line.length))).toBeLessThanOrEqual(400)
    expect(excerpt.around.length).toBeGreaterThan(0)
    expect(excerpt.job).toBe(log.evidence.job)
    expect(excerpt.step).toBe(log.evidence.failedSteps[0]?.name)
    expect(`${excerpt.line}${excerpt.around.join('')}`).not.toMatch(/\u001b|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z/)
  })

  it.each(found.filter(({ log }) => log.expected.path))('of $log.name is placed', ({ log: { expected }, excerpt }) => {
    expect(excerpt?.path).toBe(expected.path)
    if (expected.lineNumber) expect(excerpt?.lineNumber).toBe(expected.lineNumber)
  })

  it.each(found.filter(({ log }) => log.expected.source))('of $log.name comes from the source it should', ({ log, excerpt }) => {
    expect(excerpt?.source).toBe(log.expected.source)
  })

  it('shows what stood around it, in order', () => {
    const { evidence } = jobLogNamed('go-test')
    expect(failingLineOf(evidence)?.around).toEqual([
      '--- FAIL: TestTotal (0.00s)',
      '    --- FAIL: TestTotal/two (0.00s)',
      '        cart_test.go:11: Total([1 2]) = 2, want 3',
      'FAIL',
      'FAIL  example.com/shop  0.007s',
      'FAIL',
    ])
  })

  it('is the same without the times of steps, where the failed one came last', () => {
    const known = found.filter(({ log }) => !/^allowed-before$/.test(log.name))
    const untimed = known.map(({ log: { evidence } }) =>
      failingLineOf({
        ...evidence,
        failedSteps: evidence.failedSteps.map((step) => ({ ...step, startedAt: undefined, completedAt: undefined })),
      }),
    )
    const right = untimed.filter((excerpt, index) => excerpt?.line === known[index]?.excerpt?.line).length
    expect(right / known.length).toBeGreaterThanOrEqual(0.95)
  })
})

/** Pieces of real logs, torn and mixed with what no program should print. */
const pieces = jobLogs.flatMap(({ evidence }) => evidence.log.split('\n').slice(150, 190))
const hostileLine = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...pieces) },
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '##[error]',
    '##[group]Run x',
    '##[endgroup]',
    '\u001b[31m##[error]\u001b[0m',
    '2026-11-03T08:14:02.2949549Z ',
    '\ud800',
    '● ',
    '1) ',
  ),
)

describe('any log at all', () => {
  it('gives an excerpt within its bounds, or none', () => {
    const { evidence } = jobLogNamed('jest')
    fc.assert(
      fc.property(fc.array(hostileLine, { maxLength: 80 }), fc.boolean(), (lines, isTimed) => {
        const given: Evidence = { ...evidence, annotations: [], log: lines.join('\n'), failedSteps: isTimed ? evidence.failedSteps : [] }
        const excerpt = failingLineOf(given)
        if (!excerpt) return
        expect(excerpt.line.length).toBeLessThanOrEqual(400)
        expect(excerpt.line).toBe(excerpt.line.toWellFormed())
        expect(excerpt.around.length).toBeLessThanOrEqual(mostAround)
        expect(excerpt.line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  it.each([
    { name: 'one line of a million characters', log: `2026-11-03T08:14:30.0000000Z ${'a:1'.repeat(400_000)}` },
    { name: 'lines that nearly are errors', log: 'x/y(1:1(1:1(1 error '.repeat(50).concat('\n').repeat(3000) },
    { name: 'spaces', log: `${' '.repeat(900)}x\n`.repeat(5000) },
    { name: 'numbers, dots and slashes', log: `${'1.2/3:4(5,6)'.repeat(80)}\n`.repeat(5000) },
    { name: '200,000 lines of nothing', log: 'ok\n'.repeat(200_000) },
    { name: 'thousands of headings without a sentence', log: '● a\nTraceback (most recent call last):\n'.repeat(10_000) },
  ])('is read in time: $name', ({ log }) => {
    const begin = process.cpuUsage() // of this process alone: others may be at work on the machine
    failingLineOf({ ...jobLogNamed('jest').evidence, annotations: [], log, failedSteps: [] })
    expect(process.cpuUsage(begin).user).toBeLessThan(10_000_000)
  })
})
