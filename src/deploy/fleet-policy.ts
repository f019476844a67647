import { isWithin } from './budget.ts'
import type { Strategy } from './order.ts'

export type NextStep =
  /** The next wave; hosts that failed go back by themselves. */
  | 'go-on'
  /** No further wave; everything stays as it is. */
  | 'stop'
  /** No further wave; hosts go back as `rollback` says. */
  | 'go-back'

/** What follows when so many of the fleet's hosts have failed, or the run was aborted. */
export function nextStep(
  strategy: Pick<Strategy, 'onHostFailure' | 'maxFailed'>,
  failed: number,
  fleet: number,
  aborted: boolean,
): NextStep {
  if (aborted) return strategy.onHostFailure === 'rollback' ? 'go-back' : 'stop'
  if (failed === 0 || strategy.onHostFailure === 'continue' || isWithin(failed, strategy.maxFailed, fleet)) return 'go-on'
  return strategy.onHostFailure === 'rollback' ? 'go-back' : 'stop'
}

/** Of the switched hosts, those that go back: all of this run, those of the wave that failed, those that failed, or none. */
export function whoGoesBack<T extends { readonly end: string | undefined }>(
  scope: Strategy['rollback'],
  step: NextStep,
  all: readonly T[],
  wave: readonly T[],
): readonly T[] {
  if (scope === 'none' || step === 'stop') return []
  const failed = all.filter((member) => member.end === 'failed')
  if (step === 'go-on' || scope === 'host') return failed
  return scope === 'fleet' ? all : [...new Set([...wave, ...failed])]
}
