import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { environmentAt } from '../../../src/github/environment.ts'
import { setWaitTimer } from '../../../src/github/wait-timer.ts'
import { refusal } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import type { ProtectionRule } from '../../fakes/github/state.ts'
import { leapingClock } from './leaping-clock.ts'

const repository = 'acme/shop'
let fake: FakeGithub
let github: GitHub
beforeEach(async () => {
  fake = await startGithub({ token: 't' })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock: leapingClock(), random: () => 0 })
  fake.people.join('ann')
  fake.people.join('bob')
})
afterEach(() => fake.close())

const set = async (minutes: number, environment = 'hold/prod') => {
  const found = await setWaitTimer(github, repository, environment, minutes)
  return found.isKnown ? found.value : found.why.en
}
const writes = () => fake.requests.filter(({ method }) => method === 'PUT').length

describe('the wait timer of an environment', () => {
  const reviewers: ProtectionRule = { type: 'required_reviewers', reviewers: ['ann', 'bob'], teams: [7], preventSelfReview: true }
  it.each([
    { name: 'nothing', rules: [] },
    { name: 'reviewers', rules: [reviewers] },
    { name: 'protected branches', rules: [{ type: 'branch_policy', branches: 'protected' }] },
    { name: 'patterns of branches', rules: [reviewers, { type: 'branch_policy', branches: 'custom' }] },
  ] as { name: string; rules: ProtectionRule[] }[])('is set, changed and taken away, and keeps $name', async ({ rules }) => {
    fake.state.environments['hold/prod'] = rules
    const rest = () => (fake.state.environments['hold/prod'] ?? []).filter(({ type }) => type !== 'wait_timer')
    for (const minutes of [30, 43_200, 0]) {
      expect(await set(minutes)).toBe('set')
      expect(await environmentAt(github, repository, 'hold/prod')).toMatchObject({ isKnown: true, value: { wait: minutes } })
      expect(rest()).toEqual(rules)
    }
  })

  it('is written where it changes alone', async () => {
    fake.state.environments['hold/prod'] = [{ type: 'wait_timer', wait: 5 }]
    expect([await set(5), writes()]).toEqual(['unchanged', 0])
  })

  it.each([-1, 1.5, 43_201, Number.NaN])('cannot be %d', async (minutes) => {
    fake.state.environments['hold/prod'] = []
    expect([await set(minutes), fake.requests.length]).toEqual([expect.stringContaining('0 to 43200'), 0])
  })

  it('makes no environment', async () => {
    expect([await set(5), fake.state.environments]).toEqual(['GitHub has no environment “hold/prod”.', {}])
  })

  it('is left alone where a reviewer could not be kept', async () => {
    const rule = { type: 'required_reviewers', reviewers: [{ type: 'Robot', reviewer: { id: 1 } }] }
    fake.state.environments['hold/prod'] = []
    fake.failNext({ status: 200, body: { protection_rules: [rule] } })
    expect([await set(5), writes()]).toEqual([expect.stringContaining('could not be kept'), 0])
  })

  it('takes a token that no job has, and says so', async () => {
    fake.state.environments['hold/prod'] = []
    fake.tokens.set('t', { actions: 'write' })
    expect(await setWaitTimer(github, repository, 'hold/prod', 5)).toMatchObject({
      isKnown: false,
      why: { en: expect.stringContaining('may not change environments') },
      remedy: { en: expect.stringContaining('Administration: write') },
    })
  })

  it('says what GitHub says of a plan that has none', async () => {
    fake.state.environments['hold/prod'] = []
    fake.faults.next({ does: refusal(422, 'Please ensure the billing plan supports it.') }, { matching: ({ method }) => method === 'PUT' })
    expect(await set(5)).toContain('billing plan')
  })
})
