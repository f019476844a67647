import { describe, expect, it } from '@jest/globals'
import type { GateState, HeardAsk } from '../../../src/approval/gate.ts'
import { resolvePolicy } from '../../../src/approval/resolve-policy.ts'
import { directoryOf } from '../../../src/config/config.ts'
import { approvalSettings, environmentOf } from '../../../src/config/environment.ts'
import { load, refusal } from '../config/loading.ts'
import { act, deadline, gate, hear, heard, judged, minute, opened, requirement, standing, stateAfter, time, verdictIn } from './requests.ts'

/** Defects found in other gates (facts/approval.md 1c) that can be shown without a channel: each by its number there. */
describe('what other gates get wrong', () => {
  const policyIn = async (file: string) => {
    const config = await load(file)
    const parties = { project: 'shop', environment: 'production', requesters: [], authors: [], platforms: new Set(['telegram']) }
    return resolvePolicy(approvalSettings(config, environmentOf(config, 'shop', 'production')), directoryOf(config), parties)
  }

  it('2: silence, however long nobody could be heard, is never a rejection', () => {
    let state = gate()
    for (let now = opened; now < deadline; now += minute) {
      state = stateAfter(state, time, now)
      expect(state.status).toBe('pending')
    }
    expect(stateAfter(state, time, deadline + 600 * minute).status).toBe('expired')
  })

  it('3: the thirty-first member of a group is as good as the first', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `p${index}`)
    const people = names.map((name, index) => `  ${name}: { telegram: ${index + 1} }`).join('\n')
    const policy = await policyIn(
      `people:\n${people}\ngroups: { team: [${names.join(', ')}] }\nenvironments: { production: { approval: { require: [{ from: [team] }] } } }`,
    )
    expect(heard(gate(policy), act('p59', 'approve')).decidedBy).toEqual(['p59'])
  })

  it('5: a comment that is edited afterwards changes nothing, whoever edits it', () => {
    const comment = act('alice', 'approve', { key: 'comment-7', by: 'command', platform: 'github' })
    const state = heard(gate({ rejectBy: 2 }), comment)
    const edited = { ...comment, does: 'reject', reason: 'never said so', person: 'bob' } as const
    expect(hear(state, edited, opened + 5 * minute)).toEqual({ state, effects: [] })
    expect(standing(state)).toBe('alice: approve')
  })

  it.each(['approve', 'reject'] as const)('7, 9, 11: nobody may %s who is not on the list', (does) => {
    for (const person of ['mallory', undefined, '', 'Alice', 'alice ']) {
      const { state, effects } = hear(gate({ requirements: [requirement(1, 'alice')] }), act(person, does))
      expect([state.status, state.votes, effects.length]).toEqual(['pending', [], 1])
    }
  })

  it('7: spaces around a name do not make another person of it', async () => {
    const list = (from: string) =>
      policyIn(
        `people: { U1: { telegram: 1 }, U2: { telegram: 2 } }\nenvironments: { production: { approval: { require: [{ from: ${from} }] } } }`,
      )
    expect((await list('[U1,   U2  ]')).requirements[0]?.eligible).toEqual(['U1', 'U2'])
    expect((await refusal(() => list('["U1", " U2"]'))).code).toBe('invalid-configuration')
  })

  it('8, 9: of two gates on one bot each hears its own clicks, and leaves those of the other to it', () => {
    const rules = { requirements: [requirement(1, 'alice', 'bob')] }
    let [a, b]: [GateState, GateState] = [gate(rules, { id: 'AAAA22' }), gate(rules, { id: 'BBBB33' })]
    const heardByBoth = (ask: HeardAsk): number => {
      const steps = [hear(a, ask), hear(b, ask)] as const
      ;[a, b] = [steps[0].state, steps[1].state]
      return steps.flatMap(({ effects }) => effects.filter(({ kind }) => kind === 'answer')).length
    }
    expect(heardByBoth(act('mallory', 'approve', { request: 'AAAA22', key: '1' }))).toBe(1)
    expect(heardByBoth(act('bob', 'approve', { request: 'BBBB33', key: '2' }))).toBe(1)
    expect([a.status, b.status]).toEqual(['pending', 'approved'])
    expect(heardByBoth(act('alice', 'approve', { request: 'AAAA22', key: '3' }))).toBe(1)
    expect([a.decidedBy, b.decidedBy]).toEqual([['alice'], ['bob']])
  })

  it('10: a click that does not count is answered to the person, and changes nothing for the others', () => {
    expect(hear(gate(), act(undefined, 'approve')).effects.map(({ kind }) => kind)).toEqual(['answer'])
  })

  it('11: every click is answered', () => {
    let state = gate()
    const clicks = [
      act('alice', 'approve'),
      act(undefined, 'reject'),
      act('bob', 'approve'),
      act('carol', 'approve'),
      act(undefined, 'approve', { key: 'x' }),
    ]
    for (const click of clicks) {
      const step = hear(state, click)
      expect(verdictIn(step)).toBeDefined()
      state = step.state
    }
  })

  it('12: a rejection takes the same person’s approval away', () => {
    const both = heard(gate({ rejectBy: 2 }), act('alice', 'approve', { at: opened + 1 }), act('alice', 'reject', { at: opened + 2 }))
    expect(standing(both)).toBe('alice: reject')
    expect(hear(both, act('bob', 'approve')).state.status).toBe('pending')
  })

  it('13: an answer that is there at the deadline counts: it is read first, and time passes then', () => {
    const state = gate({ requirements: [requirement(1, 'alice')] })
    const read = hear(state, act('alice', 'approve', { at: deadline - 1 }), deadline + 500).state
    expect(stateAfter(read, time, deadline + 501).status).toBe('approved')
    expect(stateAfter(state, time, deadline).status).toBe('expired')
  })

  it('14: what has expired keeps its votes and its history', () => {
    const state = stateAfter(heard(gate(), act('alice', 'approve'), act('mallory', 'approve')), time, deadline)
    expect(standing(state)).toBe('alice: approve')
    expect(state.history.map(({ what }) => what)).toEqual(['opened', 'approved', 'refused', 'settled'])
  })

  it('16: nobody to ask is no approval', async () => {
    const { code } = await refusal(() => policyIn('people: { alice: { telegram: 1 } }\nenvironments: { production: {} }'))
    expect(code).toBe('unsatisfiable-policy')
    expect(judged(gate({ requirements: [] }), act('alice', 'approve'))).toBe('not-eligible')
  })

  it('17: a rejection leaves the same trace as an approval', () => {
    const traceOf = (does: 'approve' | 'reject') => {
      const { votes, history, decidedBy, settled } = heard(
        gate({ requirements: [requirement(1, 'alice')] }),
        act('alice', does, { reason: 'so', key: 'k' }),
      )
      const words = JSON.stringify({ votes, history, decidedBy, settled })
      return words.replaceAll('rejected', 'approved').replaceAll('"reject"', '"approve"')
    }
    expect(traceOf('reject')).toBe(traceOf('approve'))
  })
})
