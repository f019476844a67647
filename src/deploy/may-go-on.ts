import type { Deployment } from './deployment.ts'
import { nextStep } from './fleet-policy.ts'
import type { Member } from './member.ts'

/** A host that failed counts against the budget though it has gone back since. */
export const hasFailed = (member: Member): boolean => member.end === 'failed' || member.fault !== undefined

/** Whether more hosts may be touched, after what has become of the fleet so far. */
export const mayGoOn = ({ strategy, signal }: Pick<Deployment, 'strategy' | 'signal'>, members: readonly Member[]): boolean =>
  nextStep(strategy, members.filter(hasFailed).length, members.length, signal.aborted) === 'go-on'
