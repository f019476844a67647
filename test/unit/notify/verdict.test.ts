import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Conclusion, Job } from '../../../src/github/jobs.ts'
import { findOwn, type OwnJob } from '../../../src/notify/own-job.ts'
import { mayHaveTimedOut, withTimeOuts } from '../../../src/notify/timed-out-jobs.ts'
import { type GivenStatus, othersAtWork, type Verdict, verdictOf } from '../../../src/notify/verdict.ts'
import { job, start, step } from './runs-and-jobs.ts'

const me: OwnJob = { runner: 'Runner 9', key: 'notify' }
const notifying = [step(1, 'Set up job', 'success'), step(2, 'Run actions/checkout@v6', 'success'), step(3, 'Tell people')]
const notify = job('notify', undefined, { runner: 'Runner 9', steps: notifying })
const deploying = (...more: Job['steps']) =>
  job('deploy', undefined, { runner: 'Runner 9', steps: [step(1, 'Set up job', 'success'), ...more, step(9, 'Tell people')] })

interface Case {
  readonly name: string
  readonly jobs: readonly Job[] | undefined
  readonly own?: OwnJob
  readonly status?: GivenStatus
  readonly conclusion?: Conclusion
  readonly isFinal?: boolean
  readonly is: Verdict | undefined
}

const cases: readonly Case[] = [
  { name: 'all went well', jobs: [job('a', 'success'), job('b', 'success'), notify], is: 'success' },
  { name: 'one failed', jobs: [job('a', 'success'), job('b', 'failure'), notify], is: 'failure' },
  { name: 'one failed, what needed it was skipped', jobs: [job('a', 'failure'), job('deploy', 'skipped'), notify], is: 'failure' },
  { name: 'one failed, its matrix was cancelled', jobs: [job('a (1)', 'failure'), job('a (2)', 'cancelled'), notify], is: 'failure' },
  { name: 'cancelled by hand', jobs: [job('a', 'success'), job('b', 'cancelled'), job('c', 'skipped'), notify], is: 'cancelled' },
  { name: 'took too long, and the rest was cancelled', jobs: [job('a', 'timed_out'), job('b', 'cancelled'), notify], is: 'timed-out' },
  { name: 'failed although another took too long', jobs: [job('a', 'timed_out'), job('b', 'failure'), notify], is: 'failure' },
  { name: 'nothing was done', jobs: [job('a', 'skipped'), job('b', 'skipped'), notify], is: 'skipped' },
  { name: 'some was not needed', jobs: [job('a', 'skipped'), job('b', 'success'), notify], is: 'success' },
  { name: 'neutral is no failure', jobs: [job('a', 'neutral'), notify], is: 'success' },
  { name: 'others are at work', jobs: [job('a', 'success'), job('b'), notify], is: 'running' },
  { name: 'others wait', jobs: [job('a', undefined, { status: 'queued' }), notify], is: 'running' },
  { name: 'one failed while others are at work', jobs: [job('a', 'failure'), job('b'), notify], is: 'failure' },
  { name: 'others are at work, asked what it comes to', jobs: [job('a', 'success'), job('b'), notify], isFinal: true, is: 'success' },
  { name: 'nothing was done yet, asked what it comes to', jobs: [job('a', 'skipped'), job('b'), notify], isFinal: true, is: 'skipped' },
  { name: 'nobody else is there', jobs: [notify], is: 'success' },
  { name: 'own job did the work', jobs: [deploying(step(2, 'npm test', 'success'))], is: 'success' },
  {
    name: 'own job did the work, another was not needed',
    jobs: [job('lint', 'skipped'), deploying(step(2, 'npm test', 'success'))],
    is: 'success',
  },
  {
    name: 'own job only builds the image of an action',
    jobs: [job('a', 'skipped'), deploying(step(2, 'Build acme/tell@v1', 'success'))],
    is: 'skipped',
  },
  {
    name: 'a step named like the runner’s is work',
    jobs: [job('a', 'skipped'), deploying(step(2, 'Build the site', 'success'))],
    is: 'success',
  },
  { name: 'a step of one’s own failed', jobs: [job('a', 'success'), deploying(step(2, 'npm test', 'failure'))], is: 'failure' },
  { name: 'a step of one’s own may fail', jobs: [deploying(step(2, 'npm audit', 'success'))], is: 'success' },
  { name: 'own job is being cancelled', jobs: [deploying(step(2, 'npm test', 'cancelled'))], is: 'cancelled' },
  { name: 'own step failed, GitHub does not show it yet', jobs: [deploying(step(2, 'npm test'))], status: 'failure', is: 'failure' },
  { name: 'own job is cancelled, GitHub does not show it yet', jobs: [notify, job('a', 'success')], status: 'cancelled', is: 'cancelled' },
  { name: 'own job is well, others are not', jobs: [notify, job('a', 'failure')], status: 'success', is: 'failure' },
  { name: 'jobs unknown, said to be good', jobs: undefined, status: 'success', is: 'success' },
  { name: 'jobs unknown, said to be bad', jobs: undefined, status: 'failure', is: 'failure' },
  { name: 'jobs unknown, nothing said', jobs: undefined, is: undefined },
  { name: 'jobs unknown of a run that has ended', jobs: undefined, conclusion: 'timed_out', is: 'timed-out' },
  { name: 'a run that never began', jobs: [], conclusion: 'startup_failure', is: 'failure' },
  {
    name: 'ended well although a job failed: it might',
    jobs: [job('a', 'success'), job('b', 'failure')],
    conclusion: 'success',
    is: 'success',
  },
  { name: 'ended, all was skipped', jobs: [job('a', 'skipped')], conclusion: 'success', is: 'skipped' },
  { name: 'ended as cancelled for taking too long', jobs: [job('a', 'timed_out')], conclusion: 'cancelled', is: 'timed-out' },
  { name: 'ended as failure, no job says why', jobs: [job('a', 'success')], conclusion: 'failure', is: 'failure' },
  {
    name: 'somebody must allow it',
    jobs: [job('a', 'action_required'), job('b', undefined, { status: 'waiting' }), notify],
    is: 'running',
  },
]

