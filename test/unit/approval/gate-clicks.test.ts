import { describe, expect, it } from '@jest/globals'
import type { HeardAsk, Refusal } from '../../../src/approval/gate.ts'
import type { Policy } from '../../../src/approval/policy.ts'
import {
  act,
  cancel,
  deadline,
  gate,
  hear,
  heard,
  judged,
  minute,
  opened,
  policyOf,
  standing,
  stateAfter,
  time,
  verdictIn,
} from './requests.ts'

const excluded: Policy['excluded'] = [
  { person: 'dave', because: 'requester' },
  { person: 'erin', because: 'author' },
  { person: 'faye', because: 'no-identity' },
]
const open = gate({ excluded, reason: 'on-reject' })

interface Case {
  readonly name: string
  readonly ask: HeardAsk
  readonly says: string
}

describe('an act on an open request', () => {
  it.each<Case>([
    { name: 'an approval', ask: act('alice', 'approve'), says: 'counted' },
    { name: 'a rejection with its reason', ask: act('alice', 'reject', { reason: 'Friday' }), says: 'counted' },
    { name: 'a question', ask: act(undefined, 'status'), says: 'status' },
    { name: 'a stranger', ask: act(undefined, 'approve'), says: 'unknown-person' },
    { name: 'a stranger who rejects', ask: act(undefined, 'reject', { reason: 'no' }), says: 'unknown-person' },
    { name: 'a stranger who takes back', ask: act(undefined, 'withdraw'), says: 'unknown-person' },
    { name: 'somebody who may not decide this', ask: act('zoe', 'approve'), says: 'not-eligible' },
    { name: 'the requester', ask: act('dave', 'approve'), says: 'requester' },
    { name: 'the requester who rejects', ask: act('dave', 'reject', { reason: 'no' }), says: 'requester' },
    { name: 'an author', ask: act('erin', 'approve'), says: 'author' },
    { name: 'somebody without an identity on these channels', ask: act('faye', 'approve'), says: 'no-identity' },
    { name: 'a rejection without a reason', ask: act('alice', 'reject'), says: 'reason-missing' },
    { name: 'a rejection with a blank reason', ask: act('alice', 'reject', { reason: ' \n' }), says: 'reason-missing' },
    { name: 'nothing to take back', ask: act('alice', 'withdraw'), says: 'nothing-to-withdraw' },
    { name: 'an approval behind the deadline', ask: act('alice', 'approve', { at: deadline + 1 }), says: 'expired' },
  ])('$name: $says', ({ ask, says }) => {
    expect(judged(open, ask)).toBe(says)
  })

  it('is recorded with who, where and why', () => {
    expect(hear(open, act(undefined, 'approve', { key: 'k1' })).state.history.at(-1)).toEqual({
      at: opened + minute,
      what: 'refused',
      user: 'Nobody as shown',
      channel: 'ops',
      key: 'k1',
      words: 'unknown-person',
    })
    expect(hear(open, act('alice', 'approve', { key: 'k2', reason: 'looks good' })).state.history.at(-1)).toEqual({
      at: opened + minute,
      what: 'approved',
      person: 'alice',
      user: 'alice as shown',
      channel: 'ops',
      key: 'k2',
      words: 'looks good',
    })
    expect(hear(open, act('alice', 'status')).state.history.at(-1)?.what).toBe('asked')
  })

  it('leaves the votes as they are unless it counts', () => {
    const before = heard(open, act('alice', 'approve'))
    for (const ask of [
      act(undefined, 'approve'),
      act('zoe', 'reject'),
      act('bob', 'reject'),
      act('bob', 'withdraw'),
      act('bob', 'status'),
    ]) {
      const { state, effects } = hear(before, ask)
      expect(state.votes).toBe(before.votes)
      expect(state.status).toBe('pending')
      expect(effects).toHaveLength(1)
    }
  })

  it('brings the messages up to date when it counts', () => {
    expect(hear(open, act('alice', 'approve')).effects.map(({ kind }) => kind)).toEqual(['answer', 'render'])
    const voted = heard(open, act('alice', 'approve'))
    expect(hear(voted, act('alice', 'withdraw', { at: opened + 2 * minute })).effects.map(({ kind }) => kind)).toEqual(['answer', 'render'])
  })
})

