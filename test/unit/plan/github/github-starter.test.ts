import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../../src/github/client.ts'
import type { PlanEntry } from '../../../../src/plan/entry.ts'
import { gitHubStarter } from '../../../../src/plan/github/github-starter.ts'
import type { Starter, StartOrder } from '../../../../src/plan/starter.ts'
import { serverError } from '../../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../../fakes/github/github.ts'
import type { WorkflowRun } from '../../../fakes/github/state.ts'
import { type LeapingClock, leapingClock } from '../../github/leaping-clock.ts'
import { entry, minute } from '../planning.ts'

const workflow = (more = '') => `
run-name: Release \${{ inputs.plan-entry }}
on: { workflow_dispatch: { inputs: { version: { required: true }, plan-entry: {}, requested-by: {}${more} } } }
`
const sha = (n: number) => n.toString(16).padStart(40, '0')
let clock: LeapingClock
let fake: FakeGithub
let github: GitHub
const put = (ref: string, words: string) => {
  fake.state.files[`${ref}:.github/workflows/release.yml`] = words
}
beforeEach(async () => {
  clock = leapingClock()
  fake = await startGithub({ token: 't', now: clock.now })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
  await fake.repository()
  for (const ref of ['main', 'refs/heads/main']) put(ref, workflow())
})
afterEach(() => fake.close())

const starter = (holdEnvironment = ''): Starter =>
  gitHubStarter({
    ...{ github, repository: 'acme/shop', branch: 'main', clock, signal: new AbortController().signal, holdEnvironment },
    requestedBy: (owner) => owner,
  })
const planned = (more: Partial<PlanEntry> = {}) => entry({ version: 'v1', ...more })
const order = (more: Partial<StartOrder> = {}): StartOrder => ({
  ...{ entry: planned(), correlation: 'a-1', armedAt: clock.now(), start: clock.now(), isEarly: false },
  ...more,
})
const runs = () => Object.entries(fake.state.runs).map(([id, run]) => ({ id: Number(id), ...run }))

