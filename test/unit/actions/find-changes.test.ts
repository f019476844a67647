import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ApproveInputs } from '../../../src/actions/approve-inputs.ts'
import { findChanges } from '../../../src/actions/find-changes.ts'
import { gitHubWith } from '../../../src/github/client.ts'
import type { Io } from '../../../src/kit/run.ts'
import { setDeploymentState } from '../../fakes/github/deployments.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { actionsBot } from '../../fakes/github/state.ts'
import { worldOf } from '../../fakes/github/world.ts'

let fake: FakeGithub
beforeEach(async () => {
  fake = await startGithub({ token: 't' })
})
afterEach(() => fake.close())

describe('the commit that is approved', () => {
  it.each(['../../../evil/other/commits/main', 'a/../../../../../evil/other/commits/main', './main', '..'])(
    'is none of another repository, whatever a version is called: %s',
    async (version) => {
      const own = 'c'.repeat(40)
      const io = { env: { GITHUB_SHA: own }, log: { locale: 'en', info: () => {}, warning: () => {} } } as unknown as Io // what is used of it
      const place = { client: gitHubWith('t', { GITHUB_API_URL: fake.url }), repository: 'acme/shop' }
      const inputs = { commit: '', version, environment: 'production' } as unknown as ApproveInputs // what is used of them
      const found = await findChanges(io, inputs, place, false)
      expect(found.commit).toBe(own)
      await found.changes
      expect(fake.requests.map(({ path }) => path).filter((path) => !path.startsWith('/repos/acme/shop/'))).toEqual([])
    },
  )

  it('must be there, however well its name looks', async () => {
    const io = { env: {}, log: { locale: 'en', info: () => {}, warning: () => {} } } as unknown as Io // what is used of it
    const place = { client: gitHubWith('t', { GITHUB_API_URL: fake.url }), repository: 'acme/shop' }
    const inputs = { commit: 'd'.repeat(40), version: '', environment: 'production' } as unknown as ApproveInputs // what is used of them
    await expect(findChanges(io, inputs, place, false)).rejects.toMatchObject({ code: 'unknown-ref' })
  })
})

describe('who wrote what is approved', () => {
  const sha = (n: number) => n.toString(16).padStart(40, '0')
  const io = { env: {}, log: { locale: 'en', info: () => {}, warning: () => {} } } as unknown as Io // what is used of it
  /** Commits 1, 2, … by these people, one of which was released to production. */
  const history = (logins: readonly (string | undefined)[], released?: number) => {
    for (const [index, login] of logins.entries())
      fake.state.commits.push({ sha: sha(index + 1), message: 'Change', name: 'N', at: 1000, ...(login ? { login } : {}) })
    if (released === undefined) return
    const deployment = { id: 1, sha: sha(released), ref: 'v1', environment: 'production', author: actionsBot, createdAt: 0, statuses: [] }
    fake.state.deployments.push(deployment)
    setDeploymentState(worldOf(fake.state, Date.now), deployment, 'success')
  }
  const found = (commit: number) => {
    const place = { client: gitHubWith('t', { GITHUB_API_URL: fake.url }), repository: 'acme/shop' }
    const inputs = { commit: sha(commit), version: '', environment: 'production' } as unknown as ApproveInputs // what is used of them
    return findChanges(io, inputs, place, true)
  }

  it.each([
    { name: 'what came since', logins: ['ann', 'ben', 'cid'], released: 1, commit: 3, authors: ['ben', 'cid'] },
    { name: 'the first release: the commit itself', logins: ['ann', 'ben'], released: undefined, commit: 2, authors: ['ben'] },
    { name: 'the same again', logins: ['ann', 'ben'], released: 2, commit: 2, authors: ['ben'] },
    {
      name: 'an older one again: whoever wrote it, though nothing is new',
      logins: ['ann', 'ben', 'cid'],
      released: 3,
      commit: 1,
      authors: ['ann'],
    },
  ])('$name', async ({ logins, released, commit, authors }) => {
    history(logins, released)
    const { authors: told, changes } = await found(commit)
    await changes
    expect(told.toSorted()).toEqual(authors)
  })

  it.each([
    { name: 'the first release', released: undefined },
    { name: 'an older one again', released: 3 },
  ])('must be known for $name', async ({ released }) => {
    history(['ann', undefined, 'cid'], released)
    await expect(found(2)).rejects.toMatchObject({
      problem: { en: expect.stringMatching(/who they are is not known.*who wrote the commit/) },
    })
  })

  it('tells a card how far a release goes back', async () => {
    history(['ann', 'ben', 'cid'], 3)
    expect(await (await found(1)).changes).toMatchObject({
      kind: 'back',
      since: 'v1',
      total: 2,
      commits: [{ commit: sha(3) }, { commit: sha(2) }],
    })
  })
})
