import { createHash } from 'node:crypto'

/** Who decides about a request, worked out for it: names of people are those of the configuration. */
export interface Policy {
  /** All of them must be met. */
  readonly requirements: readonly Requirement[]
  /** So many rejections of eligible people end the request. */
  readonly rejectBy: number
  /** People who would be eligible, and why they are not. */
  readonly excluded: readonly Exclusion[]
  readonly onTimeout: 'reject' | 'approve'
  readonly reason: 'optional' | 'on-reject' | 'always'
  readonly reminders: ReminderPolicy
}

/** `count` different people of a set. */
export interface Requirement {
  readonly count: number
  /** As the configuration says it: people, groups, roles. */
  readonly from: readonly string[]
  readonly eligible: readonly string[]
}

export interface Exclusion {
  readonly person: string
  readonly because: 'requester' | 'author' | 'no-identity'
}

/** Milliseconds to the first reminder, the factor by which each further interval grows, and how many there are at most. */
export interface ReminderPolicy {
  readonly every: number
  readonly factor: number
  readonly max: number
}

/** Everyone who may decide, each once. */
export const votersOf = ({ requirements }: Policy): readonly string[] => [...new Set(requirements.flatMap(({ eligible }) => eligible))]

export const isEligible = (policy: Policy, person: string): boolean => policy.requirements.some(({ eligible }) => eligible.includes(person))

/** Tells one policy from another: what would count as a decision under one, might not under the other. */
export function policyDigest({ requirements, rejectBy, onTimeout, reason }: Policy): string {
  const sets = requirements.map(({ count, eligible }) => ({ count, eligible: [...eligible].sort() }))
  return createHash('sha256').update(JSON.stringify({ sets, rejectBy, onTimeout, reason })).digest('hex')
}
