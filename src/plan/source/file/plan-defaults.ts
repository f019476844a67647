import type { PlanEntry, WantedRef } from '../../entry.ts'
import type { WrittenDefaults } from './entry-schema.ts'

/** What holds for every entry that does not say otherwise. */
export interface PlanDefaults
  extends Pick<PlanEntry, 'environment' | 'onLate' | 'onFreeze' | 'onClose' | 'reminders' | 'owner' | 'notify'> {
  /** Undefined: each entry must name its own. */
  readonly workflow: string | undefined
  readonly ref: WantedRef | undefined
}

const hour = 3_600_000

/** Of a plan that says nothing. `branch`: what is released then; without it every entry must say so. */
export const usualDefaults = (branch?: string): PlanDefaults => ({
  workflow: undefined,
  ref: branch === undefined ? undefined : { kind: 'named', name: branch },
  environment: '',
  onLate: { kind: 'run-within', milliseconds: hour },
  onFreeze: 'postpone',
  onClose: 'finish',
  reminders: [24 * hour, hour, hour / 6],
  owner: '',
  notify: [],
})

export const defaultsFrom = (written: WrittenDefaults, branch?: string): PlanDefaults => ({ ...usualDefaults(branch), ...written })
