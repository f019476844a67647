import { describe, expect, it } from '@jest/globals'
import type { HeardAsk } from '../../../src/approval/gate.ts'
import type { Policy } from '../../../src/approval/policy.ts'
import { act, deadline, gate, hear, heard, judged, minute, opened, requirement, standing, verdictIn } from './requests.ts'

const at = (minutes: number) => ({ at: opened + minutes * minute })
const approves = (person: string, minutes = 1, over: Partial<HeardAsk> = {}) => act(person, 'approve', { ...at(minutes), ...over })
const rejects = (person: string, minutes = 1, over: Partial<HeardAsk> = {}) => act(person, 'reject', { ...at(minutes), ...over })
const takesBack = (person: string, minutes = 1, over: Partial<HeardAsk> = {}) => act(person, 'withdraw', { ...at(minutes), ...over })

const managers = requirement(1, 'alice')
const sre = requirement(1, 'bob', 'alice')

describe('requirements', () => {
  it.each<{ name: string; requirements: Policy['requirements']; acts: readonly HeardAsk[]; status: string; by?: string[] }>([
    { name: 'one of one', requirements: [requirement(1, 'alice')], acts: [approves('alice')], status: 'approved', by: ['alice'] },
    { name: 'one of two needed', requirements: [requirement(2, 'alice', 'bob')], acts: [approves('alice')], status: 'pending' },
    {
      name: 'two of two needed',
      requirements: [requirement(2, 'alice', 'bob')],
      acts: [approves('bob'), approves('alice', 2)],
      status: 'approved',
      by: ['bob', 'alice'],
    },
    {
      name: 'one of three is enough',
      requirements: [requirement(1, 'alice', 'bob', 'carol')],
      acts: [approves('carol')],
      status: 'approved',
      by: ['carol'],
    },
    {
      name: 'the same person twice is one person',
      requirements: [requirement(2, 'alice', 'bob')],
      acts: [
        approves('alice'),
        approves('alice', 2, { key: 'again' }),
        approves('alice', 3, { key: 'elsewhere', channel: 'team', platform: 'feishu' }),
      ],
      status: 'pending',
    },
    { name: 'one group of two', requirements: [managers, requirement(1, 'bob')], acts: [approves('alice')], status: 'pending' },
    {
      name: 'each of two groups',
      requirements: [managers, requirement(1, 'bob')],
      acts: [approves('bob'), approves('alice', 2)],
      status: 'approved',
      by: ['bob', 'alice'],
    },
    {
      name: 'somebody who belongs to both groups counts for both',
      requirements: [managers, sre],
      acts: [approves('alice')],
      status: 'approved',
      by: ['alice'],
    },
    { name: 'somebody who belongs to one of two groups', requirements: [managers, sre], acts: [approves('bob')], status: 'pending' },
    {
      name: 'somebody of both groups is still one person where a group needs two',
      requirements: [managers, requirement(2, 'alice', 'bob')],
      acts: [approves('alice')],
      status: 'pending',
    },
  ])('$name: $status', ({ requirements, acts, status, by = [] }) => {
    const state = heard(gate({ requirements }), ...acts)
    expect(state.status).toBe(status)
    expect(state.decidedBy).toEqual(by)
  })

  it('settle at the moment the last vote is heard, not when it was given', () => {
    const state = hear(gate({ requirements: [managers] }), approves('alice'), opened + 7 * minute).state
    expect(state.settled).toBe(opened + 7 * minute)
    expect(state.votes[0]?.at).toBe(opened + minute)
  })
})

describe('rejections', () => {
  it.each([
    { rejectBy: 1, acts: [rejects('alice')], status: 'rejected', by: ['alice'] },
    { rejectBy: 2, acts: [rejects('alice')], status: 'pending', by: [] },
    { rejectBy: 2, acts: [rejects('alice'), rejects('alice', 2, { key: 'again' })], status: 'pending', by: [] },
    { rejectBy: 2, acts: [rejects('alice'), rejects('carol', 2)], status: 'rejected', by: ['alice', 'carol'] },
    { rejectBy: 2, acts: [rejects('alice'), takesBack('alice', 2), rejects('bob', 3)], status: 'pending', by: [] },
    { rejectBy: 2, acts: [approves('alice'), rejects('alice', 2), rejects('bob', 3)], status: 'rejected', by: ['alice', 'bob'] },
    { rejectBy: 1, acts: [approves('alice'), rejects('bob', 2), approves('carol', 3)], status: 'rejected', by: ['bob'] },
    { rejectBy: 2, acts: [approves('alice'), rejects('bob', 2), approves('carol', 3)], status: 'approved', by: ['alice', 'carol'] },
  ])('$rejectBy needed, case $#: $status', ({ rejectBy, acts, status, by }) => {
    const state = heard(gate({ rejectBy }), ...acts)
    expect(state.status).toBe(status)
    expect(state.decidedBy).toEqual(by)
  })

  it('of somebody who may not decide end nothing', () => {
    expect(heard(gate(), rejects('zoe'), act(undefined, 'reject')).status).toBe('pending')
  })
})