describe('what became of a run', () => {
  it.each(cases)('$name: $is', ({ jobs, own = me, is, name: _, ...circumstances }) => {
    expect(verdictOf(jobs, own, circumstances)).toBe(is)
  })

  it('counts own job as any other where the run is not one’s own', () => {
    expect(verdictOf([notify, job('a', 'success')], undefined)).toBe('running')
  })

  it('knows whether others are at work', () => {
    expect(othersAtWork([notify, job('a', 'success')], me)).toBe(false)
    expect(othersAtWork([notify, job('a', 'failure'), job('b', undefined, { status: 'queued' })], me)).toBe(true)
  })
})

describe('which job is one’s own', () => {
  const other = job('test', undefined, { id: 5, runner: 'Runner 3' })
  const shard = (n: number) => job(`test (${n})`, undefined, { id: 10 + n, runner: 'Same name' })
  it.each([
    { name: 'by its number, whatever it is called', jobs: [other, notify], own: { ...me, id: 5 }, is: 5 },
    { name: 'none by a number that is not there', jobs: [other, notify], own: { ...me, id: 6 }, is: undefined },
    { name: 'the one at work on this runner', jobs: [other, notify], own: me, is: notify.id },
    {
      name: 'not the one that this runner did before',
      jobs: [job('x', 'success', { runner: 'Runner 9' }), notify],
      own: me,
      is: notify.id,
    },
    { name: 'by the key where GitHub does not name the runner yet', jobs: [other, job('notify', undefined, { id: 7 })], own: me, is: 7 },
    { name: 'by the key behind a calling workflow', jobs: [other, job('ci / notify (18)', undefined, { id: 8 })], own: me, is: 8 },
    { name: 'the only one at work', jobs: [job('x', 'success'), job('Tell everybody', undefined, { id: 9 })], own: me, is: 9 },
    { name: 'none of several that it could be', jobs: [shard(1), shard(2)], own: { runner: 'Same name', key: 'test' }, is: undefined },
    { name: 'none in a run that is not one’s own', jobs: [other], own: undefined, is: undefined },
  ])('$name', ({ jobs, own, is }) => {
    expect(findOwn(jobs, own)?.id).toBe(is)
  })
})

