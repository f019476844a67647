import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { personFrom } from '../../../../src/config/people.ts'
import { InputError } from '../../../../src/kit/errors.ts'
import type { VirtualClock } from '../../../support/virtual-clock.ts'
import { card, type Desk, openDesk } from './desk.ts'

let desk: Desk<VirtualClock>
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const refused = async (work: Promise<unknown>): Promise<InputError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(InputError)
  return error as InputError
}

describe('a check', () => {
  it('finds nothing to say where all is well, and posts nothing', async () => {
    desk.github.people.openPull('bob', 'Topic')
    expect(await desk.gate().check()).toEqual([])
    expect(await desk.gate({ pullRequest: 1 }).check()).toEqual([])
    expect([desk.github.state.issues.size, desk.github.state.comments.length]).toEqual([1, 0])
  })

  it('names who has no account', async () => {
    await desk.close()
    desk = await openDesk({
      voters: [personFrom('alice', { github: 'Alice' }), personFrom('dave', { github: 'dave-typo' }), personFrom('erin', {})],
    })
    expect((await desk.gate().check()).map(({ en }) => en)).toEqual(['GitHub knows nobody by the login dave-typo.'])
  })

  it('does not hold up a request for that, but reads nothing before it knows the accounts', async () => {
    const gate = desk.gate()
    const works: (() => Promise<unknown>)[] = []
    await gate.check((work) => works.push(work))
    const lookUps = () => desk.github.requests.filter(({ path }) => path.startsWith('/users/')).length
    expect([works.length, lookUps()]).toEqual([1, 0])
    await gate.post(card())
    const looked = works[0]?.()
    const order: string[] = []
    await Promise.all([looked?.then(() => order.push('accounts')), gate.read().then(() => order.push('comments'))])
    expect([order, lookUps() > 0]).toEqual([['accounts', 'comments'], true])
  })

  it('says that a pull request is closed or locked', async () => {
    desk.github.people.openPull('bob', 'Topic')
    desk.github.people.close('bob', 1)
    expect((await desk.gate({ pullRequest: 1 }).check()).map(({ en }) => en)).toEqual(['Pull request 1 is closed.'])
    desk.github.people.lock(1)
    expect((await desk.gate({ pullRequest: 1 }).check()).map(({ en }) => en)).toEqual([expect.stringContaining('locked')])
  })

  const broken = [
    { name: 'without a token', token: '', code: 'channel-unusable', says: 'no token' },
    { name: 'with a foreign token', token: 'foreign', code: 'channel-unusable', says: 'does not show' },
    { name: 'with a token that has expired', token: 'expired', code: 'github-permission', says: 'expired' },
    {
      name: 'with issues switched off',
      prepare: () => Object.assign(desk.github.state, { hasIssues: false }),
      code: 'channel-unusable',
      says: 'switched off',
    },
    {
      name: 'in an archived repository',
      prepare: () => Object.assign(desk.github.state, { isArchived: true }),
      code: 'channel-unusable',
      says: 'archived',
    },
    { name: 'without the permission to write', token: 'less', code: 'github-permission', says: 'issues: write' },
    { name: 'with a pull request that is not there', pullRequest: 9, code: 'channel-unusable', says: 'no pull request 9' },
    {
      name: 'with an issue instead of a pull request',
      pullRequest: 1,
      prepare: () => desk.github.people.openIssue('bob', 'x'),
      code: 'channel-unusable',
      says: 'no pull request 1',
    },
    {
      name: 'without the permission to write on a pull request',
      pullRequest: 1,
      token: 'less',
      prepare: () => desk.github.people.openPull('bob', 'x'),
      code: 'github-permission',
      says: 'pull-requests: write',
    },
  ]
  it.each(broken)('refuses a channel $name, and says what to do', async ({ token, prepare, pullRequest, code, says }) => {
    prepare?.()
    desk.github.tokens.set('less', { issues: 'read', pull_requests: 'read', contents: 'write' })
    const settings = { ...(token === undefined ? {} : { token }), ...(pullRequest === undefined ? {} : { pullRequest }) }
    const error = await refused(desk.gate(settings).check())
    expect(error).toMatchObject({ code, where: 'channels.github' })
    expect([error.problem.en.includes(says) || error.remedy?.en.includes(says), (error.remedy?.en ?? '').length > 0]).toEqual([true, true])
  })

  it('throws what passes as what passes', async () => {
    desk.github.faults.outage = { does: 'reset' }
    await expect(desk.gate().check()).rejects.toMatchObject({ code: 'network-failed', retryable: true })
  })
})

describe('posting where it cannot be', () => {
  it.each([
    { name: 'issues are switched off', prepare: () => Object.assign(desk.github.state, { hasIssues: false }), code: 'channel-unusable' },
    { name: 'the permission is missing', token: 'less', code: 'github-permission' },
  ])('is the user’s to mend: $name', async ({ prepare, token, code }) => {
    prepare?.()
    desk.github.tokens.set('less', { issues: 'read' })
    expect(await refused(desk.gate(token === undefined ? {} : { token }).post(card()))).toMatchObject({ code })
  })
})