describe('a change of mind', () => {
  it.each([
    { name: 'approval to rejection', acts: [approves('alice'), rejects('alice', 2)], votes: 'alice: reject' },
    { name: 'rejection to approval', acts: [rejects('alice'), approves('alice', 2)], votes: 'alice: approve' },
    { name: 'approval taken back', acts: [approves('alice'), takesBack('alice', 2)], votes: '' },
    { name: 'taken back and given again', acts: [approves('alice'), takesBack('alice', 2), approves('alice', 3)], votes: 'alice: approve' },
    {
      name: 'of one person leaves the others alone',
      acts: [approves('alice'), rejects('bob', 2), takesBack('alice', 3)],
      votes: 'bob: reject',
    },
    {
      name: 'on another platform',
      acts: [approves('alice'), rejects('alice', 2, { channel: 'team', platform: 'feishu' })],
      votes: 'alice: reject',
    },
  ])('$name', ({ acts, votes }) => {
    const state = heard(gate({ rejectBy: 3, requirements: [requirement(3, 'alice', 'bob', 'carol')] }), ...acts)
    expect(standing(state)).toBe(votes)
    expect(state.status).toBe('pending')
  })

  it('takes an approval away before the last one comes', () => {
    const state = heard(gate(), approves('alice'), takesBack('alice', 2), approves('bob', 3))
    expect(state.status).toBe('pending')
    expect(heard(state, approves('carol', 4)).decidedBy).toEqual(['bob', 'carol'])
  })

  it('says whether it is one', () => {
    const state = heard(gate({ rejectBy: 2 }), approves('alice'))
    expect(verdictIn(hear(state, approves('alice', 2)))).toMatchObject({ verdict: 'approve', repeated: true })
    expect(verdictIn(hear(state, rejects('alice', 2)))).toMatchObject({ verdict: 'reject', repeated: false })
    expect(verdictIn(hear(state, approves('bob', 2)))).toMatchObject({ verdict: 'approve', repeated: false })
  })

  it('keeps the reason, the place and the time of the latest', () => {
    const state = heard(
      gate({ rejectBy: 2 }),
      approves('alice', 1, { reason: 'fine' }),
      rejects('alice', 2, { reason: 'not fine', channel: 'team', platform: 'feishu', user: 'ou_a', key: 'r9' }),
    )
    expect(state.votes).toEqual([
      { person: 'alice', verdict: 'reject', ...at(2), reason: 'not fine', channel: 'team', platform: 'feishu', user: 'ou_a', key: 'r9' },
    ])
  })
})

describe('acts that are read in another order than they were done in', () => {
  const wide = gate({ rejectBy: 3, requirements: [requirement(3, 'alice', 'bob', 'carol')] })
  const late = opened + 30 * minute
  it.each([
    { name: 'an older rejection', first: approves('alice', 5), second: rejects('alice', 4), votes: 'alice: approve' },
    { name: 'an older approval', first: rejects('alice', 5), second: approves('alice', 4), votes: 'alice: reject' },
    { name: 'an older taking back', first: approves('alice', 5), second: takesBack('alice', 4), votes: 'alice: approve' },
    {
      name: 'an older vote of somebody else',
      first: approves('alice', 5),
      second: rejects('bob', 4),
      votes: 'alice: approve, bob: reject',
    },
  ])('$name does not overrule', ({ first, second, votes }) => {
    expect(standing(hear(hear(wide, first, late).state, second, late).state)).toBe(votes)
  })

  it('an older vote stays withdrawn', () => {
    const voted = heard(wide, approves('alice', 1), takesBack('alice', 5))
    expect(judged(voted, rejects('alice', 4), late)).toBe('outdated')
    expect(standing(hear(voted, rejects('alice', 4), late).state)).toBe('')
  })

  it('an older vote stays withdrawn even if nobody knew of it when it was', () => {
    const nothing = hear(wide, takesBack('alice', 5), late).state
    expect(judged(nothing, approves('alice', 4), late)).toBe('outdated')
    expect(judged(nothing, approves('alice', 6), late)).toBe('counted')
    expect(judged(nothing, approves('bob', 4), late)).toBe('counted')
  })

  it('a refused act is no last word', () => {
    const refused = hear(gate({ reason: 'on-reject', rejectBy: 2 }), rejects('alice', 5), late).state
    expect(judged(refused, approves('alice', 4), late)).toBe('counted')
  })

  it('of the same moment count in the order they are read in', () => {
    expect(standing(heard(wide, approves('alice', 5), rejects('alice', 5)))).toBe('alice: reject')
  })
})

describe('the clock of a platform that is ahead', () => {
  const ahead = 10 * minute
  it('does not make a vote too late', () => {
    expect(judged(gate(), approves('alice', 0, { at: deadline - minute + ahead }), deadline - minute)).toBe('counted')
  })

  it('does not keep people from changing their mind elsewhere', () => {
    const voted = hear(gate({ rejectBy: 2 }), approves('alice', 1 + 10), opened + minute).state
    expect(voted.votes[0]?.at).toBe(opened + minute)
    expect(judged(voted, rejects('alice', 2, { channel: 'team' }))).toBe('counted')
  })
})
