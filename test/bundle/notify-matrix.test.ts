import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { systemClock } from '../../src/kit/clock.ts'
import type { Job, Step } from '../fakes/github/state.ts'
import { editable, final, type NoticeGroups, openNoticeGroups } from '../support/notice-groups.ts'
import { runAction, type StepResult } from '../support/runner.ts'
import { jobEnvironment, jobToken } from '../support/runner-context.ts'

const tell = 'Run sallyport/sallyport/actions/notify@v1'
const all = [...editable, ...final]

/** A leg that has tested, and tells just now. */
const leg = (id: number, test: 'success' | 'failure' | null = 'success'): Job => {
  const tells: Step = { name: tell, number: 3, conclusion: null, status: test === null ? 'pending' : 'in_progress' }
  const steps = [{ name: 'Set up job', number: 1, conclusion: 'success' }, { name: 'Run npm test', number: 2, conclusion: test }, tells]
  return {
    id,
    name: `test (${id})`,
    status: 'in_progress',
    conclusion: null,
    runner: `runner-${id}`,
    startedAt: Date.now() - 60_000,
    steps,
  }
}
const ended = (job: Job, conclusion = 'success'): Job => ({ ...job, status: 'completed', conclusion, completedAt: Date.now() })

describe('jobs of a matrix that tell at the same time, each a process of its own', () => {
  let groups: NoticeGroups
  beforeAll(async () => {
    groups = await openNoticeGroups(systemClock)
  })
  afterAll(() => groups.close())

  const put = (run: number, attempt: number, jobs: readonly Job[]) => {
    const facts = {
      status: 'in_progress',
      conclusion: null,
      number: 7,
      workflowId: 7,
      workflow: 'CI',
      sha: jobEnvironment.GITHUB_SHA ?? '',
    } as const
    groups.github.state.runs[run] = { ...facts, attempt, jobs, earlier: { 1: 'success' } }
  }
  const tellFrom = (run: number, attempt: number, id: number, inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> =>
    runAction('notify', {
      inputs: { config: JSON.stringify({ channels: groups.channels }), 'job-id': String(id), ...inputs },
      env: {
        ...groups.env,
        GITHUB_JOB: 'test',
        RUNNER_NAME: `runner-${id}`,
        GITHUB_RUN_ID: String(run),
        GITHUB_RUN_ATTEMPT: String(attempt),
      },
    })
  const shown = (from: Readonly<Record<string, number>>) =>
    Object.fromEntries(all.map((group) => [group, groups.shown(group).slice(from[group])]))
  const counts = () => Object.fromEntries(all.map((group) => [group, groups.shown(group).length]))
  const each = (names: readonly string[], words: RegExp) => Object.fromEntries(names.map((name) => [name, [expect.stringMatching(words)]]))

  it('make one message in each group, and call the run over although GitHub shows all of them at work', async () => {
    put(
      5000,
      1,
      [1, 2, 3, 4, 5, 6].map((id) => leg(id)),
    )
    const results = await Promise.all([1, 2, 3, 4, 5, 6].map((id) => tellFrom(5000, 1, id)))
    for (const { code, log, outputs } of results) {
      expect({ code, log, outcome: outputs.outcome }).toEqual({ code: 0, log, outcome: expect.stringMatching(/^(?:delivered|skipped)$/) })
    }
    expect(shown({})).toEqual(each(all, /Succeeded/))
  })

  it('go back to “running” when the run is started again, and to its end after that, in the same messages', async () => {
    const first = leg(11)
    put(5000, 2, [first, leg(12, null)])
    await tellFrom(5000, 2, 11)
    const running = shown({})
    expect(running).toEqual({ ...each(editable, /Running/), ...each(final, /Succeeded/) })
    for (const name of editable) expect(running[name]?.[0]).toContain('attempt 2')
    put(5000, 2, [ended(first), leg(12)])
    await tellFrom(5000, 2, 12)
    expect(shown({})).toEqual(each(all, /Succeeded/))
  })

  it('tell the failure of a leg at once where that can be edited, and at the end everywhere', async () => {
    const from = counts()
    put(5001, 1, [leg(21, 'failure'), leg(22, null)])
    await tellFrom(5001, 1, 21, { status: 'failure' })
    expect(shown(from)).toEqual({ ...each(editable, /Failed/), ...Object.fromEntries(final.map((name) => [name, []])) })
    put(5001, 1, [ended(leg(21, 'failure'), 'failure'), leg(22)])
    await tellFrom(5001, 1, 22)
    expect(shown(from)).toEqual(each(all, /Failed/))
    for (const words of Object.values(shown(from)).flat()) expect(words.replaceAll('\\', '')).toMatch(/1.{1,5}2/)
  })

  it('are told of as the worst that any of them knows where GitHub tells nobody anything', async () => {
    const from = counts()
    groups.github.tokens.set(jobToken, { contents: 'write' })
    try {
      const env = { status: 'success' }
      await tellFrom(5002, 1, 31, env)
      await tellFrom(5002, 1, 32, { status: 'failure' })
      const last = await tellFrom(5002, 1, 33, env)
      expect(last.outputs.outcome).toBe('skipped')
      const { ops, ding } = shown(from)
      expect(ops).toEqual([expect.stringMatching(/Failed/)])
      expect(ding).toEqual([expect.stringMatching(/Ended, not known how/), expect.stringMatching(/Failed/)])
    } finally {
      groups.github.tokens.set(jobToken, undefined)
    }
  })
})
