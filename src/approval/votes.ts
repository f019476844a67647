import { isEligible, type Policy, type Requirement } from './policy.ts'

/** What an eligible person decided, last. */
export interface Vote {
  readonly person: string
  readonly verdict: 'approve' | 'reject'
  /** When it was given, in milliseconds since 1970. */
  readonly at: number
  readonly reason: string
  /** Where: the channel's name, and who the person is there. */
  readonly channel: string
  readonly platform: string
  readonly user: string
  /** The act it came from (see `Ask.key`). */
  readonly key: string
}

/** Whether the votes settle a request, and by whom. */
export type Settlement = { readonly status: 'pending' } | { readonly status: 'approved' | 'rejected'; readonly by: readonly string[] }

/** The votes with one more: the latest of a person counts, whatever they said before. */
export const withVote = (votes: readonly Vote[], vote: Vote): readonly Vote[] => [
  ...votes.filter(({ person }) => person !== vote.person),
  vote,
]

export const withoutVote = (votes: readonly Vote[], person: string): readonly Vote[] => votes.filter((vote) => vote.person !== person)

/** Whether the votes so far settle the request. Enough rejections end it, whatever else was said. Where nothing is required, nothing is met. */
export function settle(policy: Policy, votes: readonly Vote[]): Settlement {
  const standing = votes.filter(({ person }) => isEligible(policy, person))
  const rejections = standing.filter(({ verdict }) => verdict === 'reject')
  if (rejections.length >= policy.rejectBy) return { status: 'rejected', by: rejections.map(({ person }) => person) }
  const unmet = policy.requirements.filter((requirement) => !isMet(requirement, standing))
  if (unmet.length > 0 || policy.requirements.length === 0) return { status: 'pending' }
  return { status: 'approved', by: standing.filter(({ verdict }) => verdict === 'approve').map(({ person }) => person) }
}

/**
 * Who approved of those a requirement asks for. Somebody who belongs to the sets of two requirements counts for both: the sets are
 * ways to be entitled, not chairs to be filled.
 */
export const approversFor = ({ eligible }: Requirement, votes: readonly Vote[]): readonly string[] =>
  votes.filter(({ person, verdict }) => verdict === 'approve' && eligible.includes(person)).map(({ person }) => person)

export const isMet = (requirement: Requirement, votes: readonly Vote[]): boolean =>
  approversFor(requirement, votes).length >= requirement.count

/** Whose vote could still help: eligible for a requirement that is not met, and silent so far. */
export const missingVoters = (policy: Policy, votes: readonly Vote[]): readonly string[] => {
  const open = policy.requirements.filter((requirement) => !isMet(requirement, votes))
  const spoken = new Set(votes.map(({ person }) => person))
  return [...new Set(open.flatMap(({ eligible }) => eligible))].filter((person) => !spoken.has(person))
}
