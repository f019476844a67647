import type { NotifySettings } from '../config/notify.ts'
import type { Edge } from './edge.ts'
import type { ToldVerdict } from './verdict.ts'

/** What there is to tell of a run. */
export interface Occasion {
  readonly event: 'start' | 'result'
  readonly verdict: ToldVerdict
  /** Undefined: the runs before are not known. */
  readonly edge: Edge['kind'] | undefined
}

/** The channels that hear of it, as an environment says. What ended nobody knows how may have failed, and may not. */
export function channelsHearing(settings: NotifySettings, { event, verdict, edge }: Occasion): readonly string[] {
  if (event === 'start' || verdict === 'running') return settings.start
  if (verdict === 'success') return union(settings.success, edge === 'fixed' ? settings.fixed : [])
  if (verdict === 'cancelled') return settings.cancelled
  if (verdict === 'skipped') return []
  if (verdict === 'unknown') return union(settings.success, settings.failure)
  return settings.repeat === 'change' && edge === 'still-broken' ? [] : settings.failure
}

const union = (one: readonly string[], other: readonly string[]): readonly string[] => [...new Set([...one, ...other])]

/** Whether anybody is alerted: of what went wrong, and of what ends that; not of what goes to and fro, nor of what everybody knows by now. */
export const isAlerting = ({ event, verdict, edge, isFlapping }: Occasion & { readonly isFlapping: boolean }): boolean =>
  event === 'result' && !isFlapping && (verdict === 'failure' || verdict === 'timed-out' || (verdict === 'success' && edge === 'fixed'))
