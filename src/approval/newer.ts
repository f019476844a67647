import type { GateState } from './gate.ts'
import { lifeOf } from './receipt.ts'
import type { ApprovalRequest } from './request.ts'
import { settle } from './votes.ts'

/** What a request that was kept means for one that is about to be opened. */
export type Earlier =
  /** Nothing stands in the way. */
  | { readonly kind: 'none' }
  /** It is this very request, still open: go on with it. */
  | { readonly kind: 'resume'; readonly state: GateState }
  /** It was decided already. */
  | { readonly kind: 'decided'; readonly state: GateState }
  /** Another one is open: see `on-newer`. */
  | { readonly kind: 'open'; readonly state: GateState }
  /** One whose time was over long ago, and whose process never said so: its messages may still be live. */
  | { readonly kind: 'overdue'; readonly state: GateState }

/** How long an open request behind its deadline is believed to be alive, in milliseconds. */
const grace = 5 * 60_000

/**
 * What the kept request of the same project and environment means for this one (design §4). A later attempt of the run goes on with what
 * is open. An approval of the same commit counts for a later attempt of the run as long as its receipt does, and for other runs within `carryOver` milliseconds — if its
 * votes satisfy the policy of today. `now`: milliseconds since 1970; a request that waits for its turn looks many times.
 */
export function judgeEarlier(kept: GateState | undefined, request: ApprovalRequest, carryOver: number, now: number): Earlier {
  if (!kept) return { kind: 'none' }
  const isSame = kept.request.commit === request.commit && request.commit !== '' && !isAnotherQuestion(kept.request, request)
  const isSameRun = kept.request.run === request.run && kept.request.repository === request.repository
  if (kept.status === 'pending') {
    if (now > kept.request.deadline + grace) return { kind: 'overdue', state: kept }
    return isSame && isSameRun ? { kind: 'resume', state: kept } : { kind: 'open', state: kept }
  }
  const isFresh = now - (kept.settled ?? 0) < (isSameRun ? lifeOf(carryOver) : carryOver) && (isSameRun || carryOver > 0)
  const isEnough = kept.status === 'approved' && settle(request.policy, kept.votes).status === 'approved'
  return isSame && isFresh && isEnough ? { kind: 'decided', state: kept } : { kind: 'none' }
}

/**
 * Two steps of one run may ask two things of the same environment: nobody has answered the second when they answered the first. Nor has anybody who
 * agreed to some of the servers agreed to all.
 */
const isAnotherQuestion = (kept: ApprovalRequest, request: ApprovalRequest): boolean =>
  isForOthers(kept, request) ||
  (kept.run === request.run &&
    (kept.title !== request.title || kept.description !== request.description || kept.version !== request.version))

const isForOthers = ({ servers: before = [] }: ApprovalRequest, { servers: now = [] }: ApprovalRequest): boolean =>
  before.toSorted().join() !== now.toSorted().join()

/** A kept request, gone on with by a later attempt: who may vote is judged anew, what was said before still counts. */
export function resumed(kept: GateState, request: ApprovalRequest): GateState {
  const { id, opened, deadline } = kept.request
  return {
    ...kept,
    request: { ...request, id, opened, deadline },
    history: [...kept.history, { at: request.opened, what: 'resumed' }],
  }
}