describe('a start', () => {
  it('is one run, which says which entry it is for', async () => {
    const done = await starter().start(
      order({ entry: planned({ owner: 'alice', inputs: { 'plan-entry': 'forged', 'requested-by': 'bob' } }) }),
    )
    const [run, ...more] = runs()
    expect([done, more]).toEqual([{ state: 'started', run: { id: run?.id, url: expect.stringContaining(String(run?.id)) } }, []])
    expect(run).toMatchObject({
      branch: 'main',
      title: 'Release a-1',
      inputs: { version: 'v1', 'plan-entry': 'a-1', 'requested-by': 'alice' },
    })
  })

  it('is one request after it was examined', async () => {
    const one = starter()
    expect(await one.examine(planned())).toBeUndefined()
    const before = fake.requests.length
    await one.start(order())
    expect(fake.requests.slice(before).map(({ method }) => method)).toEqual(['POST'])
  })

  it.each([
    { name: 'an unknown branch', more: { ref: { kind: 'named', name: 'mian' } }, problem: /no branch, tag or commit “mian”/ },
    { name: 'an unknown workflow', more: { workflow: 'x.yml' }, problem: /no workflow “x.yml”/ },
    { name: 'an unknown input', more: { inputs: { colour: 'red' } }, problem: /colour/ },
    { name: 'a missing input', more: { version: '' }, problem: /version/ },
    { name: 'a commit that the workflow is not told', more: { ref: { kind: 'latest-green', branch: '' } }, problem: /commit/ },
  ] as { name: string; more: Partial<PlanEntry>; problem: RegExp }[])(
    'is refused for $name, before and at its time',
    async ({ more, problem }) => {
      fake.state.commits.push({ sha: sha(1), message: 'One', name: 'Ann', at: 1 })
      fake.state.runs[1] = { status: 'completed', conclusion: 'success', event: 'push', workflow: 'CI', sha: sha(1) }
      expect((await starter().examine(planned(more)))?.problem.en).toMatch(problem)
      expect(await starter().start(order({ entry: planned(more) }))).toMatchObject({
        state: 'refused',
        refusal: { problem: { en: expect.stringMatching(problem) } },
      })
      expect(runs().filter(({ file }) => file)).toEqual([])
    },
  )

  it('is told the newest green commit', async () => {
    for (const ref of ['main', 'refs/heads/main']) put(ref, workflow(', commit: {}'))
    for (const n of [1, 2]) fake.state.commits.push({ sha: sha(n), message: 'One', name: 'Ann', at: n })
    fake.state.runs[1] = { status: 'completed', conclusion: 'success', event: 'push', workflow: 'CI', sha: sha(1) }
    fake.state.runs[2] = { status: 'completed', conclusion: 'failure', event: 'push', workflow: 'CI', sha: sha(2) }
    await starter().start(order({ entry: planned({ ref: { kind: 'latest-green', branch: '' } }) }))
    expect(runs().at(-1)?.inputs?.commit).toBe(sha(1))
  })

  it('throws, and refuses nothing, where GitHub is out of reach', async () => {
    for (let n = 0; n < 8; n++) fake.failNext(serverError)
    await expect(starter().examine(planned())).rejects.toMatchObject({ retryable: true })
  })

  it('is not sent when finding out took too long', async () => {
    expect(await starter().start(order({ armedAt: clock.now() - 31_000 }))).toMatchObject({ state: 'not-sent' })
    expect(runs()).toEqual([])
  })

  it('is mended at once: a refusal is not remembered', async () => {
    const one = starter()
    const wanted = planned({ ref: { kind: 'named', name: 'next' } })
    expect(await one.examine(wanted)).toBeDefined()
    fake.state.refs['refs/heads/next'] = sha(3)
    const git = await fake.repository()
    await git.git(['update-ref', 'refs/heads/next', 'refs/heads/main'])
    for (const ref of ['next', 'refs/heads/next']) put(ref, workflow())
    expect(await one.examine(wanted)).toBeUndefined()
  })
})

describe('a run that is looked for', () => {
  const sought = (more = {}) => ({ workflow: 'release.yml', correlation: 'a-1', armedAt: clock.now(), branch: 'main', ...more })
  const other = (facts: Partial<WorkflowRun> = {}): WorkflowRun => ({
    ...{ status: 'queued', conclusion: null, event: 'workflow_dispatch', file: 'release.yml', createdAt: clock.now(), title: 'Release' },
    ...facts,
  })

  it.each([
    { name: 'there is none', runs: [], more: {}, state: 'absent' },
    { name: 'one says so', runs: [other, () => other({ title: 'Release a-1' })], more: {}, state: 'found' },
    { name: 'another is there, and ours would say so', runs: [other], more: {}, state: 'absent' },
    { name: 'one is there, and it is certain that ours is', runs: [other], more: { isCertain: true }, state: 'found' },
    { name: 'two are there, and it is certain that one is ours', runs: [other, other], more: { isCertain: true }, state: 'absent' },
    { name: 'one was there before', runs: [() => other({ createdAt: clock.now() - 60_000 })], more: { isCertain: true }, state: 'absent' },
    { name: 'another is there, from an old branch whose runs say nothing', runs: [other], more: { branch: 'old' }, state: 'doubtful' },
    { name: 'another is there, and nobody knows from where ours came', runs: [other], more: { branch: undefined }, state: 'doubtful' },
  ])('$name: $state', async ({ runs: made, more, state }) => {
    for (const [index, make] of made.entries()) fake.state.runs[index + 1] = make()
    put('old', 'on: { workflow_dispatch: {} }')
    expect((await starter().find(sought(more))).state).toBe(state)
  })

  it('is in doubt where its title does not show it', async () => {
    for (const ref of ['main', 'refs/heads/main']) put(ref, 'on: { workflow_dispatch: {} }')
    fake.state.runs[1] = other()
    expect((await starter().find(sought())).state).toBe('doubtful')
  })

  it.each(['ignored', 'refused'] as const)('is found on a server that has %s the wish to know it', async (details) => {
    fake.state.runDetails = details
    const one = starter()
    const wanted = order()
    expect(await one.start(wanted)).toEqual({ state: 'accepted' })
    expect(await one.find(sought({ armedAt: wanted.armedAt, isCertain: true }))).toMatchObject({
      state: 'found',
      run: { id: runs()[0]?.id },
    })
    expect(runs()).toHaveLength(1)
  })
})

