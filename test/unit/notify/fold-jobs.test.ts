import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Conclusion } from '../../../src/github/jobs.ts'
import { failedJobs, foldedText, foldJobs } from '../../../src/notify/fold-jobs.ts'
import { jobNameOf } from '../../../src/notify/job-name.ts'
import { job, step } from './runs-and-jobs.ts'

describe('the name of a job', () => {
  it.each([
    { name: 'test', base: 'test', values: [] },
    { name: 'test (18, windows-latest)', base: 'test', values: ['18', 'windows-latest'] },
    { name: 'ci / test', base: 'ci / test', values: [] },
    { name: 'ci (eu) / test (18, x64)', base: 'ci / test', values: ['eu', '18', 'x64'] },
    { name: 'test (a (b, c), d)', base: 'test', values: ['a (b, c)', 'd'] },
    { name: 'test (a / b)', base: 'test', values: ['a / b'] },
    { name: 'call(x)', base: 'call(x)', values: [] },
    { name: 'Test (all) of them', base: 'Test (all) of them', values: [] },
    { name: '(18)', base: '(18)', values: [] },
    { name: 'odd) (', base: 'odd) (', values: [] },
    { name: '测试 (18, 视窗)', base: '测试', values: ['18', '视窗'] },
    { name: '', base: '', values: [] },
  ])('$name', ({ name, base, values }) => {
    expect(jobNameOf(name)).toEqual({ base, values })
  })

  it('of any matrix is taken apart again', () => {
    const word = fc.stringMatching(/^[a-z0-9.-]{1,8}$/)
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1, maxLength: 4 }), (base, values) => {
        expect(jobNameOf(`${base} (${values.join(', ')})`)).toEqual({ base, values })
      }),
    )
  })

  it('of anything at all is taken apart in time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('(', ')', ' ', '/', ',', 'a'), maxLength: 300 }), (name) => void jobNameOf(name)),
    )
  })
})

const matrix = (count: number, ends: Readonly<Record<string, Conclusion | undefined>>) =>
  Array.from({ length: count }, (_, n) => `${n + 1}, linux`)
    .concat(Object.keys(ends))
    .map((values) => job(`test (${values})`, values in ends ? ends[values] : 'success'))

describe('the jobs of a matrix', () => {
  it('are one line, failed ones by name', () => {
    const [folded, ...others] = foldJobs(matrix(28, { '18, windows': 'failure', '20, macos': 'failure' }))
    expect(others).toEqual([])
    expect(folded).toMatchObject({ name: 'test', total: 30, counts: { success: 28, failure: 2 } })
    expect(folded && foldedText(folded)).toEqual({
      en: 'test: 28/30 ok, failed: 18 windows, 20 macos',
      'zh-CN': 'test：28/30 成功，失败：18 windows、20 macos',
    })
  })

  it('say what else became of them', () => {
    const jobs = matrix(1, { a: 'failure', b: 'timed_out', c: 'cancelled', d: 'cancelled', e: 'skipped', f: undefined })
    expect(foldJobs(jobs).map(foldedText)).toEqual([
      {
        en: 'test: 1/7 ok, failed: a, timed out: b, 2 cancelled, 1 running, 1 skipped',
        'zh-CN': 'test：1/7 成功，失败：a，超时：b，2 个已取消，1 个进行中，1 个已跳过',
      },
    ])
  })

  it('are not all named where very many failed', () => {
    const jobs = Array.from({ length: 30 }, (_, n) => job(`test (${n})`, 'failure'))
    expect(foldJobs(jobs).map((one) => foldedText(one).en)).toEqual(['test: 0/30 ok, failed: 0, 1, 2, 3, 4 and 25 more'])
  })
})

describe('jobs', () => {
  it('that went wrong come first, a single one keeps its whole name', () => {
    const jobs = [job('lint', 'success'), job('docs (en)', 'skipped'), job('build', 'cancelled'), job('ci / test', 'failure'), job('e2e')]
    expect(foldJobs(jobs).map((one) => foldedText(one).en)).toEqual([
      'ci / test: failed',
      'build: cancelled',
      'e2e: running',
      'lint: ok',
      'docs (en): skipped',
    ])
  })

  it('that are all skipped say that alone', () => {
    expect(foldJobs([job('a (1)', 'skipped'), job('a (2)', 'skipped')]).map((one) => foldedText(one).en)).toEqual(['a: 2 skipped'])
  })

  it('that failed name the step, with its address', () => {
    const steps = [
      step(1, 'Set up job', 'success'),
      step(4, 'npm test', 'failure'),
      step(5, 'Report', 'failure'),
      step(9, 'Post', 'success'),
    ]
    const [failed] = failedJobs([job('a', 'success'), job('b', 'failure', { id: 7, steps })])
    expect(failed).toMatchObject({
      verdict: 'failure',
      step: { name: 'npm test' },
      url: 'https://github.com/acme/shop/actions/runs/42/job/7#step:4:1',
    })
  })

  it('name the step that was stopped; a lost runner leaves none', () => {
    const stopped = job('a', 'timed_out', { steps: [step(1, 'Set up job', 'success'), step(2, 'npm test', 'cancelled')] })
    const lost = job('b', 'failure', { id: 8 })
    expect(failedJobs([stopped, lost]).map(({ verdict, step, url }) => [verdict, step?.name, url])).toEqual([
      ['failure', undefined, 'https://github.com/acme/shop/actions/runs/42/job/8'],
      ['timed-out', 'npm test', expect.stringContaining('#step:2:1')],
    ])
  })

  it('are neither lost nor made, whatever they are called', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', ' (1)', ' (2, x)', ' / '), maxLength: 4 })
    const end = fc.constantFrom<Conclusion | undefined>('success', 'failure', 'cancelled', 'skipped', undefined)
    fc.assert(
      fc.property(fc.array(fc.tuple(name, end)), (pairs) => {
        const jobs = pairs.map(([called, conclusion]) => job(called, conclusion))
        const folded = foldJobs(jobs)
        expect(folded.reduce((sum, { total }) => sum + total, 0)).toBe(jobs.length)
        expect(folded.flatMap(({ failed }) => failed).length).toBe(failedJobs(jobs).length)
        for (const { counts, total } of folded) expect(Object.values(counts).reduce((sum, one) => sum + one, 0)).toBe(total)
      }),
    )
  })
})
