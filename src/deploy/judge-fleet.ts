import type { ReasonCode } from '../kit/reason-codes.ts'
import type { HostReport } from './host-report.ts'

export type DeployOutcome = 'released' | 'unchanged' | 'partly-released' | 'rolled-back' | 'failed'

/**
 * How a deployment ended, from how its hosts did. A host that could not go back is the loudest; otherwise the reason
 * is the abort, or the first fault.
 */
export function judgeFleet(
  hosts: readonly HostReport[],
  aborted: 'cancelled' | 'timed-out' | undefined,
): { outcome: DeployOutcome; reasonCode: ReasonCode } {
  const count = (state: HostReport['state']) => hosts.filter((host) => host.state === state).length
  const well = count('released') + count('unchanged')
  const reasonCode = aborted ?? hosts.find((host) => host.fault)?.fault?.code ?? 'host-failed'
  if (hosts.some((host) => host.fault?.code === 'rollback-failed')) return { outcome: 'failed', reasonCode: 'rollback-failed' }
  if (well === hosts.length)
    return count('released') > 0 ? { outcome: 'released', reasonCode: 'released' } : { outcome: 'unchanged', reasonCode: 'unchanged' }
  if (count('released') > 0) return { outcome: 'partly-released', reasonCode }
  return { outcome: count('rolled-back') > 0 ? 'rolled-back' : 'failed', reasonCode }
}
