import { describe, expect, it } from '@jest/globals'
import { type GateState, nextMoment, step } from '../../../src/approval/gate.ts'
import { act, cancel, deadline, gate, hear, heard, judged, minute, opened, requirement, stateAfter, time } from './requests.ts'

const passed = (state: GateState, now: number) => step(state, time, now)
const remindedAt = (state: GateState, now: number): readonly (readonly string[])[] =>
  passed(state, now).effects.flatMap((effect) => (effect.kind === 'remind' ? [effect.people] : []))

describe('the deadline', () => {
  it.each([
    { name: 'a millisecond before', moment: deadline - 1, says: 'counted' },
    { name: 'at it', moment: deadline, says: 'counted' },
    { name: 'a millisecond behind', moment: deadline + 1, says: 'expired' },
  ])('$name, an act is $says', ({ moment, says }) => {
    expect(judged(gate(), act('alice', 'approve', { at: moment }))).toBe(says)
  })

  it.each([
    { name: 'a millisecond before', moment: deadline - 1, status: 'pending' },
    { name: 'at it', moment: deadline, status: 'expired' },
    { name: 'a millisecond behind', moment: deadline + 1, status: 'expired' },
    { name: 'a day behind', moment: deadline + 1440 * minute, status: 'expired' },
  ])('$name, time makes it $status', ({ moment, status }) => {
    const { state, effects } = passed(gate({ reminders: { every: 0, factor: 1, max: 0 } }), moment)
    expect(state.status).toBe(status)
    expect(effects).toEqual(status === 'expired' ? [{ kind: 'render' }] : [])
    expect(state.settled).toBe(status === 'expired' ? moment : undefined)
  })

  it('counts what was done in time and is read late, as long as the end was not declared', () => {
    const state = hear(
      gate({ requirements: [requirement(1, 'alice')] }),
      act('alice', 'approve', { at: deadline - 1 }),
      deadline + minute,
    ).state
    expect(state.status).toBe('approved')
    expect(state.settled).toBe(deadline + minute)
  })

  it('is not passed by an act that comes too late: time does that', () => {
    const { state } = hear(gate(), act('alice', 'approve', { at: deadline + 1 }))
    expect(state.status).toBe('pending')
    expect(state.votes).toEqual([])
    expect(stateAfter(state, time, deadline + 2).status).toBe('expired')
  })
})

describe('on-timeout', () => {
  const some = { requirements: [requirement(3, 'alice', 'bob', 'carol')], rejectBy: 2 }
  it.each([
    { name: 'reject: silence', onTimeout: 'reject', acts: [], status: 'expired' },
    { name: 'reject: too few approvals', onTimeout: 'reject', acts: [act('alice', 'approve')], status: 'expired' },
    { name: 'approve: silence', onTimeout: 'approve', acts: [], status: 'approved' },
    { name: 'approve: too few approvals', onTimeout: 'approve', acts: [act('alice', 'approve')], status: 'approved' },
    { name: 'approve: a rejection that stands', onTimeout: 'approve', acts: [act('alice', 'reject')], status: 'expired' },
    { name: 'approve: one against one', onTimeout: 'approve', acts: [act('alice', 'reject'), act('bob', 'approve')], status: 'expired' },
    {
      name: 'approve: a rejection that was taken back',
      onTimeout: 'approve',
      acts: [act('alice', 'reject'), act('alice', 'withdraw', { at: opened + 2 * minute })],
      status: 'approved',
    },
    {
      name: 'approve: a rejection that became an approval',
      onTimeout: 'approve',
      acts: [act('alice', 'reject'), act('alice', 'approve', { at: opened + 2 * minute })],
      status: 'approved',
    },
    { name: 'approve: a rejection that did not count', onTimeout: 'approve', acts: [act('zoe', 'reject')], status: 'approved' },
  ] as const)('$name: $status', ({ onTimeout, acts, status }) => {
    const state = stateAfter(heard(gate({ ...some, onTimeout }), ...acts), time, deadline)
    expect(state.status).toBe(status)
    expect(state.decidedBy).toEqual([])
  })

  it('approve is no approval before the deadline', () => {
    expect(stateAfter(gate({ onTimeout: 'approve' }), time, deadline - 1).status).toBe('pending')
  })
})

