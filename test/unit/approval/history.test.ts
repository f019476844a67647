import { describe, expect, it } from '@jest/globals'
import type { HeardAsk } from '../../../src/approval/gate.ts'
import { act, gate, hear, judged, minute, opened, requirement, standing } from './requests.ts'

describe('a flood', () => {
  const flood = (
    count: number,
    ask: (index: number) => HeardAsk,
    state = gate({ rejectBy: 9, requirements: [requirement(3, 'alice', 'bob', 'carol')] }),
  ) => Array.from({ length: count }, (_, index) => ask(index)).reduce((before, one) => hear(before, one).state, state)
  const numbered = (index: number) => ({ key: `k${index}`, at: opened + index })

  it('of strangers leaves the newest 500 of them on the record, and every vote', () => {
    const voted = hear(gate(), act('alice', 'approve', { key: 'vote' })).state
    const state = flood(2000, (index) => act(undefined, index % 2 === 0 ? 'approve' : 'status', numbered(index)), voted)
    expect(state.history).toHaveLength(502)
    expect(state.history.slice(0, 2).map(({ what }) => what)).toEqual(['opened', 'approved'])
    expect(state.history.at(-1)?.key).toBe('k1999')
    expect(standing(state)).toBe('alice: approve')
  })

  it('of somebody who cannot decide whether to approve leaves the newest 50 votes of theirs, and everyone else’s', () => {
    const voted = hear(
      gate({ requirements: [requirement(3, 'alice', 'bob', 'carol')] }),
      act('bob', 'approve', { at: opened, key: 'first' }),
    ).state
    const state = flood(1001, (index) => act('alice', index % 2 === 0 ? 'approve' : 'withdraw', numbered(index)), voted)
    expect(state.history).toHaveLength(52)
    expect(standing(state)).toBe('alice: approve, bob: approve')
  })

  it('does not bring back a vote that was forgotten', () => {
    const acts = Array.from({ length: 201 }, (_, index) => act('alice', index % 2 === 0 ? 'approve' : 'withdraw', numbered(index)))
    const state = flood(200, (index) => acts[index] as HeardAsk)
    expect(standing(state)).toBe('')
    expect(judged(state, acts[0] as HeardAsk, opened + minute)).toBe('outdated')
  })

  it('is heard in good time', () => {
    const before = process.cpuUsage() // of this process alone: others may be at work on the machine
    flood(5000, (index) => act(index % 3 === 0 ? 'alice' : undefined, 'approve', numbered(index)))
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000)
  })
})
