import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { changesSince } from '../../../src/github/changes-since.ts'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { commitsBetween } from '../../../src/github/commits-between.ts'
import { setDeploymentState } from '../../fakes/github/deployments.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { actionsBot, type Deployment } from '../../fakes/github/state.ts'
import { worldOf } from '../../fakes/github/world.ts'
import { leapingClock } from './leaping-clock.ts'

const clock = leapingClock()
let fake: FakeGithub
let github: GitHub
const clientFor = (token: string) => gitHubWith(token, { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
const sha = (n: number) => n.toString(16).padStart(40, '0')
beforeEach(async () => {
  fake = await startGithub({ token: 't', now: clock.now })
  github = clientFor('t')
})
afterEach(() => fake.close())

function commits(count: number, login: (n: number) => string | undefined = () => 'ann'): void {
  for (let n = 1; n <= count; n++) {
    const known = login(n)
    fake.state.commits.push({
      sha: sha(n),
      message: `Change ${n}\n\nBody`,
      name: `Name ${n}`,
      at: n * 1000,
      ...(known ? { login: known } : {}),
    })
  }
}

let number = 0
function deploy(commit: string, environment: string, ...states: string[]): void {
  const deployment: Deployment = {
    id: ++number,
    sha: commit,
    ref: 'v1',
    environment,
    author: actionsBot,
    createdAt: clock.now(),
    statuses: [],
  }
  fake.state.deployments.push(deployment)
  for (const state of states) setDeploymentState(worldOf(fake.state, clock.now), deployment, state)
}

const changes = (environment = 'production', head = fake.state.commits.at(-1)?.sha ?? '') =>
  changesSince(github, 'acme/shop', environment, head)

describe('what changes since the last release', () => {
  it('is what came after the newest deployment that succeeded, in this environment', async () => {
    commits(12)
    deploy(sha(2), 'production', 'success')
    deploy(sha(4), 'production', 'in_progress', 'success')
    deploy(sha(11), 'staging', 'success')
    deploy(sha(8), 'production', 'in_progress', 'failure')
    deploy(sha(12), 'production', 'in_progress')
    const found = await changes()
    expect(found).toMatchObject({
      isKnown: true,
      value: {
        kind: 'changed',
        last: { commit: sha(4), ref: 'v1', by: 'github-actions[bot]' },
        between: { total: 8, isComplete: true, logins: ['ann'] },
      },
    })
    const { between } = (found as unknown as { value: { between: { commits: unknown[]; url: string } } }).value
    expect(between.commits[0]).toEqual({
      commit: sha(12),
      subject: 'Change 12',
      author: 'ann',
      url: `https://github.com/acme/shop/commit/${sha(12)}`,
    })
    expect([between.commits.length, between.url]).toEqual([8, `https://github.com/acme/shop/compare/${sha(4)}...${sha(12)}`])
    expect(fake.requests).toHaveLength(5)
  })

  it.each([
    { name: 'the first release', prepare: () => {}, value: { kind: 'first' } },
    { name: 'the first that succeeds', prepare: () => deploy(sha(1), 'production', 'failure'), value: { kind: 'first' } },
    {
      name: 'the same commit again',
      prepare: () => deploy(sha(3), 'production', 'success'),
      value: { kind: 'same', last: { commit: sha(3) } },
    },
    {
      name: 'back to an older one',
      prepare: () => deploy(sha(3), 'production', 'success'),
      head: sha(1),
      value: { kind: 'back', last: { commit: sha(3) }, undone: { total: 2, commits: [{ commit: sha(3) }, { commit: sha(2) }] } },
    },
  ])('says so for $name', async ({ prepare, head, value }) => {
    commits(3)
    prepare()
    expect(await changes('production', head)).toMatchObject({ isKnown: true, value })
  })

  it('asks a bounded number of times where nothing ever succeeded', async () => {
    commits(3)
    for (let n = 0; n < 60; n++) deploy(sha(1), 'production', 'failure')
    expect(await changes()).toMatchObject({ isKnown: false, why: { en: expect.stringContaining('15') } })
    expect(fake.requests).toHaveLength(16)
  })

  it('is not known where the last release was rewritten away', async () => {
    commits(3)
    deploy('f'.repeat(40), 'production', 'success')
    expect(await changes()).toMatchObject({
      isKnown: false,
      why: { en: expect.stringContaining('fffffff'), 'zh-CN': expect.stringContaining('上次发布') },
    })
  })

  it.each([
    { name: 'deployments', permissions: { contents: 'read' }, named: 'deployments: read' },
    { name: 'contents', permissions: { deployments: 'read' }, named: 'contents: read' },
  ] as const)('is not known without the permission for $name, which is named', async ({ permissions, named }) => {
    commits(3)
    deploy(sha(1), 'production', 'success')
    fake.tokens.set('less', permissions)
    github = clientFor('less')
    expect(await changes()).toMatchObject({ isKnown: false, why: { en: expect.stringContaining(named) } })
  })

  it('is not known while GitHub is out of reach', async () => {
    fake.faults.outage = { does: 'reset' }
    expect(await changes()).toMatchObject({ isKnown: false })
  })
})

describe('the commits between two', () => {
  it.each([
    { count: 1, read: 1, requests: 1, isComplete: true },
    { count: 100, read: 100, requests: 1, isComplete: true },
    { count: 250, read: 250, requests: 3, isComplete: true },
    { count: 300, read: 300, requests: 3, isComplete: true },
    { count: 750, read: 250, requests: 3, isComplete: false },
  ])('of $count: reads $read, knows the number of all, newest first', async ({ count, read, requests, isComplete }) => {
    commits(count + 1)
    const found = await commitsBetween(github, 'acme/shop', sha(1), sha(count + 1))
    const { value } = found as Extract<typeof found, { isKnown: true }>
    expect([value.total, value.commits.length, value.isComplete, fake.requests.length]).toEqual([count, read, isComplete, requests])
    expect(value.commits[0]?.subject).toBe(`Change ${count + 1}`)
    expect(new Set(value.commits.map(({ commit }) => commit)).size).toBe(read)
  })

  it('names all who wrote them, and says where somebody is not known', async () => {
    commits(5, (n) => (n === 3 ? undefined : n % 2 ? 'ann' : 'Bob'))
    const found = await commitsBetween(github, 'acme/shop', sha(1), sha(5))
    const { value } = found as Extract<typeof found, { isKnown: true }>
    expect([value.logins, value.isComplete, value.commits.map(({ author }) => author)]).toEqual([
      ['Bob', 'ann'],
      false,
      ['ann', 'Bob', 'Name 3', 'Bob'],
    ])
  })
})
