import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { latestGreen } from '../../../src/github/latest-green.ts'
import { serverError } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import type { Check, CommitStatus, WorkflowRun } from '../../fakes/github/state.ts'
import { leapingClock } from './leaping-clock.ts'

const repository = 'acme/shop'
const clock = leapingClock()
const sha = (n: number) => n.toString(16).padStart(40, '0')
let fake: FakeGithub
let github: GitHub
let next: number
beforeEach(async () => {
  next = 1
  fake = await startGithub({ token: 't', now: clock.now })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
  for (let n = 1; n <= 3; n++) commit(n)
  run(1, {})
  run(2, {})
})
afterEach(() => fake.close())

const commit = (n: number) => fake.state.commits.push({ sha: sha(n), message: `Commit ${n}\n\nMore.`, name: 'Ann', at: n })
const run = (n: number, facts: Partial<WorkflowRun>) => {
  fake.state.runs[next++] = { status: 'completed', conclusion: 'success', event: 'push', workflow: 'CI', sha: sha(n), ...facts }
}
const check = (facts: Partial<Check> = {}): Check => ({
  name: 'lint',
  app: 'circleci',
  status: 'completed',
  conclusion: 'success',
  ...facts,
})
const green = async (branch = '') => {
  const found = await latestGreen(github, repository, branch)
  if (!found.isKnown) return `unknown: ${found.why.en}`
  return found.value.state === 'green' ? Number.parseInt(found.value.commit, 16) : found.value.why.en
}

describe('the newest green commit', () => {
  const running = { status: 'in_progress', conclusion: null } as const
  const cases: { name: string; runs?: Partial<WorkflowRun>[]; checks?: Check[]; statuses?: CommitStatus[]; is: number }[] = [
    { name: 'nothing', is: 2 },
    { name: 'a run that went well', runs: [{}], is: 3 },
    { name: 'a run that was skipped', runs: [{ conclusion: 'skipped' }], is: 3 },
    { name: 'a run that is neither', runs: [{ conclusion: 'neutral' }], is: 3 },
    { name: 'a run that failed', runs: [{}, { conclusion: 'failure', workflowId: 8 }], is: 2 },
    { name: 'a run that was cancelled', runs: [{ conclusion: 'cancelled' }], is: 2 },
    { name: 'a run at work', runs: [{}, { ...running, workflowId: 8 }], is: 2 },
    { name: 'a run that waits', runs: [{ ...running, status: 'waiting' }], is: 2 },
    { name: 'a merge queue that went well', runs: [{ event: 'merge_group' }], is: 3 },
    { name: 'a failed run, and a newer one of the same workflow that went well', runs: [{ conclusion: 'failure' }, {}], is: 3 },
    { name: 'a run that went well, and a newer one of the same workflow that failed', runs: [{}, { conclusion: 'failure' }], is: 2 },
    { name: 'the tick itself, at work', runs: [{}, { ...running, event: 'schedule', workflowId: 8 }], is: 3 },
    { name: 'a release that failed', runs: [{}, { conclusion: 'failure', event: 'workflow_dispatch', workflowId: 8 }], is: 3 },
    { name: 'ticks alone', runs: [{ event: 'schedule' }, { event: 'workflow_dispatch' }], is: 2 },
    { name: 'a check of another app', checks: [check()], is: 3 },
    { name: 'a check of another app that failed', runs: [{}], checks: [check(), check({ conclusion: 'timed_out' })], is: 2 },
    { name: 'a check of another app at work', runs: [{}], checks: [check({ status: 'queued', conclusion: null })], is: 2 },
    { name: 'a status', statuses: [{ context: 'ci', state: 'success' }], is: 3 },
    { name: 'a status that was pending', statuses: (['pending', 'success'] as const).map((state) => ({ context: 'ci', state })), is: 3 },
    { name: 'a pending status', runs: [{}], statuses: [{ context: 'ci', state: 'pending' }], is: 2 },
    { name: 'a status that failed', runs: [{}], statuses: [{ context: 'ci', state: 'error' }], is: 2 },
  ]
  it.each(cases)('of a newest one with $name is $is', async ({ runs = [], checks = [], statuses = [], is }) => {
    for (const facts of runs) run(3, facts)
    fake.state.checks[sha(3)] = checks
    fake.state.statuses[sha(3)] = statuses
    expect(await green()).toBe(is)
  })

  it('takes one request for each that is not, and three for the one that is', async () => {
    run(3, { conclusion: 'failure' })
    for (let n = 4; n <= 20; n++) {
      commit(n)
      run(n, { conclusion: 'failure' })
    }
    expect([await green(), fake.requests.length]).toEqual([2, 1 + 18 + 3])
  })

  it('is found under hundreds of ticks', async () => {
    run(3, {})
    for (let n = 0; n < 450; n++) run(3, { event: 'schedule', workflowId: 8, conclusion: n % 2 ? 'success' : 'failure' })
    expect(await green()).toBe(3)
    run(2, { conclusion: 'failure' })
    for (let n = 0; n < 450; n++) run(2, { event: 'schedule', workflowId: 8 })
    fake.state.runs[3] = { status: 'completed', conclusion: 'failure', event: 'push', sha: sha(3) }
    expect(await green()).toBe(1)
  })

  it('is of the branch, and not of the default one', async () => {
    run(3, {})
    fake.state.refs.stable = sha(1)
    expect([await green('stable'), await green('main')]).toEqual([1, 3])
    expect(await green('no-such')).toBe('There is no branch “no-such”.')
  })

  it('is told with its subject, and how many newer ones are not', async () => {
    expect(await latestGreen(github, repository, '')).toEqual({
      isKnown: true,
      value: { state: 'green', commit: sha(2), subject: 'Commit 2', newer: 1 },
    })
  })

  it('is none beyond the newest fifty, and the reasons of the newest are told', async () => {
    for (let n = 4; n <= 52; n++) commit(n)
    run(52, { conclusion: 'failure', workflow: 'CI\n::x' })
    const words = await green()
    expect(words).toContain(
      'None of the newest 50 commits is green. The newest: 0000000 “CI⏎: :x”: failure; 0000000 nothing has checked it; ',
    )
  })

  it.each(['actions', 'checks', 'statuses', 'contents'])('is not known without %s: read', async (missing) => {
    const all = { actions: 'read', checks: 'read', statuses: 'read', contents: 'read' } as const
    fake.tokens.set('t', { ...all, [missing]: 'none' })
    expect(await green()).toContain(`unknown: The token may not do this on GitHub: it lacks “${missing}: read”`)
  })

  it('is not known where GitHub fails', async () => {
    fake.faults.next({ does: serverError }, { times: 3, matching: ({ path }) => path.endsWith('/status') })
    run(3, {})
    expect(await green()).toContain('unknown: ')
  })
})
