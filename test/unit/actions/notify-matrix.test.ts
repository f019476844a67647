import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Clock } from '../../../src/kit/clock.ts'
import type { Job, WorkflowRun } from '../../fakes/github/state.ts'
import { editable, final, type NoticeGroups, openNoticeGroups } from '../../support/notice-groups.ts'
import { notifyInProcess } from '../../support/notify-in-process.ts'
import { jobEnvironment } from '../../support/runner-context.ts'
import { scaledClock } from '../../support/scaled-clock.ts'

const legs = 30
const tell = 'Run sallyport/sallyport/actions/notify@v1'

/** A leg of the matrix: it waits, works, tells, or is over. */
type State = 'waiting' | 'working' | 'telling' | 'over'
const jobOf = (attempt: number, leg: number, state: State, began: number, conclusion = 'success'): Job => {
  const done = state === 'telling' || state === 'over'
  const step = (number: number, name: string, isDone: boolean, isAtWork: boolean) => ({
    name,
    number,
    conclusion: isDone ? (name === 'Run npm test' ? conclusion : 'success') : null,
    status: isDone ? 'completed' : isAtWork ? 'in_progress' : 'pending',
  })
  return {
    id: attempt * 1000 + leg,
    name: `test (${leg}, linux)`,
    status: state === 'over' ? 'completed' : state === 'waiting' ? 'queued' : 'in_progress',
    conclusion: state === 'over' ? conclusion : null,
    runner: `runner-${leg}`,
    ...(state === 'waiting' ? {} : { startedAt: began }),
    ...(state === 'over' ? { completedAt: began + 60_000 } : {}),
    steps: [
      step(1, 'Set up job', state !== 'waiting', false),
      step(2, 'Run npm test', done, state === 'working'),
      step(3, tell, state === 'over', state === 'telling'),
    ],
  }
}

describe('a matrix of thirty jobs, each of which tells at its end, that is started three times', () => {
  let clock: Clock
  let groups: NoticeGroups
  let states: State[]
  beforeAll(async () => {
    const fast = scaledClock(12)
    // Waits pass fast; limits, after which something is given up, do not: thirty jobs share a processor here.
    clock = { now: fast.now, sleep: (time, signal) => fast.sleep(time >= 8000 ? time * 100 : time, signal) }
    groups = await openNoticeGroups(clock)
    const run = { status: 'in_progress', conclusion: null, number: 7, workflowId: 7, workflow: 'CI', jobs: [] } as const
    groups.github.state.runs['4242'] = { ...run, sha: jobEnvironment.GITHUB_SHA ?? '' }
  })
  afterAll(() => groups.close())

  const put = (attempt: number) => {
    const { jobs = [], jobsOf = {}, attempt: before = 1, ...run } = groups.github.state.runs['4242'] as WorkflowRun // put there above
    const now = states.map((state, leg) => jobOf(attempt, leg, state, clock.now() - 60_000))
    const earlier = attempt > before ? { ...jobsOf, [before]: jobs } : jobsOf
    groups.github.state.runs['4242'] = { ...run, attempt, jobs: now, jobsOf: earlier, earlier: { 1: 'success', 2: 'success' } }
  }

  const tellFrom = async (attempt: number, leg: number): Promise<void> => {
    const { outcome, said } = await notifyInProcess({
      clock,
      inputs: { config: JSON.stringify({ channels: groups.channels }), 'job-id': String(attempt * 1000 + leg) },
      env: { ...groups.env, GITHUB_JOB: 'test', RUNNER_NAME: `runner-${leg}`, GITHUB_RUN_ATTEMPT: String(attempt) },
    })
    const isTold = outcome.outcome === 'delivered' || outcome.outcome === 'skipped'
    expect({ leg, isTold, said: isTold ? [] : said }).toEqual({ leg, isTold: true, said: [] })
  }

  const counts = () => Object.fromEntries([...editable, ...final].map((group) => [group, groups.shown(group).length]))
  const one = (groups: readonly string[], count = 1) => Object.fromEntries(groups.map((group) => [group, count]))

  it.each([1, 2, 3])(
    'makes one message in each group, in attempt %i',
    async (attempt) => {
      states = Array.from({ length: legs }, () => 'working')
      put(attempt)
      const waves = [
        [0, 1, 2, 3],
        [4],
        [5, 6, 7, 8, 9, 10, 11, 12],
        [13, 14],
        Array.from({ length: 13 }, (_, index) => 15 + index),
        [28, 29],
      ]
      for (const [index, wave] of waves.entries()) {
        for (const leg of wave) states[leg] = 'telling'
        put(attempt)
        await Promise.all(wave.map((leg) => tellFrom(attempt, leg)))
        for (const leg of wave) states[leg] = 'over'
        put(attempt)
        const isLast = index === waves.length - 1
        for (const group of editable) {
          expect([group, groups.shown(group)]).toEqual([group, [expect.stringMatching(isLast ? /Succeeded/ : /Running/)]])
          if (attempt > 1) expect(groups.shown(group)[0]).toContain(`attempt ${attempt}`)
        }
      }
      expect(counts()).toEqual(one([...editable, ...final]))
    },
    60_000,
  )
})
