import { describe, expect, it } from '@jest/globals'
import { asBefore } from '../../../src/deploy/as-before.ts'
import type { HostState, KeptRelease } from '../../../src/deploy/host/state.ts'

const release = (name: string, facts: Partial<KeptRelease> = {}): KeptRelease => ({
  name,
  digest: '',
  standing: 'verified',
  isSettled: true,
  since: '',
  version: '',
  sha: '',
  lastLive: '',
  replaced: undefined,
  pinned: false,
  linked: false,
  ...facts,
})

/** A host that serves v3. */
const state = (replaced: string | undefined, others: readonly KeptRelease[]): HostState =>
  ({
    live: { kind: 'link', target: '/r/v3' },
    liveRelease: 'v3',
    releases: [...others, release('v3', { replaced, standing: 'prepared' })],
  }) as never // what asBefore looks at

const v1 = release('v1', { lastLive: '2026-01-01' })
const v2 = release('v2', { lastLive: '2026-01-02' })

describe('asBefore', () => {
  const cases = [
    { name: 'what the journal says', replaced: 'v1', others: [v1, v2], back: 'v1' },
    { name: 'the good one that was live last, where that is gone', replaced: 'v0', others: [v1, v2], back: 'v2' },
    { name: 'the same, where that was found bad', replaced: 'v2', others: [v1, { ...v2, standing: 'failed' as const }], back: 'v1' },
    { name: 'the same, where it is the release itself', replaced: 'v3', others: [v1, v2], back: 'v2' },
    { name: 'the same, where the journal says nothing', replaced: undefined, others: [v1], back: 'v1' },
    { name: 'nothing, where nothing was live, whatever else is there', replaced: '', others: [v1, v2], back: undefined },
  ]
  it.each(cases)('goes back to $name', ({ replaced, others, back }) => {
    const before = asBefore(state(replaced, others))
    expect([before?.liveRelease, before?.live.kind]).toEqual([back, back ? 'link' : 'none'])
  })

  it.each([undefined, 'v0', 'old-app'])('does not know what was live where the journal says %s and nothing good is there', (replaced) => {
    expect(asBefore(state(replaced, []))).toBeUndefined()
  })

  it('goes back to a link that is not ours', () => {
    expect(asBefore(state('/opt/old', [v1]))).toMatchObject({ live: { kind: 'link', target: '/opt/old' }, liveRelease: undefined })
  })
})
