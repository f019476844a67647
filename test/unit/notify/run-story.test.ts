import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { gitHubWith } from '../../../src/github/client.ts'
import { runFromRunner } from '../../../src/github/run-from-runner.ts'
import { type Clock, systemClock } from '../../../src/kit/clock.ts'
import { ownJobFrom } from '../../../src/notify/own-job.ts'
import { readRunStory, type StoryOrder } from '../../../src/notify/run-story.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import type { Job, WorkflowRun } from '../../fakes/github/state.ts'
import { manualClock } from '../../support/manual-clock.ts'
import { hour } from './runs-and-jobs.ts'

const now = Date.UTC(2026, 10, 1, 12)
const sha = 'a'.repeat(40)
const env = {
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ID: '42',
  GITHUB_RUN_NUMBER: '10',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_SHA: sha,
  GITHUB_REF_NAME: 'main',
  GITHUB_ACTOR: 'ann',
  GITHUB_JOB: 'notify',
  RUNNER_NAME: 'R 9',
}
/** Stands still, but its sleeps are real. */
const clock: Clock = { now: () => now, sleep: systemClock.sleep }
let fake: FakeGithub
beforeEach(async () => {
  fake = await startGithub({ token: 't', now: () => now })
  fake.state.commits.push({ sha, message: 'Mend the cart\n\nBody', name: 'Ann A.', login: 'ann', at: now })
})
afterEach(() => fake.close())

const own: Job = {
  id: 1,
  name: 'notify',
  status: 'in_progress',
  conclusion: null,
  runner: 'R 9',
  steps: [{ name: 'Set up job', number: 1, conclusion: 'success' }],
}
const ended = (id: number, name: string, conclusion: string, steps: Job['steps'] = []): Job => ({
  id,
  name,
  status: 'completed',
  conclusion,
  steps,
  startedAt: now - 300_000,
  completedAt: now - 60_000,
})

function present(jobs: readonly Job[], more: Partial<WorkflowRun> = {}): void {
  const startedAt = now - 300_000
  fake.state.runs[42] = {
    status: 'in_progress',
    conclusion: null,
    number: 10,
    sha,
    event: 'push',
    createdAt: startedAt,
    startedAt,
    jobs,
    ...more,
  }
}

/** Runs 9, 8, … that took two minutes each, an hour apart. */
function past(...conclusions: NonNullable<WorkflowRun['conclusion']>[]): void {
  for (const [index, conclusion] of conclusions.reverse().entries()) {
    const number = 9 - index
    const startedAt = now - (index + 1) * hour
    fake.state.runs[number] = {
      status: 'completed',
      conclusion,
      number,
      event: 'push',
      createdAt: startedAt,
      startedAt,
      updatedAt: startedAt + 120_000,
    }
  }
}

const tell = (more: Partial<StoryOrder> = {}) =>
  readRunStory({
    github: gitHubWith('t', { GITHUB_API_URL: fake.url }, { random: () => 0 }),
    repository: 'acme/shop',
    run: '42',
    attempt: 1,
    own: ownJobFrom(env),
    status: 'success',
    fallback: runFromRunner(env),
    clock,
    ...more,
  })

describe('the story of a run', () => {
  it('puts together what happened, in as few requests as it takes', async () => {
    past('success', 'success', 'success', 'failure', 'cancelled', 'failure')
    const steps = [
      { name: 'Set up job', number: 1, conclusion: 'success' },
      { name: 'npm test', number: 2, conclusion: 'failure' },
    ]
    present([
      own,
      ended(2, 'lint', 'success'),
      ended(3, 'test (18)', 'success'),
      ended(4, 'test (20)', 'failure', steps),
      ended(5, 'deploy', 'skipped'),
    ])
    const story = await tell()
    expect(story).toMatchObject({
      facts: { number: 10, actor: 'alice', commit: sha },
      commit: { subject: 'Mend the cart', login: 'ann' },
      verdict: 'failure',
      isComplete: true,
      jobs: [{ name: 'test', total: 2 }, { name: 'lint' }, { name: 'deploy' }],
      failedJobs: [{ name: { base: 'test', values: ['20'] }, step: { name: 'npm test' } }],
      edge: { kind: 'still-broken', outage: { times: 3, first: { number: 7 } } },
      isFlapping: false,
      duration: { took: 300_000, usual: 120_000, difference: { en: '3 min longer than usual' } },
      notes: [],
    })
    expect(fake.requests).toHaveLength(4)
  })

  it('of a job that tells of itself, has the step that failed in it', async () => {
    const steps = [
      { name: 'npm test', number: 2, conclusion: 'failure' },
      { name: 'Tell people', number: 3, conclusion: null },
    ]
    present([{ ...own, name: 'release', steps }])
    expect(await tell()).toMatchObject({
      verdict: 'failure',
      isComplete: true,
      jobs: [{ name: 'release', counts: { failure: 1 } }],
      failedJobs: [{ step: { name: 'npm test' }, verdict: 'failure' }],
      edge: { kind: 'first' },
    })
  })

  it('knows a job that took too long from a cancelled one', async () => {
    past('success')
    present([own, ended(2, 'e2e', 'cancelled', [{ name: 'npm test', number: 2, conclusion: 'cancelled' }])])
    fake.state.annotations[2] = [{ message: 'The job has exceeded the maximum execution time of 5m0s' }]
    expect(await tell()).toMatchObject({
      verdict: 'timed-out',
      failedJobs: [{ verdict: 'timed-out' }],
      edge: { kind: 'broken' },
      notes: [],
    })
    fake.state.annotations[2] = []
    expect(await tell()).toMatchObject({ verdict: 'cancelled', edge: { kind: 'none' } })
  })

  it('started again, mends what its first attempt broke', async () => {
    past('success')
    present([own, ended(2, 'test', 'success')], { attempt: 2, earlier: { 1: 'failure' }, jobsOf: { 1: [ended(9, 'test', 'failure')] } })
    expect(await tell({ attempt: 2 })).toMatchObject({ verdict: 'success', failedJobs: [], edge: { kind: 'fixed', outage: { times: 1 } } })
  })

  it('of a pull request, compares it with its own runs; of a tag, with those of all tags', async () => {
    past('failure')
    present([own], { event: 'pull_request', branch: 'main' })
    expect(await tell()).toMatchObject({ edge: { kind: 'first' } })
    fake.state.runs[8] = { status: 'completed', conclusion: 'failure', number: 8, event: 'push', branch: 'v1', startedAt: now - 9 * hour }
    delete fake.state.runs[9]
    present([own], { branch: 'v2' })
    expect(await tell()).toMatchObject({ edge: { kind: 'first' } })
    expect(await tell({ isTag: true })).toMatchObject({ edge: { kind: 'fixed' } })
  })

  it('of another run that has ended, ends when that did', async () => {
    present([ended(2, 'test', 'success'), ended(3, 'flaky', 'failure')], {
      status: 'completed',
      conclusion: 'success',
      updatedAt: now - 100_000,
    })
    const story = await tell({ own: undefined, status: undefined })
    expect(story).toMatchObject({ verdict: 'success', isComplete: true, duration: { took: 200_000 } })
  })

  it('says that others are still at work', async () => {
    present([own, ended(2, 'lint', 'success'), { id: 3, name: 'test', status: 'queued', conclusion: null }])
    expect(await tell()).toMatchObject({ verdict: 'success', isComplete: false })
  })
})

