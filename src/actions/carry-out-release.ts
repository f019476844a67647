import { readInputs } from '../kit/inputs.ts'
import type { Outcome } from '../kit/outcome.ts'
import { type Io, outcomeOfFault } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { approveInputs } from './approve-inputs.ts'
import { readRelease } from './before-release.ts'
import { approve } from './carry-out-approve.ts'
import { deploy } from './carry-out-deploy.ts'
import { deployInputs } from './deploy-inputs.ts'
import { outcomeOf, type Parts, releaseEndOf } from './release-end.ts'
import type { ReleaseInputs } from './release-inputs.ts'
import { tellReleaseEnd, tellReleaseStart } from './release-notice.ts'
import { leaveReleaseEnd, noteReleaseTold } from './release-trace.ts'
import { approvedSource, type ToApprove } from './what-to-approve.ts'

/**
 * A release as a whole: people are asked, hosts get it, everybody hears how it went, whatever became of it. What is wrong with configuration
 * and secrets is said before anybody is asked. Of a run that is cancelled the step after the job tells: the runner leaves this one no time.
 */
export async function release(io: Io, inputs: ReleaseInputs): Promise<Outcome> {
  const unfinished = { receipt: '', hosts: '' }
  leaveReleaseEnd(io, { status: 'failure', reason: killed[io.log.locale], ...unfinished })
  const onCancel = () => leaveReleaseEnd(io, { status: 'cancelled', reason: '', ...unfinished })
  io.signal.addEventListener('abort', onCancel)
  const parts = await partsOf(io, inputs)
  io.signal.removeEventListener('abort', onCancel)
  const end = releaseEndOf(parts, io.log.locale)
  leaveReleaseEnd(io, end)
  if (io.signal.aborted) return outcomeOf(parts)
  const notice = await tellReleaseEnd(io, end)
  if (!io.signal.aborted) noteReleaseTold(io)
  return outcomeOf({ ...parts, notify: notice })
}

const killed = text('The step ended before it could say how.', '该步骤未能说明结果就已终止。')

/** A part that throws has ended, too. */
const guarded = (io: Io, part: () => Promise<Outcome>): Promise<Outcome> =>
  part().catch((fault: unknown) => outcomeOfFault(io, fault, 'failed'))

async function partsOf(io: Io, inputs: ReleaseInputs): Promise<Parts> {
  const plan = await planOf(io, inputs).catch((fault: unknown) => ({ refused: outcomeOfFault(io, fault, 'failed') }))
  if ('refused' in plan) return plan
  if (plan.tellsStart) await tellReleaseStart(io)
  const deploys = readInputs(deployInputs, io.env)
  if (!plan.asksFor) return { deploy: await guarded(io, () => deploy(io, { ...deploys, receipt: '' })) }
  const { version, commit } = plan.asksFor
  const approval = await guarded(io, () => approve(io, { ...readInputs(approveInputs, io.env), version, commit }, inputs.servers))
  if (approval.outcome !== 'approved' || io.signal.aborted) return { approve: approval }
  const receipt = String(approval.outputs?.receipt)
  const source = approvedSource(inputs, plan.asksFor, String(approval.outputs?.commit))
  return { approve: approval, deploy: await guarded(io, () => deploy(io, { ...deploys, ...source, receipt }, true)) }
}

interface Plan {
  readonly tellsStart: boolean
  /** Undefined: nobody is asked. */
  readonly asksFor: ToApprove | undefined
}

/** What the release consists of. Who approves, and whether anybody has to, is read where a branch cannot change it. */
async function planOf(io: Io, inputs: ReleaseInputs): Promise<Plan> {
  const { asksFor, notify } = await readRelease(io, inputs)
  if (!asksFor) io.log.info(text('Nobody is asked for this release.', '此次发布无需审批。'))
  return { tellsStart: (notify?.start ?? []).length > 0 && inputs.channels.length === 0, asksFor }
}
