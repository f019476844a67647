import { describe, expect, it } from '@jest/globals'
import type { PlanEntry } from '../../../src/plan/entry.ts'
import { newRecord } from '../../../src/plan/entry-record.ts'
import { entryAt } from '../../support/plan-world/campaign.ts'
import type { Edit } from '../../support/plan-world/plan-world.ts'
import { dawn, recordIn, runsOf, stateOf, toldOf, type Walk, walk } from '../../support/plan-world/walk.ts'

const minute = 60_000
const due = dawn + 6 * minute
const one = (more: Partial<PlanEntry> = {}): PlanEntry => entryAt('a', due, { reminders: [], ...more })
const plan = (more: Partial<PlanEntry> = {}, ...edits: readonly Edit[]) => ({ a: [{ at: 0, entry: one(more) }, ...edits] })
const long = { wishes: { follow: 60 * minute }, ticks: [0, 60 * minute] }
/** Begins two minutes after the start of a run, which takes five minutes or more. */
const freeze = { from: due + 2 * minute, to: due + 90 * minute, knownAt: 0 }

describe('a calendar that closes while a run is at work', () => {
  it('lets it finish, and that is told once', async () => {
    const { world } = await walk({ edits: plan(), freezes: [freeze], ...long })
    expect(toldOf(world, 'a')).toEqual(['started', 'started', stateOf(world, 'a')])
    expect(world.runs.map(({ stoppedAt }) => stoppedAt)).toEqual([undefined])
    expect(recordIn(world, 'a')?.history.map(({ why }) => why?.en)).toContain(
      '“freeze” closed the calendar while its run is at work; it may finish.',
    )
  })

  it('cancels it where the entry says so', async () => {
    const { world } = await walk({ edits: plan({ onClose: 'cancel' }), freezes: [freeze], ...long })
    expect(toldOf(world, 'a')).toEqual(['started', 'started', 'stopped'])
    expect(world.runs[0]?.stoppedAt).toBeGreaterThanOrEqual(freeze.from)
    expect(world.runs[0]?.stoppedAt).toBeLessThan(freeze.from + minute)
    expect(recordIn(world, 'a')).toMatchObject({
      state: 'stopped',
      why: { en: 'Its run was cancelled, because “freeze” closed the calendar.' },
    })
  })

  it('does not touch what two people let through', async () => {
    const leave = { for: 'freeze' as const, due, by: ['alice', 'bob'], reason: 'it is down' }
    const records = { a: { ...newRecord(due), leave } }
    const { world } = await walk({ edits: plan({ onClose: 'cancel' }), freezes: [{ ...freeze, from: due - minute }], records, ...long })
    expect(world.runs.map(({ stoppedAt }) => stoppedAt)).toEqual([undefined])
    expect(toldOf(world, 'a')).toEqual(['started', stateOf(world, 'a')])
  })

  it('is seen by a later tick as well', async () => {
    const ticks = [0, 10 * minute, 40 * minute]
    const { world } = await walk({ edits: plan({ onClose: 'cancel' }), freezes: [freeze], ticks, wishes: { follow: 0 } })
    expect([stateOf(world, 'a'), world.runs[0]?.stoppedAt]).toEqual(['stopped', expect.any(Number)])
  })

  it.each([1, 2, 3])('cancels it in the end, though blow %d falls on the request', async (extra) => {
    const morning: Walk = { edits: plan({ onClose: 'cancel' }), freezes: [freeze], ...long, ticks: [0, 9 * minute, 60 * minute] }
    const calm = await walk(morning)
    const [calls = 0] = calm.calls
    for (let call = calls - 12; call <= calls; call++) {
      const { world } = await walk(morning, [{ call, blow: { kind: extra === 1 ? 'crash' : 'fail', isDone: extra === 2 } }])
      expect({ call, state: stateOf(world, 'a') }).toEqual({ call, state: 'stopped' })
    }
  })
})

describe('a run that waits for its time', () => {
  const early = { wishes: { hold: 'early' as const, follow: 0 }, ticks: [0, 2, 3, 20, 60, 90].map((at) => at * minute) }
  const at = dawn + minute

  it('begins at its time, to the minute', async () => {
    const { world } = await walk({ edits: plan(), ...early })
    const [begun = 0] = runsOf(world, 'a')
    expect([runsOf(world, 'a').length, begun >= due, begun < due + minute + 5000]).toEqual([1, true, true])
  })

  it.each([
    { name: 'cancelled', edit: { at, entry: one({ wish: 'cancelled' }) }, told: ['started', 'cancelled'], ends: 'cancelled' },
    { name: 'left out', edit: { at, entry: one({ wish: 'skipped' }) }, told: ['started', 'skipped'], ends: 'skipped' },
    { name: 'gone', edit: { at, entry: undefined }, told: ['started', 'cancelled'], ends: 'cancelled' },
  ] as const)('is stopped when its entry is $name', async ({ edit, told, ends }) => {
    const { world } = await walk({ edits: plan({}, edit), ...early })
    expect([runsOf(world, 'a'), stateOf(world, 'a'), toldOf(world, 'a')]).toEqual([[], ends, told])
    expect(world.runs[0]?.stoppedAt).toBeLessThan(due)
  })

  it.each([
    { name: 'later', to: due + 30 * minute },
    { name: 'sooner', to: dawn + 4.5 * minute },
  ])('is stopped when its entry is moved $name, and has another then', async ({ to }) => {
    const { world } = await walk({ edits: plan({}, { at, entry: one({ due: { at: to, zone: 'UTC', words: '' } }) }), ...early })
    const [begun = 0, ...more] = runsOf(world, 'a')
    expect([begun >= to, begun < to + 2 * minute, more]).toEqual([true, true, []])
    expect(toldOf(world, 'a').slice(0, 3)).toEqual(['started', 'planned', 'started'])
  })

  it('is stopped when a freeze is declared over its time, and starts at the opening', async () => {
    const freezes = [{ from: due - minute, to: due + 30 * minute, knownAt: at }]
    const { world } = await walk({ edits: plan(), freezes, ...early })
    expect(runsOf(world, 'a').map((begun) => begun >= due + 30 * minute)).toEqual([true])
    expect(toldOf(world, 'a').slice(0, 3)).toEqual(['started', 'put-off', 'started'])
  })

  it('has another where it is wanted again, though it was being stopped', async () => {
    const edits = [
      { at, entry: one({ wish: 'cancelled' as const }) },
      { at: dawn + 2 * minute + 2000, entry: one() },
    ]
    const { world } = await walk({ edits: plan({}, ...edits), ...early })
    expect(runsOf(world, 'a').length).toBe(1)
  })

  it('is left alone once it has begun', async () => {
    const { world } = await walk({
      edits: plan({}, { at: due + 2 * minute, entry: one({ wish: 'cancelled' }) }),
      ...early,
      ticks: [0, 9 * minute, 40 * minute],
    })
    expect([world.runs[0]?.stoppedAt, stateOf(world, 'a')]).toEqual([undefined, expect.stringMatching(/released|failed/)])
  })
})
