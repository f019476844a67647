import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { type DispatchOrder, dispatchWorkflow } from '../../../src/github/dispatch.ts'
import { rateLimited, refusal, secondaryLimited, serverError } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { type LeapingClock, leapingClock } from './leaping-clock.ts'

const repository = 'acme/shop'
const order: DispatchOrder = { workflow: 'release.yml', ref: 'refs/heads/main', inputs: { version: 'v1' } }
let clock: LeapingClock
let fake: FakeGithub
let github: GitHub
beforeEach(async () => {
  clock = leapingClock()
  fake = await startGithub({ token: 't', now: clock.now })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
  fake.state.files['main:.github/workflows/release.yml'] = 'on: { workflow_dispatch: { inputs: { version: { required: true } } } }'
})
afterEach(() => fake.close())

const dispatch = (more: Partial<DispatchOrder> = {}, signal?: AbortSignal) =>
  dispatchWorkflow(github, repository, { ...order, ...more }, signal)
const runs = () => Object.keys(fake.state.runs)

describe('a workflow', () => {
  it('is started, and GitHub says which run it is', async () => {
    const done = await dispatch()
    const [id] = runs()
    expect(done).toEqual({ state: 'dispatched', run: { id: Number(id), url: `https://github.com/acme/shop/actions/runs/${id}` } })
    expect(fake.state.runs[id as string]).toMatchObject({ branch: 'main', inputs: { version: 'v1' } })
    expect(JSON.parse(fake.requests[0]?.body ?? '')).toEqual({
      ref: 'refs/heads/main',
      inputs: { version: 'v1' },
      return_run_details: true,
    })
  })

  it.each([
    { details: 'ignored', requests: 1 },
    { details: 'refused', requests: 2 },
  ] as const)('is started once by a server that $details the wish to know the run', async ({ details, requests }) => {
    fake.state.runDetails = details
    expect(await dispatch()).toEqual({ state: 'accepted' })
    expect([runs().length, fake.requests.length]).toEqual([1, requests])
  })

  it('is accepted where the answer says no run', async () => {
    fake.faults.next({ does: { status: 200, body: { workflow_run_id: 'x' } }, afterwards: true })
    expect(await dispatch()).toEqual({ state: 'accepted' })
  })

  it.each([
    { name: 'no workflow', more: { workflow: 'none.yml' }, problem: /does not know a workflow “none.yml”/, isPermanent: true },
    { name: 'a way out', more: { workflow: '../../x.yml' }, problem: /does not know a workflow/, isPermanent: true },
    { name: 'no ref', more: { ref: 'nothing' }, problem: /no branch or tag “nothing”/, isPermanent: true },
    { name: 'a bare commit', more: { ref: 'a'.repeat(40) }, problem: /no branch or tag/, isPermanent: true },
    { name: 'no trigger', more: { ref: 'old' }, problem: /cannot be started by hand at “old”/, isPermanent: true },
    {
      name: 'strange inputs',
      more: { inputs: { version: 'v1', x: '' } },
      problem: /Unexpected inputs provided: \["x"\]/,
      isPermanent: true,
    },
    { name: 'no inputs', more: { inputs: {} }, problem: /Required input 'version' not provided/, isPermanent: true },
    { name: 'a workflow that is off', more: { workflow: 'off.yml' }, problem: /switched off/, isPermanent: true },
  ])('is refused with $name', async ({ more, problem, isPermanent }) => {
    fake.state.files['old:.github/workflows/release.yml'] = 'on: push'
    fake.state.files['main:.github/workflows/off.yml'] = 'on: workflow_dispatch'
    fake.state.disabledWorkflows.push('off.yml')
    const done = await dispatch(more)
    expect(done).toMatchObject({ state: 'refused', problem: { en: expect.stringMatching(problem) }, isPermanent })
    expect([runs().length, fake.requests.length]).toEqual([0, 1])
  })

  it.each([
    { answer: refusal(409, 'busy'), isPermanent: false },
    { answer: refusal(401, 'Bad credentials'), isPermanent: true },
    { answer: refusal(422, ''), isPermanent: true },
    { answer: { status: 302, body: undefined, headers: { location: 'https://elsewhere.test/' } }, isPermanent: true },
  ])('is refused by $answer.status', async ({ answer, isPermanent }) => {
    fake.failNext(answer)
    expect(await dispatch()).toMatchObject({ state: 'refused', isPermanent })
  })

  it('is refused without the permission, which is named', async () => {
    fake.tokens.set('t', { actions: 'read' })
    expect(await dispatch()).toMatchObject({
      state: 'refused',
      problem: { en: expect.stringContaining('“actions: write”') },
      remedy: { en: expect.stringContaining('permissions:') },
      isPermanent: true,
    })
  })

  it('may or may not have begun where GitHub fails, and is not tried again', async () => {
    const faults = [
      { does: serverError, afterwards: false },
      { does: serverError, afterwards: true },
      { does: refusal(500, 'x'), afterwards: true },
      { does: { status: 408, body: undefined }, afterwards: true },
      { does: 'reset', afterwards: false },
      { does: 'reset', afterwards: true },
    ] as const
    for (const fault of faults) {
      const before = [runs().length, fake.requests.length] as const
      fake.faults.next(fault)
      expect(await dispatch()).toMatchObject({ state: 'unknown', problem: { en: expect.any(String) } })
      expect([runs().length - before[0], fake.requests.length - before[1]]).toEqual([fault.afterwards ? 1 : 0, 1])
    }
  })

  it('may or may not have begun where somebody stops it meanwhile', async () => {
    fake.faults.next({ does: 'hang', afterwards: true })
    expect(await dispatch({}, AbortSignal.timeout(200))).toMatchObject({ state: 'unknown' })
    expect(runs()).toHaveLength(1)
  })

  it('has surely not begun where nobody was reached', async () => {
    const free = createServer()
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
    const address = free.address()
    await new Promise((resolve) => free.close(resolve))
    const port = typeof address === 'object' ? address?.port : 0
    github = gitHubWith('t', { GITHUB_API_URL: `http://127.0.0.1:${port}` }, { clock, random: () => 0 })
    expect(await dispatch()).toMatchObject({ state: 'not-sent', problem: { en: expect.stringContaining('cannot be reached') } })
    expect(clock.waits).toHaveLength(2)
  })

  it('is not started by who was stopped before', async () => {
    await expect(dispatch({}, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
    expect(fake.requests).toEqual([])
  })

  it('waits for a limit that is soon over, and throws a longer one', async () => {
    fake.failNext(secondaryLimited(2))
    expect(await dispatch()).toMatchObject({ state: 'dispatched' })
    fake.failNext(rateLimited(Math.floor(clock.now() / 1000) + 600))
    await expect(dispatch()).rejects.toMatchObject({ retryable: true })
    await expect(dispatch()).rejects.toMatchObject({ retryable: true })
    expect([runs().length, fake.requests.length]).toEqual([1, 3])
  })
})
