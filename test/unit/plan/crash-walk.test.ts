import { describe, expect, it } from '@jest/globals'
import type { PlanEntry } from '../../../src/plan/entry.ts'
import { entryAt } from '../../support/plan-world/campaign.ts'
import type { Edit } from '../../support/plan-world/plan-world.ts'
import type { Blow } from '../../support/plan-world/tick-process.ts'
import { dawn, runsOf, stateOf, type Walk, type Walked, walk } from '../../support/plan-world/walk.ts'

const minute = 60_000
const due = dawn + 6 * minute
const one = (at = due, more: Partial<PlanEntry> = {}): PlanEntry => entryAt('a', at, { reminders: [5 * minute], ...more })
const plan = (...edits: readonly Edit[]) => ({ a: [{ at: 0, entry: one() }, ...edits] })
const moved = due + 12 * minute

/** `runs`: how often it starts, and from when on. `ends`: how it may stand at the end. */
const mornings: readonly (Walk & { readonly name: string; readonly runs: 0 | 1; readonly from?: number; readonly ends: RegExp })[] = [
  { name: 'an entry as planned', edits: plan(), runs: 1, ends: /released|failed/ },
  {
    name: 'an entry that is cancelled a second before',
    edits: plan({ at: due - 1000, entry: one(due, { wish: 'cancelled' }) }),
    runs: 0,
    ends: /cancelled/,
  },
  // Who died before the book was written leaves nobody who looks for what is gone from the plan: nothing starts of it.
  {
    name: 'an entry that is gone a second before',
    edits: plan({ at: due - 1000, entry: undefined }),
    runs: 0,
    ends: /cancelled|claimed|nothing/,
  },
  {
    name: 'an entry that is moved a second before',
    edits: plan({ at: due - 1000, entry: one(moved) }),
    runs: 1,
    from: moved,
    ends: /released|failed/,
  },
  {
    name: 'an entry in a freeze that is declared a second before',
    edits: plan(),
    freezes: [{ from: due - minute, to: due + 10 * minute, knownAt: due - 1000 }],
    runs: 1,
    from: due + 10 * minute,
    ends: /released|failed/,
  },
  {
    name: 'an entry that another one needs',
    edits: { ...plan(), b: [{ at: 0, entry: entryAt('b', due, { needs: ['a'], reminders: [] }) }] },
    runs: 1,
    ends: /released|failed/,
  },
  { name: 'an entry that is started early', edits: plan(), wishes: { hold: 'early' }, runs: 1, ends: /released|failed/ },
  {
    name: 'an entry that is started early, and cancelled',
    edits: plan({ at: due - 4 * minute, entry: one(due, { wish: 'cancelled' }) }),
    wishes: { hold: 'early' },
    ticks: [0, 3, 15].map((at) => at * minute),
    runs: 0,
    ends: /cancelled/,
  },
  {
    name: 'an entry that is started early, and moved',
    edits: plan({ at: due - 4 * minute, entry: one(moved) }),
    wishes: { hold: 'early' },
    ticks: [0, 3, 15, 40, 75].map((at) => at * minute),
    runs: 1,
    from: moved,
    ends: /released|failed/,
  },
  {
    name: 'an entry that two ticks see at once',
    edits: plan(),
    ticks: [0, 0.001, 15, 40].map((at) => at * minute),
    runs: 1,
    ends: /released|failed/,
  },
  { name: 'an entry that nobody holds', edits: plan(), wishes: { hold: 'none' }, runs: 1, ends: /released|failed/ },
]

const blows: readonly Blow[] = [
  { kind: 'crash', isDone: true }, // before the next one is the same
  { kind: 'fail', isDone: false },
  { kind: 'fail', isDone: true },
]

const outcomeOf = (morning: (typeof mornings)[number], { world }: Walked) => {
  const runs = runsOf(world, 'a')
  return { runs: runs.length, isEarly: runs.some((at) => at < (morning.from ?? due)), state: stateOf(world, 'a') ?? 'nothing' }
}
const expected = ({ runs, ends }: (typeof mornings)[number]) => ({ runs, isEarly: false, state: expect.stringMatching(ends) })

describe('whatever call a tick dies or fails at', () => {
  it.each(mornings)('$name starts $runs times', async (morning) => {
    const calm = await walk(morning)
    expect(outcomeOf(morning, calm)).toEqual(expected(morning))
    const [calls = 0] = calm.calls
    expect(calls).toBeGreaterThan(4)
    for (let call = 1; call <= calls; call++)
      for (const blow of blows) {
        const came = outcomeOf(morning, await walk(morning, [{ call, blow }]))
        expect({ call, blow, ...came }).toEqual({ call, blow, ...expected(morning) })
      }
  })

  it.each(mornings.slice(0, 4))('and the next one dies as well, $name starts $runs times', async (morning) => {
    const blow = { kind: 'crash', isDone: true } as const
    const { calls: [calls = 0] = [] } = await walk(morning)
    for (let call = 1; call <= calls; call++) {
      const { calls: [, most = 0] = [] } = await walk(morning, [{ call, blow }])
      for (let other = 1; other <= most; other++) {
        const strikes = [
          { call, blow },
          { call: other, blow },
        ]
        const came = outcomeOf(morning, await walk(morning, strikes))
        expect({ call, other, ...came }).toEqual({ call, other, ...expected(morning) })
      }
    }
  })
})