describe('what is missing in the story of a run', () => {
  it('is said once for each reason; the workflow’s own word stands in', async () => {
    past('success')
    present([own, ended(2, 'test', 'failure')])
    fake.tokens.set('t', { contents: 'read' })
    const story = await tell({ status: 'failure' })
    expect(story).toMatchObject({
      facts: { number: 10, actor: 'ann', ref: 'main' },
      commit: { subject: 'Mend the cart' },
      verdict: 'failure',
      isComplete: undefined,
      jobs: undefined,
      failedJobs: [],
      edge: undefined,
      duration: undefined,
    })
    expect(story.notes.map(({ en }) => en)).toEqual([
      'Not known: the run, its jobs. The token may not do this on GitHub: it lacks “actions: read”. Add “actions: read” under “permissions:” of the job. A run of a fork never has it.',
    ])
    expect(story.notes[0]?.['zh-CN']).toMatch(/^无法得知：该运行、其作业。令牌无权/)
  })

  it('is whether a job took too long, without the permission', async () => {
    present([own, ended(2, 'e2e', 'cancelled', [{ name: 'npm test', number: 2, conclusion: 'cancelled' }])])
    fake.tokens.set('t', { contents: 'read', actions: 'read' })
    const story = await tell()
    expect(story.verdict).toBe('cancelled')
    expect(story.notes.map(({ en }) => en)).toEqual([expect.stringMatching(/took too long.*checks: read/)])
  })

  it('is whatever GitHub does not tell in time, and no more', async () => {
    past('success')
    present([own, ended(2, 'test', 'failure')])
    const isSlow = ({ path }: { path: string }) => path.endsWith('/workflows/7/runs')
    fake.faults.next({ does: 'hang' }, { times: 9, matching: isSlow })
    const began = performance.now()
    const story = await tell({ limit: 700 })
    expect(performance.now() - began).toBeLessThan(12_000)
    expect(story).toMatchObject({ verdict: 'failure', commit: { login: 'ann' }, edge: undefined, duration: { usual: undefined } })
    expect(story.notes.map(({ en }) => en)).toEqual(['Not known: the runs before it. GitHub did not answer in time.'])
  })

  it('is everything while GitHub hangs; nobody waits for longer than twelve seconds', async () => {
    fake.faults.outage = { does: 'hang' }
    const slow = manualClock(now)
    let story: Awaited<ReturnType<typeof tell>> | undefined
    const told = tell({ clock: slow }).then((it) => {
      story = it
    })
    await slow.pass(11_900)
    expect(story).toBeUndefined()
    await slow.pass(200)
    await told
    expect(story).toMatchObject({
      verdict: 'success',
      facts: { number: 10 },
      notes: [{ en: expect.stringContaining('not answer in time') }],
    })
  })

  it('is everything when the run is cancelled meanwhile', async () => {
    fake.faults.outage = { does: 'hang' }
    const stop = new AbortController()
    const told = tell({ signal: stop.signal })
    stop.abort(new Error('cancelled'))
    expect((await told).notes).toHaveLength(1)
  })

  it('is everything without a token, which nobody is asked with', async () => {
    present([own, ended(2, 'test', 'success')])
    const github = gitHubWith('', { GITHUB_API_URL: fake.url })
    const story = await tell({ github, status: 'failure' })
    expect(story).toMatchObject({ verdict: 'failure', facts: { number: 10, actor: 'ann' }, isComplete: undefined, jobs: undefined })
    expect(story.notes.map(({ en }) => en)).toEqual([expect.stringContaining('There is no token to ask GitHub with.')])
    expect(fake.requests).toEqual([])
  })

  it('is everything while GitHub is out of reach', async () => {
    fake.faults.outage = { does: 'reset' }
    const story = await tell()
    expect([story.verdict, story.notes.length]).toEqual(['success', 1])
  })
})
