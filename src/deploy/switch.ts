import { type Deployment, recordOf } from './deployment.ts'
import type { HostRequest } from './host/ahead.ts'
import { factsOf, type Member, tracedBefore } from './member.ts'
import type { HookName, Strategy } from './order.ts'

/** Asks a host to make the target live. Where nothing looks whether the release is well, the host marks it as good in the same breath. */
export function switchRequest(deployment: Deployment, member: Member, hook: HookName): HostRequest {
  const { target } = member
  const line = recordOf(deployment, 'switched', target, { from: tracedBefore(member), ...factsOf(deployment, member, target) })
  return ['switch', target, line, isLookedAt(deployment, hook) ? '' : verifiedLine(deployment, member)]
}

/** The hook that runs once a release is live: after a rollback that of a release stands in for one of its own. */
export const hookAfter = ({ hooks }: Strategy, name: HookName) =>
  hooks[name] ?? (name === 'after-rollback' ? hooks['after-release'] : undefined)

/** Whether anything looks at a release once it is live. */
export const isLookedAt = ({ strategy }: Deployment, hook: HookName): boolean =>
  hookAfter(strategy, hook) !== undefined || strategy.healthCheck !== undefined

export const verifiedLine = (deployment: Deployment, member: Member): string =>
  recordOf(deployment, 'verified', member.target, factsOf(deployment, member, member.target))