describe('reminders', () => {
  it('are due after five, fifteen and thirty-five minutes, once each, and then no more', () => {
    let state = gate()
    const sent: number[] = []
    for (let now = opened; now < deadline; now += minute / 2) {
      const next = passed(state, now)
      if (next.effects.some(({ kind }) => kind === 'remind')) sent.push((now - opened) / minute)
      state = next.state
    }
    expect(sent).toEqual([5, 15, 35])
    expect(state.history.filter(({ what }) => what === 'reminded')).toHaveLength(3)
  })

  it('go to those whose vote could still help, and to nobody else', () => {
    const two = gate({ requirements: [requirement(1, 'alice', 'bob'), requirement(2, 'bob', 'carol', 'dora')], rejectBy: 3 })
    const now = opened + 5 * minute
    expect(remindedAt(two, now)).toEqual([['alice', 'bob', 'carol', 'dora']])
    expect(remindedAt(heard(two, act('bob', 'approve')), now)).toEqual([['carol', 'dora']])
    expect(remindedAt(heard(two, act('alice', 'approve')), now)).toEqual([['bob', 'carol', 'dora']])
    expect(remindedAt(heard(two, act('carol', 'reject')), now)).toEqual([['alice', 'bob', 'dora']])
    expect(remindedAt(heard(two, act('carol', 'reject'), act('carol', 'withdraw', { at: opened + 2 * minute })), now)).toEqual([
      ['alice', 'bob', 'carol', 'dora'],
    ])
  })

  it('are not sent when nobody is left to remind', () => {
    const split = heard(
      gate({ rejectBy: 2, requirements: [requirement(2, 'alice', 'bob')] }),
      act('alice', 'approve'),
      act('bob', 'reject'),
    )
    const { state, effects } = passed(split, opened + 5 * minute)
    expect(effects).toEqual([])
    expect(nextMoment(state)).toBe(opened + 15 * minute)
    expect(remindedAt(heard(state, act('bob', 'withdraw', { at: opened + 6 * minute })), opened + 15 * minute)).toEqual([['bob']])
  })

  it('after an outage are one, not as many as were missed', () => {
    const { state, effects } = passed(gate(), opened + 40 * minute)
    expect(effects).toEqual([{ kind: 'remind', people: ['alice', 'bob', 'carol'] }])
    expect(state.reminders).toBe(3)
    expect(passed(state, opened + 50 * minute)).toEqual({ state, effects: [] })
  })

  it('go on where another process left off', () => {
    const kept = JSON.parse(JSON.stringify(stateAfter(gate(), time, opened + 5 * minute))) as GateState
    expect(remindedAt(kept, opened + 6 * minute)).toEqual([])
    expect(remindedAt(kept, opened + 15 * minute)).toHaveLength(1)
  })

  it('are never sent at or behind the deadline', () => {
    const often = gate({ reminders: { every: 20 * minute, factor: 1, max: 99 } })
    expect(passed(often, deadline).effects).toEqual([{ kind: 'render' }])
    expect(stateAfter(stateAfter(often, time, opened + 40 * minute), time, deadline).history.map(({ what }) => what)).toEqual([
      'opened',
      'reminded',
      'settled',
    ])
  })

  it('are on the record with whom they went to', () => {
    expect(stateAfter(gate(), time, opened + 6 * minute).history.at(-1)).toEqual({
      at: opened + 6 * minute,
      what: 'reminded',
      words: 'alice, bob, carol',
    })
  })
})

describe('nextMoment', () => {
  it('is the next reminder, then the deadline', () => {
    let state = gate()
    const moments = [0, 1, 2, 3].map(() => {
      const moment = nextMoment(state)
      state = stateAfter(state, time, moment)
      return (moment - opened) / minute
    })
    expect(moments).toEqual([5, 15, 35, 60])
    expect(state.status).toBe('expired')
  })

  it('is the deadline where there are no reminders', () => {
    expect(nextMoment(gate({ reminders: { every: 0, factor: 1.5, max: 6 } }))).toBe(deadline)
  })

  it('leaves out what was missed', () => {
    expect(nextMoment(stateAfter(gate(), time, opened + 16 * minute))).toBe(opened + 35 * minute)
  })
})

describe('an end from outside', () => {
  it.each([
    { name: 'cancelled', event: cancel, by: [] },
    { name: 'superseded', event: { kind: 'supersede', by: 'NEWER2' } as const, by: ['NEWER2'] },
  ])('$name, whatever was said before', ({ name, event, by }) => {
    const now = opened + 9 * minute
    const { state, effects } = step(heard(gate(), act('alice', 'approve')), event, now)
    expect(state).toMatchObject({ status: name, decidedBy: by, settled: now })
    expect(state.votes).toHaveLength(1)
    expect(effects).toEqual([{ kind: 'render' }])
  })

  it('comes too late after a decision', () => {
    const approved = heard(gate({ requirements: [requirement(1, 'alice')] }), act('alice', 'approve'))
    for (const event of [cancel, { kind: 'supersede', by: 'NEWER2' } as const])
      expect(step(approved, event, deadline)).toEqual({ state: approved, effects: [] })
  })
})
