import type { Deployment } from './deployment.ts'
import { failMember, type Member } from './member.ts'
import type { hostStages } from './stages.ts'

/** Notes that a host failed where no stage was being carried out, in the picture of the deployment too. */
export function failAt({ timeline }: Deployment, member: Member, stage: (typeof hostStages)[number], error: unknown): void {
  failMember(member, error)
  if (member.fault) timeline.mark(stage, member.order.name, 'failed')
}