describe('a start before its time', () => {
  const wait = () => (fake.state.environments.hold ?? []).find(({ type }) => type === 'wait_timer')
  const reach = (id: number) => (fake.state.runs[id] = { ...(fake.state.runs[id] as WorkflowRun), status: 'waiting' })

  it('sets the timer to whole minutes, and never too short', async () => {
    fake.state.environments.hold = []
    await starter('hold').start(order({ start: clock.now() + 90_000, isEarly: true }))
    expect([wait(), runs().length]).toEqual([{ type: 'wait_timer', wait: 2 }, 1])
  })

  it('is refused without an environment', async () => {
    for (const hold of ['', 'none'])
      expect(await starter(hold).start(order({ start: clock.now() + 5 * minute, isEarly: true }))).toMatchObject({ state: 'refused' })
    expect(runs()).toEqual([])
  })

  it('waits its turn: no run finds the timer of another', async () => {
    fake.state.environments.hold = []
    const one = starter('hold')
    const start = clock.now() + 30 * minute
    const seen: unknown[] = []
    const first = one.start(order({ start, isEarly: true }))
    const second = one.start(order({ start: start + 30 * minute, isEarly: true, correlation: 'b-1' }))
    await first
    seen.push(wait())
    reach(runs()[0]?.id ?? 0)
    await second
    seen.push(wait())
    reach(runs()[1]?.id ?? 0)
    await one.start(order({ correlation: 'c-1' }))
    seen.push(wait())
    expect(runs()).toHaveLength(3)
    expect(seen).toEqual([{ type: 'wait_timer', wait: 30 }, { type: 'wait_timer', wait: expect.any(Number) }, undefined])
  })
})

describe('a run that is followed', () => {
  it.each([
    [{ status: 'queued' }, 'at-work'],
    [{ status: 'waiting' }, 'at-work'],
    [{ status: 'completed', conclusion: 'success' }, 'released'],
    [{ status: 'completed', conclusion: 'failure' }, 'failed'],
    [{ status: 'completed', conclusion: 'timed_out' }, 'failed'],
    [{ status: 'completed', conclusion: 'cancelled' }, 'stopped'],
    [{ status: 'completed', conclusion: 'skipped' }, 'stopped'],
  ] as const)('%j is %s', async (facts, progress) => {
    fake.state.runs[5] = { conclusion: null, ...facts }
    expect(await starter().progressOf({ id: 5, url: '' })).toBe(progress)
  })

  it('is stopped once and for all, and one that is gone is stopped', async () => {
    fake.state.runs[5] = { status: 'waiting', conclusion: null }
    await starter().stop({ id: 5, url: '' })
    await starter().stop({ id: 5, url: '' })
    expect([await starter().progressOf({ id: 5, url: '' }), await starter().progressOf({ id: 6, url: '' })]).toEqual(['stopped', 'stopped'])
  })

  it.each([
    { run: '5', attempt: 1, isAtWork: true },
    { run: '5', attempt: 2, isAtWork: true },
    { run: '6', attempt: 1, isAtWork: false },
    { run: '../x', attempt: 1, isAtWork: false },
  ])('holds an entry as $run, attempt $attempt: $isAtWork', async ({ isAtWork, ...holder }) => {
    fake.state.runs[5] = { status: 'in_progress', conclusion: null, attempt: 1 }
    expect(await starter().isAtWork(holder)).toBe(isAtWork)
  })
})
