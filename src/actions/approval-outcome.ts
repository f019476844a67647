import type { GateState, Status } from '../approval/gate.ts'
import { receiptOf, signReceipt } from '../approval/receipt.ts'
import { reportOf } from '../approval/report.ts'
import type { Outcome } from '../kit/outcome.ts'
import type { ReasonCode } from '../kit/reason-codes.ts'
import type { Io } from '../kit/run.ts'

interface Ended {
  readonly state: GateState
  /** Ends that fail the step, of those that the user may choose. */
  readonly failOn: readonly string[]
  /** In milliseconds; see the configuration's `carry-over`. */
  readonly carryOver: number
  readonly timeZone: string
  /** Decided before this run asked. */
  readonly isEarlier: boolean
}

/** The outputs of an ended request, and its story on the page of the run. */
export function approvalOutcome(io: Io, { state, failOn, carryOver, timeZone, isEarlier }: Ended): Outcome {
  const { request, status, votes, history, decidedBy, settled = request.opened } = state
  const isApproved = status === 'approved'
  const key = io.env.SALLYPORT_SIGNING_KEY
  if (key) io.log.mask(key)
  io.summary(reportOf(state, { locale: io.log.locale, timeZone }))
  const by = (verdict: 'approve' | 'reject') => votes.filter((vote) => vote.verdict === verdict).map(({ person }) => person)
  const reasons = votes.flatMap(({ person, reason }) => (reason ? [`${person}: ${reason}`] : []))
  const { policy: _, ...asked } = request
  return {
    outcome: status,
    reasonCode: reasonOf(status, decidedBy, isEarlier),
    succeeded: isApproved || ((status === 'rejected' || status === 'expired') && !failOn.includes(status)),
    result: { request: asked, votes, history, 'decided-by': decidedBy },
    outputs: {
      'approval-id': request.id,
      'approved-by': isApproved ? by('approve').join(',') : '',
      'rejected-by': by('reject').join(','),
      reason: reasons.join('\n'),
      'waited-seconds': String(Math.round((settled - request.opened) / 1000)),
      commit: isApproved ? request.commit : '',
      receipt: isApproved ? signReceipt(receiptOf(state, carryOver), key) : '',
    },
  }
}

function reasonOf(status: Status, decidedBy: readonly string[], isEarlier: boolean): ReasonCode {
  if (status === 'approved') return isEarlier ? 'approved-before' : decidedBy.length > 0 ? 'approved' : 'approved-on-timeout'
  return status === 'pending' ? 'internal-error' : status
}
