import type { HostReport } from '../../../src/deploy/host-report.ts'
import { verbatim } from '../../../src/kit/text.ts'

/** A host's report, of which only some things matter. */
export const report = (facts: Partial<HostReport> = {}): HostReport => ({
  host: 'web1',
  owner: undefined,
  state: 'released',
  from: 'v1',
  to: 'v2',
  seconds: 1.2,
  bytes: 0,
  wave: 1,
  fault: undefined,
  kept: [],
  ...facts,
})

export const fault = (code: NonNullable<HostReport['fault']>['code'], words = 'no') => ({
  code,
  problem: verbatim(words),
  remedy: undefined,
})
