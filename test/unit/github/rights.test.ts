import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { gitHubWith } from '../../../src/github/client.ts'
import { environmentAt } from '../../../src/github/environment.ts'
import { hasRight, type Right } from '../../../src/github/rights.ts'
import { archived, serverError } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../support/github-api.ts'

let github: FakeGithub
beforeEach(async () => {
  github = await startGithub({ token: 'all' })
})
afterEach(() => github.close())

const client = (token = 'all') => gitHubWith(token, { GITHUB_API_URL: github.url })
const rights: readonly Right[] = ['contents: write', 'issues: write', 'deployments: read', 'actions: read']

describe('what a token may do', () => {
  it.each(rights)('%s: it has it, or not, and nothing was written', async (right) => {
    const [name = '', level] = right.split(': ')
    github.tokens.set('just', { [name]: level as 'read' | 'write' }) // one of both, as the list above says
    github.tokens.set('others', { contents: 'read', issues: 'read', checks: 'write' })
    const asked = await Promise.all(['all', 'just', 'others'].map((token) => hasRight(client(token), 'acme/shop', right)))
    expect(asked).toEqual([true, true, false].map((value) => ({ isKnown: true, value })))
    expect(github.state.issues.size).toBe(0)
    expect(await (await github.repository()).git(['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main')
  })

  it('in a repository without a commit', async () => {
    await using empty = await startGithub({ token: 'all', isEmpty: true })
    expect(await hasRight(gitHubWith('all', { GITHUB_API_URL: empty.url }), 'acme/shop', 'contents: write')).toEqual({
      isKnown: true,
      value: true,
    })
  })

  it.each([
    { name: 'GitHub is down', answer: serverError },
    { name: 'the repository is archived', answer: archived },
  ])(
    'is not known while $name',
    async ({ answer }) => {
      github.faults.outage = { does: answer }
      expect(await hasRight(client(), 'acme/shop', 'contents: write')).toMatchObject({ isKnown: false })
    },
    30_000,
  )
})

describe('the environment of GitHub', () => {
  it('with all that protects it; one that there is not; one that may not be seen', async () => {
    github.people.join('ann')
    github.state.environments.production = [
      { type: 'required_reviewers', reviewers: ['ann'] },
      { type: 'wait_timer', wait: 30 },
      { type: 'branch_policy', branches: 'custom' },
    ]
    github.state.environments.open = []
    expect(await environmentAt(client(), 'acme/shop', 'Production')).toEqual({
      isKnown: true,
      value: { reviewers: 1, wait: 30, branches: 'selected', others: 0 },
    })
    expect(await environmentAt(client(), 'acme/shop', 'open')).toMatchObject({ value: { reviewers: 0, branches: 'all' } })
    expect(await environmentAt(client(), 'acme/shop', 'prod')).toEqual({ isKnown: true, value: undefined })
    github.tokens.set('blind', { contents: 'read' })
    expect(await environmentAt(client('blind'), 'acme/shop', 'production')).toMatchObject({
      isKnown: false,
      remedy: { en: expect.stringContaining('actions: read') },
    })
  })
})
