import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ApproveInputs } from '../../../src/actions/approve-inputs.ts'
import { findChanges } from '../../../src/actions/find-changes.ts'
import { gitHubWith } from '../../../src/github/client.ts'
import type { Io } from '../../../src/kit/run.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'

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
