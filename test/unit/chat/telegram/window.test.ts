import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Update } from '../../../../src/chat/telegram/shapes.ts'
import { look, newWindow, type Seen, type Window } from '../../../../src/chat/telegram/window.ts'

const start = Date.UTC(2026, 9, 1)
const chat = { id: -1 }
const click = (id: number): Update => ({ update_id: id, callback_query: { id: String(id), from: { id: 5 } } })
/** A message `age` seconds old at the start. */
const message = (id: number, age = 0): Update => ({ update_id: id, message: { message_id: id, chat, date: start / 1000 - age } })
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Looks one after the other: seconds since the start, and the ids of clicks or whole updates that are there. */
function looks(...views: readonly (readonly [number, readonly (number | Update)[]])[]): Seen[] {
  let window: Window = newWindow
  return views.map(([seconds, updates]) => {
    const seen = look(
      window,
      updates.map((update) => (typeof update === 'number' ? click(update) : update)),
      start + seconds * 1000,
    )
    window = seen.window
    return seen
  })
}
const last = (seen: readonly Seen[]): Seen => seen.at(-1) as Seen // there is one

describe('what is new', () => {
  it('is told once, with the look before it', () => {
    const seen = looks([0, [7]], [2, [7, 8]], [4, [8]], [6, [7, 8]])
    expect(seen.map(({ fresh }) => fresh.map(({ update, after }) => [update.update_id, after]))).toEqual([
      [[7, undefined]],
      [[8, start]],
      [],
      [],
    ])
  })

  it('may be older than that where not everything could be seen', () => {
    expect(last(looks([0, range(1, 100)], [2, range(2, 101)])).fresh).toMatchObject([{ update: { update_id: 101 }, after: undefined }])
  })
})

describe('who takes updates away', () => {
  /** The ids that are there every two seconds; undefined where nobody looks. */
  it.each([
    { name: 'nobody, when all stays', views: [[], [7], [7, 8]], taken: false },
    { name: 'nobody, when a click expires', views: [[], [7], ...Array.from({ length: 75 }, () => [7]), []], taken: false },
    { name: 'nobody, when old ones go that were there first', views: [[7, 8], []], taken: false },
    { name: 'nobody, as far as can be told after a pause', views: [[7], ...Array.from({ length: 14 }), [9]], taken: false },
    { name: 'somebody, when what came just now is gone', views: [[], [7], []], taken: true },
    { name: 'somebody, when the head is gone', views: [[], [7], [7, 8], [8]], taken: true },
    { name: 'somebody, when ids were left out', views: [[7], [7], [7, 8], [8], [11]], taken: true },
  ] as const)('$name', ({ views, taken }) => {
    const seen = looks(...views.flatMap((ids, index) => (ids ? [[index * 2, [...(ids as readonly number[])]] as const] : [])))
    expect(seen.some((one) => one.taken)).toBe(taken)
  })

  it('cannot be a gate that clears what is old by its date', () => {
    expect(last(looks([0, []], [2, [message(7, 900)]], [4, []])).taken).toBe(false)
  })
})

describe('what was missed', () => {
  it.each([
    { name: 'nothing, when all joins on', before: [7], seconds: 100, now: [8], missed: false },
    { name: 'nothing, when it was still there', before: [7], seconds: 100, now: [7, 8], missed: false },
    { name: 'nothing in a minute', before: [7], seconds: 60, now: [], missed: false },
    { name: 'something, by the ids, after a minute', before: [7], seconds: 60, now: [9], missed: true },
    { name: 'something that expired in between', before: [7], seconds: 100, now: [7, 9], missed: true },
    { name: 'perhaps something at the end, in 150 seconds', before: [7], seconds: 150, now: [7, 8], missed: true },
    { name: 'perhaps something in 150 seconds, when the queue is empty', before: [7], seconds: 150, now: [], missed: true },
    { name: 'perhaps something, when nothing was known before', before: [], seconds: 150, now: [9], missed: true },
  ])('$name', ({ before, seconds, now, missed }) => {
    const [first, second] = looks([0, before], [seconds, now])
    expect([first?.missed, second?.missed]).toEqual([false, missed])
  })
})

describe('what may be cleared', () => {
  it.each([
    { name: 'nothing while there is room', ids: range(1, 49), seconds: 86_000, clear: undefined },
    { name: 'nothing that is young in a half full queue', ids: range(1, 60), seconds: 590, clear: undefined },
    { name: 'what was in sight for ten minutes', ids: range(1, 60), seconds: 600, clear: 61 },
    { name: 'what was in sight for ninety seconds, when it is nearly full', ids: range(1, 90), seconds: 90, clear: 91 },
    { name: 'what was in sight for half a minute, when it is full', ids: range(1, 100), seconds: 30, clear: 101 },
    { name: 'nothing younger than that', ids: range(1, 100), seconds: 29, clear: undefined },
  ])('$name', ({ ids, seconds, clear }) => {
    expect(last(looks([0, ids], [seconds, ids])).clear).toBe(clear)
  })

  it('is what has a date of long ago, after a few looks; never what comes behind something young', () => {
    const old = range(1, 60).map((id) => message(id, 900))
    expect(last(looks([0, old], [5, old])).clear).toBeUndefined()
    expect(last(looks([0, old], [6, old])).clear).toBe(61)
    const mixed = [...old.slice(0, 30), click(31), ...old.slice(31)]
    expect(last(looks([0, mixed], [6, mixed])).clear).toBe(31)
  })
})

