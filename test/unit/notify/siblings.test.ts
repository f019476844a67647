import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Job, Step } from '../../../src/github/jobs.ts'
import { countedJobs, isCaughtUp, mayBeOver, type OwnJob } from '../../../src/notify/own-job.ts'
import { othersAtWork, verdictOf } from '../../../src/notify/verdict.ts'
import { job, start, step } from './runs-and-jobs.ts'

const tell = 'Run sallyport/sallyport/actions/notify@v1'

/** A job that has come to a step: those before it are done, those behind it wait. */
const at = (name: string, here: string, steps: readonly string[] = ['Set up job', 'Run npm test', tell], more: Partial<Job> = {}): Job => {
  const index = steps.indexOf(here)
  const made = steps.map((each, position): Step => {
    const done = step(position + 1, each, position < index ? 'success' : undefined)
    return position > index ? { ...done, status: 'pending' } : done
  })
  return job(name, undefined, { steps: made, ...more })
}

const mine = at('test (18)', tell, undefined, { id: 1 })
const own: OwnJob = { id: 1, runner: '', key: 'test', isCaughtUp: true }
const isOver = (jobs: readonly Job[], me: OwnJob = own): boolean => !othersAtWork(jobs, me)

describe('jobs that end together', () => {
  it.each<[string, Job, boolean]>([
    ['a leg of the same matrix that tells too', at('test (20)', tell), true],
    ['a leg that tests still', at('test (20)', 'Run npm test'), false],
    [
      'a leg that has told, and clears up',
      at('test (20)', 'Post Run actions/checkout@v5', ['Set up job', 'Run npm test', tell, 'Post Run actions/checkout@v5']),
      true,
    ],
    ['a leg between two steps', job('test (20)', undefined, { steps: [step(1, 'Set up job', 'success')] }), false],
    ['a leg that waits for a runner', job('test (20)', undefined, { status: 'queued' }), false],
    ['another job that tells last of all', at('lint', tell), true],
    ['another job that goes on when it has told', at('build', tell, ['Set up job', 'Run make', tell, 'Run make publish']), false],
    ['another job that does not tell', at('lint', 'Run npm test', ['Set up job', 'Run npm test']), false],
    ['a leg of the same matrix of a calling workflow', at('ci / test (20)', tell), true],
  ])('%s', (_, other, expected) => {
    expect(isOver([mine, other])).toBe(expected)
  })

  it('are told apart by which of several steps of one name they are at', () => {
    const steps = ['Set up job', 'Tell', 'Run npm test']
    const twice = (name: string, done: number, more: Partial<Job> = {}): Job => {
      const names = [...steps, 'Tell']
      return job(name, undefined, {
        steps: names.map((each, index) => step(index + 1, each, index < done ? 'success' : undefined)),
        ...more,
      })
    }
    const me = twice('test (18)', 3, { id: 1 })
    expect(isOver([me, twice('test (20)', 1)])).toBe(false)
    expect(isOver([me, twice('test (20)', 3)])).toBe(true)
  })

  it('count as what they have come to', () => {
    const failed = {
      ...at('test (20)', tell),
      steps: [step(1, 'Set up job', 'success'), step(2, 'Run npm test', 'failure'), step(3, tell)],
    }
    expect(verdictOf([mine, failed], own)).toBe('failure')
    expect(countedJobs([mine, failed], own).map(({ conclusion }) => conclusion)).toEqual(['success', 'failure'])
  })

  it('do not count before GitHub’s list of steps has had time to catch up', () => {
    const jobs = [mine, at('test (20)', tell)]
    const early = { ...own, isCaughtUp: false }
    expect(isOver(jobs, early)).toBe(false)
    expect(mayBeOver(jobs, early)).toBe(true)
  })

  it.each<[string, Job, boolean]>([
    ['a leg of the same matrix at work', at('test (20)', 'Run npm test'), true],
    ['a leg that waits for a runner', job('test (20)', undefined, { status: 'queued' }), false],
    ['another job at work', at('deploy', 'Run make', ['Run make']), false],
    ['a job that has ended', job('test (20)', 'success'), false],
  ])('are worth a second look: %s', (_, other, expected) => {
    expect(mayBeOver([mine, other], { ...own, isCaughtUp: false })).toBe(expected)
  })
})

/** What GitHub shows of a leg at a time, which lags behind: it tests until `end` and tells for as long as it takes. In milliseconds. */
const seen = (id: number, end: number, now: number): Job => {
  const ends = [1000, end, end + 20_000, end + 20_500]
  const names = ['Set up job', 'Run npm test', tell, 'Complete job']
  const at = (index: number) => (index === 0 ? 0 : (ends[index - 1] ?? 0))
  const steps = names.map((name, index): Step => {
    const isDone = now >= (ends[index] ?? 0)
    const startedAt = now >= at(index) ? start + Math.floor(at(index) / 1000) * 1000 : undefined
    return {
      ...step(index + 1, name, isDone ? 'success' : undefined),
      startedAt,
      ...(startedAt === undefined ? { status: 'pending' } : {}),
    }
  })
  return job(`test (${id})`, now >= end + 20_600 ? 'success' : undefined, { id, steps })
}

describe('a matrix whose legs end at any times, at a GitHub that lags behind by some seconds', () => {
  it('is called over by at least one leg, and by none before the last has done its work', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2000, max: 30_000 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 2900 }),
        (ends, lag) => {
          const last = Math.max(...ends)
          const callers = ends.filter((end, id) => {
            const view = (now: number) => ends.map((each, other) => seen(other, each, now - lag))
            const me: OwnJob = { id, runner: '', key: 'test', since: start + end + 200 }
            const begun = end + 500
            if (!mayBeOver(view(begun), me)) return isOver(view(begun), me)
            const isLate = !isCaughtUp(view(begun + 3000), me)
            const now = begun + (isLate ? 6000 : 3000)
            const calls = isOver(view(now), { ...me, isCaughtUp: true })
            if (calls) expect(now).toBeGreaterThanOrEqual(last)
            return calls
          })
          expect(callers.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 300, seed: 11 },
    )
  })
})