/** Each act breaks two rules: the rule that is asked first is the one it is told. */
describe('the order of the checks', () => {
  const late = { at: deadline + 1 }
  const foreign = { request: 'K7QF2X' }
  it.each<Case & { readonly over?: true }>([
    { name: 'the id before the question', ask: act('alice', 'status', foreign), says: 'did-you-mean' },
    { name: 'the id before the end', ask: act('alice', 'approve', foreign), says: 'did-you-mean', over: true },
    { name: 'the question before the end', ask: act('alice', 'status'), says: 'status', over: true },
    { name: 'the question before the deadline', ask: act(undefined, 'status', late), says: 'status' },
    { name: 'the end before the deadline', ask: act('alice', 'approve', late), says: 'decided', over: true },
    { name: 'the end before the person', ask: act(undefined, 'approve'), says: 'decided', over: true },
    { name: 'the deadline before the person', ask: act(undefined, 'approve', late), says: 'expired' },
    { name: 'the deadline before the rights', ask: act('dave', 'approve', late), says: 'expired' },
    { name: 'the rights before the reason', ask: act('dave', 'reject'), says: 'requester' },
    { name: 'the rights before taking back', ask: act('zoe', 'withdraw'), says: 'not-eligible' },
  ])('$name', ({ ask, says, over }) => {
    const state = over ? stateAfter(open, cancel, opened + 1) : open
    expect(judged(state, ask)).toBe(says)
  })

  it('asks for what is newer before the reason', () => {
    const voted = heard(open, act('alice', 'approve', { at: opened + 3 * minute }))
    expect(judged(voted, act('alice', 'reject', { at: opened + minute }), opened + 4 * minute)).toBe('outdated')
  })

  it('knows an excluded person who is eligible for another requirement', () => {
    const state = gate({ excluded: [{ person: 'alice', because: 'author' }] })
    expect(judged(state, act('alice', 'approve'))).toBe('counted')
  })
})

describe('reasons', () => {
  const rules = [
    { reason: 'optional', approve: 'counted', reject: 'counted' },
    { reason: 'on-reject', approve: 'counted', reject: 'reason-missing' },
    { reason: 'always', approve: 'reason-missing', reject: 'reason-missing' },
  ] as const
  it.each(rules)('$reason: a bare approval is $approve, a bare rejection $reject', ({ reason, approve, reject }) => {
    expect(judged(gate({ reason }), act('alice', 'approve'))).toBe(approve)
    expect(judged(gate({ reason }), act('alice', 'reject'))).toBe(reject)
  })

  it.each(rules)('$reason: a vote with a reason counts, and keeps it', ({ reason }) => {
    for (const does of ['approve', 'reject'] as const) {
      const state = heard(gate({ reason, rejectBy: 2 }), act('alice', does, { reason: 'because' }))
      expect(state.votes).toMatchObject([{ person: 'alice', verdict: does, reason: 'because' }])
    }
  })

  it.each(rules)('$reason: nobody has to say why they take back', ({ reason }) => {
    const voted = heard(gate({ reason }), act('alice', 'approve', { reason: 'x' }))
    expect(judged(voted, act('alice', 'withdraw', { at: opened + 2 * minute }))).toBe('withdrawn')
  })
})

describe('a typed id', () => {
  it.each([
    { name: 'ours', typed: 'K7QF2M', says: 'counted' },
    { name: 'one letter wrong', typed: 'K7QF2N', says: 'did-you-mean' },
    { name: 'a letter that is none of ours', typed: 'K7OF2M', says: 'did-you-mean' },
    { name: 'one letter missing', typed: 'K7Q2M', says: 'did-you-mean' },
    { name: 'one letter too many', typed: 'K7QFF2M', says: 'did-you-mean' },
    { name: 'two letters swapped', typed: 'K7FQ2M', says: 'did-you-mean' },
    { name: 'two letters wrong', typed: 'K7QFXX', says: 'did-you-mean' },
  ])('$name ($typed): $says', ({ typed, says }) => {
    expect(judged(gate(), act('alice', 'approve', { request: typed }))).toBe(says)
  })

  it.each(['', 'K7', 'K7Q', 'K7QXXX', 'M2FQ7K', 'ABCDEF', 'THIS', 'RELEASE', 'K7QF2MK7QF2M', 'x'.repeat(99)])(
    'that is nothing like ours is left to the gate it belongs to (%p)',
    (typed) => {
      const open = gate()
      for (const does of ['approve', 'reject', 'withdraw', 'status'] as const) {
        const { state, effects } = hear(open, act('alice', does, { request: typed }))
        expect(effects).toEqual([])
        expect(state).toBe(open)
      }
    },
  )

  it('never votes when it is only like ours', () => {
    expect(hear(gate(), act('alice', 'approve', { request: 'K7QF2N' })).state.votes).toEqual([])
  })
})

