import { joinText, type Text, text } from '../kit/text.ts'
import { decidedWords } from './answers.ts'
import type { GateState } from './gate.ts'
import { missingVoters } from './votes.ts'

/** What the log says of a request that was not approved: what happened, and what to do. */
export function endWords(state: GateState): Text {
  const missing = missingVoters(state.request.policy, state.votes)
  const silent = text(`No vote of: ${missing.join(', ')}.`, `未表态：${missing.join('、')}。`)
  return joinText([decidedWords(state), ...(state.status === 'expired' && missing.length > 0 ? [silent] : []), advice[state.status]])
}

const again = text('To ask again, run the job again.', '如需再次审批，请重新运行该作业。')
const advice: Readonly<Record<GateState['status'], Text>> = {
  pending: text('', ''),
  approved: text('', ''),
  rejected: text(
    'The reasons are in the summary of the run. To ask again, run the job again.',
    '理由见运行摘要。如需再次审批，请重新运行该作业。',
  ),
  expired: again,
  cancelled: again,
  superseded: text('Decide the newer request.', '请决定更新的请求。'),
}
