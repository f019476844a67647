import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type GateState, type HeardAsk, openGate, type Status, type Step, step } from '../../../src/approval/gate.ts'
import type { Policy } from '../../../src/approval/policy.ts'
import { settle, type Vote } from '../../../src/approval/votes.ts'
import { acts, type Happening, happenings, people, policy } from './arbitraries.ts'
import { act, deadline, gate, hear, minute, opened, requestOf, requirement, standing, stateAfter, time } from './requests.ts'

interface Moment extends Happening, Step {
  readonly before: GateState
}

/** Everything that becomes of a request, step by step; no state may be changed once it was given out. */
function lived(policy: Policy, all: readonly Happening[]): readonly Moment[] {
  let state = frozen(openGate(requestOf({ policy })))
  return all.map(({ event, now }) => {
    const before = state
    const next = step(before, event, now)
    state = frozen(next.state)
    return { event, now, before, ...next }
  })
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

const life = fc.tuple(policy, happenings).map(([rules, all]) => ({ rules, moments: lived(rules, all) }))
const always = (check: (life: { readonly rules: Policy; readonly moments: readonly Moment[] }) => void, numRuns = 300) =>
  fc.assert(fc.property(life, check), { numRuns })

const isOurs = ({ request }: HeardAsk): boolean => request === undefined || request === 'K7QF2M'
const fateOf = ({ history: _, ...fate }: GateState) => fate

describe('whatever happens', () => {
  it('reaches every state often enough for what follows to mean something', () => {
    const ends = new Map<Status, number>()
    always(({ moments }) => {
      const status = moments.at(-1)?.state.status ?? 'pending'
      ends.set(status, (ends.get(status) ?? 0) + 1)
    })
    for (const status of ['pending', 'approved', 'rejected', 'expired', 'cancelled', 'superseded'] as const)
      expect(ends.get(status) ?? 0).toBeGreaterThan(3)
  })

  it('an end is final: state, votes, time and names stay', () => {
    always(({ moments }) => {
      for (const { before, state, effects } of moments) {
        if (before.status === 'pending') continue
        expect(fateOf(state)).toEqual(fateOf(before))
        expect(effects.filter(({ kind }) => kind !== 'answer')).toEqual([])
      }
    })
  })

  it('is approved only by enough different eligible people who approved in time, or by silence where that was wanted', () => {
    always(({ rules, moments }) => {
      for (const [index, { state, before, event, now }] of moments.entries()) {
        if (state.status !== 'approved' || before.status !== 'pending') continue
        if (event.kind === 'time') {
          expect(rules.onTimeout).toBe('approve')
          expect(now).toBeGreaterThanOrEqual(deadline)
          expect(state.votes.filter(({ verdict }) => verdict === 'reject')).toEqual([])
          expect(state.decidedBy).toEqual([])
          continue
        }
        const approved = moments
          .slice(0, index + 1)
          .flatMap(({ event, now }) => (event.kind === 'ask' ? [{ ...event.ask, at: Math.min(event.ask.at, now) }] : []))
          .filter((ask) => ask.does === 'approve' && ask.at <= deadline && isOurs(ask))
        for (const { count, eligible } of rules.requirements) {
          const by = new Set(state.decidedBy.filter((person) => eligible.includes(person)))
          expect(by.size).toBeGreaterThanOrEqual(count)
        }
        for (const person of state.decidedBy) expect(approved.map((ask) => ask.person)).toContain(person)
      }
    })
  })

  it('is rejected only by as many eligible people as it takes', () => {
    always(({ rules, moments }) => {
      const state = moments.at(-1)?.state
      if (state?.status !== 'rejected') return
      expect(new Set(state.decidedBy).size).toBeGreaterThanOrEqual(rules.rejectBy)
      for (const person of state.decidedBy) expect(rules.requirements.some(({ eligible }) => eligible.includes(person))).toBe(true)
    })
  })

  it('expires at the deadline or behind it, and only then', () => {
    always(({ moments }) => {
      for (const { state, now, event } of moments) {
        if (event.kind === 'time' && now >= deadline) expect(state.status).not.toBe('pending')
        if (state.status === 'expired') expect(state.settled).toBeGreaterThanOrEqual(deadline)
      }
    })
  })

  it('keeps one vote a person, of people who may decide', () => {
    always(({ rules, moments }) => {
      for (const { state } of moments) {
        const voters = state.votes.map(({ person }) => person)
        expect(new Set(voters).size).toBe(voters.length)
        for (const person of voters) expect(rules.requirements.some(({ eligible }) => eligible.includes(person))).toBe(true)
      }
    })
  })

  it('answers every act that is ours once, and never again', () => {
    always(({ moments }) => {
      const known = new Set<string>()
      for (const { event, effects, before, state } of moments) {
        if (event.kind !== 'ask') {
          expect(effects.filter(({ kind }) => kind === 'answer')).toEqual([])
          continue
        }
        const { ask } = event
        const key = `${ask.channel} ${ask.key}`
        const isSilent = before.status !== 'pending' && ask.does === 'withdraw' && ask.by === 'reaction'
        const answers = effects.flatMap((effect) => (effect.kind === 'answer' ? [effect.ask.key] : []))
        if (known.has(key) || !isOurs(ask) || isSilent) {
          expect(effects).toEqual([])
          expect(state).toBe(before)
        } else {
          expect(answers).toEqual([ask.key])
          known.add(key)
        }
      }
    })
  })

  it('shows what has changed, and nothing else', () => {
    always(({ moments }) => {
      for (const { before, state, effects } of moments) {
        const isChanged = before.status !== state.status || before.votes !== state.votes
        expect(effects.filter(({ kind }) => kind === 'render')).toHaveLength(isChanged ? 1 : 0)
      }
    })
  })

  it('reminds no more often than the policy says, only whose vote is missing, never after the end', () => {
    always(({ rules, moments }) => {
      const reminded = moments.filter(({ effects }) => effects.some(({ kind }) => kind === 'remind'))
      expect(reminded.length).toBeLessThanOrEqual(rules.reminders.max)
      for (const { before, state, effects, now, event } of reminded) {
        expect(effects).toHaveLength(1)
        expect(event.kind).toBe('time')
        expect([before.status, state.status]).toEqual(['pending', 'pending'])
        expect(now).toBeLessThan(deadline)
        const [remind] = effects
        const missing = remind?.kind === 'remind' ? remind.people : []
        expect(missing.length).toBeGreaterThan(0)
        expect(missing.filter((person) => state.votes.some((vote) => vote.person === person))).toEqual([])
      }
    })
  })

  it('reminds once for one outage: a second look at the same moment has nothing to say', () => {
    always(({ moments }) => {
      for (const { state, event, now } of moments) if (event.kind === 'time') expect(step(state, time, now)).toEqual({ state, effects: [] })
    })
  })

  it('is settled at a time and on the record exactly when it is no longer pending', () => {
    always(({ moments }) => {
      for (const { state } of moments) {
        const ends = state.history.filter(({ what }) => what === 'settled')
        expect(ends.map(({ words }) => words)).toEqual(state.status === 'pending' ? [] : [state.status])
        expect(state.settled).toBe(ends[0]?.at)
      }
    })
  })

  it('is the same after it was kept and read again', () => {
    always(({ moments }) => {
      for (const { before, event, now, state, effects } of moments) {
        const kept = JSON.parse(JSON.stringify(before)) as GateState
        expect(kept).toEqual(before)
        expect(step(kept, event, now)).toEqual({ state, effects })
      }
    }, 50)
  })
})

/** Nobody can settle it: a voter who never speaks is needed, and more rejections than there are people. */
const endless = (reason: Policy['reason']): GateState => gate({ reason, rejectBy: 99, requirements: [requirement(6, ...people, 'silent')] })
const heardAt = deadline + 2 * minute
const heardAll = (state: GateState, all: readonly HeardAsk[]) => all.reduce((before, ask) => hear(before, ask, heardAt).state, state)
const isReasonGiven = (rule: Policy['reason'], { does, reason }: HeardAsk): boolean =>
  does === 'withdraw' || reason.trim() !== '' || rule === 'optional' || (rule === 'on-reject' && does === 'approve')

/** What stands by the rules alone: of everyone who may decide, the last thing they said in time. */
function lastWords(rule: Policy['reason'], all: readonly HeardAsk[]): string {
  const said = all.filter((ask) => ask.does !== 'status' && ask.at <= deadline && isReasonGiven(rule, ask))
  return people
    .flatMap((person) => {
      const last = said.filter((ask) => ask.person === person).sort((a, b) => b.at - a.at)[0]
      return last && last.does !== 'withdraw' ? [`${person}: ${last.does}`] : []
    })
    .join(', ')
}

describe('the votes that stand', () => {
  const rule = fc.constantFrom<Policy['reason']>('optional', 'on-reject', 'always')
  const shuffled = acts(14).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })))

  it('are everyone’s last word, in whatever order acts are read, one by one or again', () => {
    fc.assert(
      fc.property(rule, shuffled, fc.nat(20), (reason, [all, inAnyOrder], again) => {
        const state = heardAll(endless(reason), inAnyOrder)
        expect(standing(state)).toBe(lastWords(reason, all))
        expect(standing(heardAll(state, inAnyOrder.slice(0, again)))).toBe(standing(state))
      }),
      { numRuns: 1000 },
    )
  })

  it('do not depend on the platform they were given on', () => {
    fc.assert(
      fc.property(policy, acts(14), (rules, all) => {
        const elsewhere = all.map((ask) => ({ ...ask, channel: 'one', platform: 'slack', by: 'reaction' as const }))
        const here = heardAll(openGate(requestOf({ policy: rules })), all)
        const there = heardAll(openGate(requestOf({ policy: rules })), elsewhere)
        expect([there.status, standing(there), there.decidedBy]).toEqual([here.status, standing(here), here.decidedBy])
      }),
    )
  })

  it('only get nearer to an approval by approvals, and nearer to a rejection by rejections', () => {
    const votes = fc.uniqueArray(fc.tuple(fc.constantFrom(...people), fc.constantFrom<Vote['verdict']>('approve', 'reject')), {
      selector: ([person]) => person,
    })
    const weight = { rejected: -1, pending: 0, approved: 1 }
    fc.assert(
      fc.property(policy, votes, (rules, given) => {
        const asVotes = given.map(
          ([person, verdict]): Vote => ({ person, verdict, at: 0, reason: '', channel: '', platform: '', user: '', key: person }),
        )
        const [last] = asVotes.slice(-1)
        if (!last) return
        const [before, now] = [weight[settle(rules, asVotes.slice(0, -1)).status], weight[settle(rules, asVotes).status]]
        if (last.verdict === 'approve') expect(now).toBeGreaterThanOrEqual(before)
        else expect(now).toBeLessThanOrEqual(before)
      }),
    )
  })
})

describe('a request that is another gate’s', () => {
  it('is none of ours, whatever is done about it and whenever', () => {
    const ids = fc.stringMatching(/^[3-689A-EGHJNPR-Z]{0,12}$/)
    const does = fc.constantFrom<HeardAsk['does']>('approve', 'reject', 'withdraw', 'status')
    const states = [gate(), stateAfter(gate(), { kind: 'cancel' }, opened), stateAfter(gate(), time, deadline)]
    fc.assert(
      fc.property(fc.constantFrom(...states), ids, does, fc.constantFrom('alice', 'mallory', undefined), (state, request, what, person) => {
        const { state: next, effects } = hear(state, act(person, what, { request }))
        expect(effects).toEqual([])
        expect(next).toBe(state)
      }),
      { numRuns: 300 },
    )
  })
})