/** A queue as Telegram has it, gates that look every two seconds or are away for a while, and people. */
interface Script {
  readonly arrivals: readonly number[]
  readonly gates: readonly { readonly from: number; readonly awayFrom: number; readonly awayFor: number }[]
  readonly hasThief: boolean
}

const scripts: fc.Arbitrary<Script> = fc.record({
  arrivals: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 900 }),
  gates: fc.array(
    fc.record({
      from: fc.integer({ min: 0, max: 60 }),
      awayFrom: fc.integer({ min: 60, max: 300 }),
      awayFor: fc.integer({ min: 0, max: 200 }),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  hasThief: fc.constant(false),
})

interface Ran {
  /** For each gate: the ids it was told of, those it should have been told of, whether it said that it missed something or that somebody steals. */
  readonly gates: readonly {
    readonly told: ReadonlySet<number>
    readonly owed: readonly number[]
    readonly missed: boolean
    readonly taken: boolean
  }[]
  readonly left: number
}

/** Every second something may happen; a gate looks every two seconds. Half of what happens are clicks, half messages. */
function play({ arrivals, gates, hasThief }: Script): Ran {
  let queue: { update: Update; at: number; expires: number }[] = []
  let next = 1000
  const states = gates.map((plan) => ({
    plan,
    window: newWindow as Window,
    clear: undefined as number | undefined,
    told: new Set<number>(),
    missed: false,
    taken: false,
  }))
  const came: { id: number; at: number }[] = []
  for (let second = 0; second < 700; second++) {
    for (const _ of arrivals.filter((at) => at === second)) {
      const id = next++
      const isClick = id % 2 === 0
      queue.push({ update: isClick ? click(id) : message(id, -second), at: second, expires: second + (isClick ? 150 : 86_400) })
      came.push({ id, at: second })
    }
    queue = queue.filter(({ expires }) => expires >= second)
    if (hasThief && second % 5 === 0) queue = []
    for (const [index, gate] of states.entries()) {
      const { from, awayFrom, awayFor } = gate.plan
      const isAway = second < from || (second >= awayFrom && second < awayFrom + awayFor)
      if (isAway || (second + index) % 2 === 1) continue
      const cleared = gate.clear ?? 0
      queue = queue.filter(({ update }) => update.update_id >= cleared)
      const seen = look(
        gate.window,
        queue.slice(0, 100).map(({ update }) => update),
        start + second * 1000,
        { cleared },
      )
      for (const { update } of seen.fresh) gate.told.add(update.update_id)
      Object.assign(gate, { window: seen.window, clear: seen.clear, missed: gate.missed || seen.missed, taken: gate.taken || seen.taken })
    }
  }
  return {
    left: queue.length,
    gates: states.map(({ plan, told, missed, taken }) => ({
      told,
      missed,
      taken,
      owed: came.filter(({ at }) => at > plan.from + 1).map(({ id }) => id),
    })),
  }
}

const lost = ({ told, owed }: Ran['gates'][number]) => owed.filter((id) => !told.has(id))

describe('any number of gates on one queue', () => {
  it('are told of everything that happens, though they clear; none takes another for a stranger', () => {
    const steady = scripts.map((script) => ({ ...script, gates: script.gates.map((gate) => ({ ...gate, awayFor: 0 })) }))
    fc.assert(
      fc.property(steady, (script) => {
        const { gates, left } = play(script)
        expect(left).toBeLessThanOrEqual(100)
        for (const gate of gates) {
          expect(lost(gate)).toEqual([])
          expect([gate.taken, gate.missed]).toEqual([false, false])
        }
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  it('lose nothing silently while they are away: who missed something says so', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        for (const gate of play(script).gates) {
          expect(gate.taken).toBe(false)
          if (lost(gate).length > 0) expect(gate.missed).toBe(true)
        }
      }),
      { numRuns: 60, seed: 11 },
    )
  })

  it('find a stranger out who confirms what they wait for', () => {
    const arrivals = range(20, 300).filter((second) => second % 3 === 0)
    const { gates } = play({ arrivals, hasThief: true, gates: [{ from: 0, awayFrom: 500, awayFor: 0 }] })
    expect(gates.map(({ taken }) => taken)).toEqual([true])
  })
})
