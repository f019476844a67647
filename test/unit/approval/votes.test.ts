import { describe, expect, it } from '@jest/globals'
import { approversFor, isMet, missingVoters, settle, type Vote, withoutVote, withVote } from '../../../src/approval/votes.ts'
import { opened, policyOf, requirement } from './requests.ts'

const vote = (person: string, verdict: Vote['verdict'] = 'approve', over: Partial<Vote> = {}): Vote => ({
  person,
  verdict,
  at: opened,
  reason: '',
  channel: 'ops',
  platform: 'telegram',
  user: `id-of-${person}`,
  key: `${person}-${verdict}`,
  ...over,
})

describe('settle', () => {
  it.each([
    { name: 'nobody spoke', policy: {}, votes: [], settlement: { status: 'pending' } },
    { name: 'nothing is required', policy: { requirements: [] }, votes: [vote('alice')], settlement: { status: 'pending' } },
    { name: 'too few', policy: {}, votes: [vote('alice')], settlement: { status: 'pending' } },
    { name: 'enough', policy: {}, votes: [vote('alice'), vote('bob')], settlement: { status: 'approved', by: ['alice', 'bob'] } },
    {
      name: 'more than enough',
      policy: {},
      votes: [vote('alice'), vote('bob'), vote('carol')],
      settlement: { status: 'approved', by: ['alice', 'bob', 'carol'] },
    },
    { name: 'enough of those who may not decide', policy: {}, votes: [vote('yan'), vote('zoe')], settlement: { status: 'pending' } },
    { name: 'one of them helps nobody', policy: {}, votes: [vote('alice'), vote('zoe')], settlement: { status: 'pending' } },
    { name: 'a rejection of somebody who may not decide', policy: {}, votes: [vote('zoe', 'reject')], settlement: { status: 'pending' } },
    { name: 'one rejection', policy: {}, votes: [vote('bob', 'reject')], settlement: { status: 'rejected', by: ['bob'] } },
    {
      name: 'a rejection ends it even where enough approve',
      policy: {},
      votes: [vote('alice'), vote('carol'), vote('bob', 'reject')],
      settlement: { status: 'rejected', by: ['bob'] },
    },
    {
      name: 'too few rejections do not stand in the way',
      policy: { rejectBy: 2 },
      votes: [vote('alice'), vote('bob', 'reject'), vote('carol')],
      settlement: { status: 'approved', by: ['alice', 'carol'] },
    },
    {
      name: 'rejections of the sets together count',
      policy: { rejectBy: 2, requirements: [requirement(1, 'alice'), requirement(1, 'bob')] },
      votes: [vote('alice', 'reject'), vote('bob', 'reject')],
      settlement: { status: 'rejected', by: ['alice', 'bob'] },
    },
  ])('$name', ({ policy, votes, settlement }) => {
    expect(settle(policyOf(policy), votes)).toEqual(settlement)
  })
})

describe('votes', () => {
  it('are one a person, the latest', () => {
    const votes = withVote(withVote([vote('alice')], vote('bob')), vote('alice', 'reject'))
    expect(votes.map(({ person, verdict }) => `${person} ${verdict}`)).toEqual(['bob approve', 'alice reject'])
    expect(withoutVote(votes, 'bob')).toEqual([vote('alice', 'reject')])
    expect(withoutVote(votes, 'zoe')).toEqual(votes)
  })

  it('count for a requirement when they approve and are eligible for it', () => {
    const votes = [vote('alice'), vote('bob', 'reject'), vote('zoe')]
    expect(approversFor(requirement(2, 'alice', 'bob', 'carol'), votes)).toEqual(['alice'])
    expect(isMet(requirement(1, 'alice', 'bob'), votes)).toBe(true)
    expect(isMet(requirement(2, 'alice', 'bob'), votes)).toBe(false)
  })
})

describe('missingVoters', () => {
  it.each([
    { name: 'everyone, each once', votes: [], missing: ['alice', 'bob', 'carol'] },
    { name: 'not who has approved', votes: [vote('alice')], missing: ['bob', 'carol'] },
    { name: 'not who has rejected', votes: [vote('bob', 'reject')], missing: ['alice', 'carol'] },
    { name: 'not those of a requirement that is met', votes: [vote('carol')], missing: ['alice', 'bob'] },
    { name: 'nobody when all is met', votes: [vote('alice'), vote('carol')], missing: [] },
  ])('$name', ({ votes, missing }) => {
    const policy = policyOf({ requirements: [requirement(1, 'alice', 'bob'), requirement(1, 'bob', 'carol')] })
    expect(missingVoters(policy, votes)).toEqual(missing)
  })
})