describe('the same act again', () => {
  it.each([
    { name: 'a vote', ask: act('alice', 'approve') },
    { name: 'a refusal', ask: act(undefined, 'approve') },
    { name: 'a question', ask: act('alice', 'status') },
    { name: 'a slip', ask: act('alice', 'approve', { request: 'K7QF2N' }) },
  ])('$name is handled once', ({ ask }) => {
    const once = hear(gate(), ask).state
    expect(hear(once, ask, ask.at + minute)).toEqual({ state: once, effects: [] })
  })

  it('of somebody who changed their mind in between does not bring the old vote back', () => {
    const first = act('alice', 'approve', { at: opened + 1 })
    const state = heard(gate({ rejectBy: 2 }), first, act('alice', 'reject', { at: opened + 2 }))
    expect(hear(state, first, opened + 3).effects).toEqual([])
    expect(standing(state)).toBe('alice: reject')
  })

  it('of somebody who has withdrawn in between does not bring the vote back', () => {
    const first = act('alice', 'approve', { at: opened + 1 })
    const state = heard(gate(), first, act('alice', 'withdraw', { at: opened + 2 }))
    expect(hear(state, first, opened + 3)).toEqual({ state, effects: [] })
  })

  it('is another act on another channel, whose keys are its own', () => {
    const state = heard(gate(), act('alice', 'approve', { key: '7', channel: 'ops' }))
    expect(judged(state, act('bob', 'approve', { key: '7', channel: 'team', at: opened + 2 * minute }))).toBe('counted')
  })

  it('is another act when it is done again', () => {
    const state = heard(gate(), act('alice', 'approve', { key: '1' }))
    const again = verdictIn(hear(state, act('alice', 'approve', { key: '2', at: opened + 2 * minute })))
    expect(again).toEqual({ kind: 'counted', verdict: 'approve', repeated: true })
    expect(hear(state, act('alice', 'approve', { key: '2', at: opened + 2 * minute })).state.votes).toHaveLength(1)
  })
})

describe('after the end', () => {
  const states = [
    { name: 'approved', state: heard(gate({ rejectBy: 2 }), act('alice', 'approve'), act('bob', 'approve')), by: ['alice', 'bob'] },
    { name: 'rejected', state: heard(gate(), act('alice', 'approve'), act('bob', 'reject')), by: ['bob'] },
    { name: 'expired', state: stateAfter(gate(), time, deadline), by: [] },
    { name: 'cancelled', state: stateAfter(gate(), cancel, opened + 1), by: [] },
    { name: 'superseded', state: stateAfter(gate(), { kind: 'supersede', by: 'NEWER2' }, opened + 1), by: ['NEWER2'] },
  ]

  it.each(states)('$name says who decided', ({ name, state, by }) => {
    expect(state.status).toBe(name)
    expect(state.decidedBy).toEqual(by)
    expect(state.settled).toBeGreaterThanOrEqual(opened)
    expect(state.history.at(-1)).toMatchObject({ what: 'settled', words: name })
  })

  it.each(states)('$name: every vote is answered, and changes nothing but the record', ({ state }) => {
    for (const ask of [act('carol', 'approve'), act('carol', 'reject'), act(undefined, 'approve'), act('dave', 'reject')]) {
      const next = hear(state, ask, deadline + 5 * minute)
      expect(verdictIn(next)).toEqual({ kind: 'decided' })
      expect(next.effects).toHaveLength(1)
      expect({ ...next.state, history: [] }).toEqual({ ...state, history: [] })
      expect(next.state.history.at(-1)).toMatchObject({ what: 'refused', words: 'decided' })
    }
  })

  it.each(states)('$name: a reaction that is taken away wants no answer; a command does', ({ state }) => {
    expect(hear(state, act('alice', 'withdraw', { by: 'reaction', at: opened + 9 * minute }))).toEqual({ state, effects: [] })
    expect(judged(state, act('alice', 'withdraw', { by: 'command', at: opened + 9 * minute }))).toBe('decided')
  })

  it.each(states)('$name is final', ({ state }) => {
    for (const event of [time, cancel, { kind: 'supersede', by: 'LATER3' } as const])
      for (const now of [opened, deadline, deadline + 60 * minute]) expect(stateAfter(state, event, now)).toBe(state)
  })

  it('a vote that was given in time but is read behind the end is answered, not counted', () => {
    const expired = stateAfter(gate({ requirements: policyOf().requirements }), time, deadline)
    expect(judged(expired, act('alice', 'approve', { at: deadline - 1 }), deadline + 1)).toBe('decided')
  })
})

describe('every refusal', () => {
  it('can be met', () => {
    const all: Record<Refusal, true> = {
      'unknown-person': true,
      'not-eligible': true,
      requester: true,
      author: true,
      'no-identity': true,
      'reason-missing': true,
      outdated: true,
      'nothing-to-withdraw': true,
      expired: true,
      decided: true,
      'did-you-mean': true,
      'other-request': true,
    }
    const voted = heard(open, act('alice', 'approve', { at: opened + 3 * minute }))
    const met = [
      judged(open, act(undefined, 'approve')),
      ...['zoe', 'dave', 'erin', 'faye'].map((person) => judged(open, act(person, 'approve'))),
      judged(open, act('alice', 'reject')),
      judged(voted, act('alice', 'withdraw', { at: opened + minute }), opened + 4 * minute),
      judged(open, act('alice', 'withdraw')),
      judged(open, act('alice', 'approve', { at: deadline + 1 })),
      judged(stateAfter(open, cancel, opened), act('alice', 'approve')),
      judged(open, act('alice', 'approve', { request: 'K7QF2N' })),
      judged(open, act('alice', 'approve', { request: 'AB3CD4', isOnCard: true })),
    ]
    expect(met.sort()).toEqual(Object.keys(all).sort())
  })
})
