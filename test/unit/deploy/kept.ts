import fc from 'fast-check'
import type { KeptRelease } from '../../../src/deploy/host/state.ts'

export const kept = (name: string, facts: Partial<KeptRelease> = {}): KeptRelease => ({
  name,
  digest: 'd'.repeat(64),
  isSettled: (facts.standing ?? 'verified') === 'verified',
  standing: 'verified',
  since: '2026-11-01T00:00:00.000Z',
  version: '',
  sha: '',
  lastLive: '',
  replaced: '',
  pinned: false,
  linked: false,
  ...facts,
})

const times = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 0, max: 20 }).map((day) => new Date(Date.UTC(2026, 10, day)).toISOString()),
)

/** The releases of a host, with names of their own. */
export const keptReleases: fc.Arbitrary<KeptRelease[]> = fc
  .array(
    fc.record({
      standing: fc.constantFrom('prepared', 'verified', 'failed'),
      since: times,
      lastLive: times,
      pinned: fc.boolean(),
      linked: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((all) => all.map((facts, index) => kept(`v${index}`, facts)))