describe('a job that took too long', () => {
  const slow = job('slow', 'cancelled', { id: 1, steps: [step(1, 'npm test', 'cancelled')], completedAt: start + 9000 })
  const stopped = job('stopped', 'cancelled', { id: 2, steps: [step(1, 'npm test', 'cancelled')] })
  const says = (message: string, path = '.github') => [{ level: 'failure' as const, path, line: 1, title: '', message }]
  const words = 'The job has exceeded the maximum execution time of 25m0s'

  it('is told from a cancelled one by what the runner says', () => {
    const told = withTimeOuts(
      [slow, stopped],
      new Map([
        [1, says(words)],
        [2, says('The operation was canceled.')],
      ]),
    )
    expect(told.map(({ conclusion }) => conclusion)).toEqual(['timed_out', 'cancelled'])
    expect(verdictOf(told, undefined)).toBe('timed-out')
  })

  it('is not one for words that a step wrote about a file, nor one that failed', () => {
    expect(withTimeOuts([slow], new Map([[1, says(words, 'src/a.ts')]]))[0]?.conclusion).toBe('cancelled')
    expect(withTimeOuts([job('x', 'failure', { id: 1 })], new Map([[1, says(words)]]))[0]?.conclusion).toBe('failure')
  })

  it('may be one of those that were cancelled at work, the longest first', () => {
    const never = job('never began', 'cancelled', { id: 3 })
    expect(mayHaveTimedOut([stopped, never, slow, job('x', 'failure')], 1).map(({ id }) => id)).toEqual([1])
    expect(mayHaveTimedOut([stopped, never, slow], 9).map(({ id }) => id)).toEqual([1, 2])
  })
})

const conclusions: readonly Conclusion[] = [
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'skipped',
  'neutral',
  'stale',
  'startup_failure',
]
const anyJob = fc.option(fc.constantFrom(...conclusions), { nil: undefined }).map((conclusion) => job('x', conclusion, { runner: 'other' }))
const rank = (verdict: Verdict | undefined) => ['failure', 'timed-out', 'cancelled'].indexOf(verdict ?? '') >>> 0

describe('whatever the jobs', () => {
  it('their order does not matter', () => {
    fc.assert(
      fc.property(fc.array(anyJob), fc.array(fc.nat()), (jobs, keys) => {
        const shuffled = jobs.map((one, index) => ({ one, key: keys[index] ?? index })).sort((a, b) => a.key - b.key)
        expect(
          verdictOf(
            shuffled.map(({ one }) => one),
            undefined,
          ),
        ).toBe(verdictOf(jobs, undefined))
      }),
    )
  })

  it('a further job never makes it better, a skipped one changes nothing where anything was done', () => {
    fc.assert(
      fc.property(fc.array(anyJob, { minLength: 1 }), anyJob, (jobs, further) => {
        const before = verdictOf(jobs, undefined)
        expect(rank(verdictOf([...jobs, further], undefined))).toBeLessThanOrEqual(rank(before))
        if (jobs.some(({ conclusion }) => conclusion !== 'skipped')) {
          expect(verdictOf([...jobs, job('s', 'skipped')], undefined)).toBe(before)
        }
      }),
    )
  })

  it('a status never makes it better, and one’s own job at work changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyJob, { minLength: 1 }), fc.constantFrom('success', 'failure', 'cancelled', undefined), (jobs, status) => {
        const plain = verdictOf(jobs, undefined)
        expect(rank(verdictOf(jobs, undefined, { status }))).toBeLessThanOrEqual(rank(plain))
        expect(verdictOf([...jobs, notify], me)).toBe(plain)
      }),
    )
  })
})
