import { describe, expect, it } from '@jest/globals'
import { isEligible, type Policy, policyDigest, votersOf } from '../../../src/approval/policy.ts'
import { policyOf, requirement } from './requests.ts'

const policy = policyOf({ requirements: [requirement(1, 'alice', 'bob'), requirement(1, 'bob', 'carol')] })

describe('votersOf', () => {
  it('is everyone who may decide, each once', () => {
    expect(votersOf(policy)).toEqual(['alice', 'bob', 'carol'])
  })

  it.each([
    { person: 'alice', eligible: true },
    { person: 'carol', eligible: true },
    { person: 'zoe', eligible: false },
    { person: 'Alice', eligible: false },
    { person: '', eligible: false },
  ])('$person: $eligible', ({ person, eligible }) => {
    expect(isEligible(policy, person)).toBe(eligible)
  })
})

describe('policyDigest', () => {
  const same: readonly { readonly name: string; readonly over: Partial<Policy> }[] = [
    { name: 'the order of people', over: { requirements: [requirement(1, 'bob', 'alice'), requirement(1, 'carol', 'bob')] } },
    { name: 'how often people are reminded', over: { reminders: { every: 1, factor: 1, max: 1 } } },
    { name: 'what a set is called', over: { requirements: policy.requirements.map((set) => ({ ...set, from: ['renamed'] })) } },
  ]
  it.each(same)('does not depend on $name', ({ over }) => {
    expect(policyDigest({ ...policy, ...over })).toBe(policyDigest(policy))
  })

  const other: readonly { readonly name: string; readonly over: Partial<Policy> }[] = [
    { name: 'one person more', over: { requirements: [requirement(1, 'alice', 'bob', 'dave'), requirement(1, 'bob', 'carol')] } },
    { name: 'one person fewer', over: { requirements: [requirement(1, 'alice'), requirement(1, 'bob', 'carol')] } },
    { name: 'another count', over: { requirements: [requirement(2, 'alice', 'bob'), requirement(1, 'bob', 'carol')] } },
    { name: 'one requirement fewer', over: { requirements: [requirement(1, 'alice', 'bob')] } },
    { name: 'another reject-by', over: { rejectBy: 2 } },
    { name: 'another on-timeout', over: { onTimeout: 'approve' } },
    { name: 'another rule for reasons', over: { reason: 'always' } },
  ]
  it.each(other)('changes with $name', ({ over }) => {
    expect(policyDigest({ ...policy, ...over })).not.toBe(policyDigest(policy))
  })

  it('tells all of these from each other', () => {
    expect(new Set(other.map(({ over }) => policyDigest({ ...policy, ...over }))).size).toBe(other.length)
  })
})
