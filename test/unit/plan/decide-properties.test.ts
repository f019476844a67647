import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { armLead, decide, holds, type Situation, type Step } from '../../../src/plan/decide.ts'
import { freezeRules, type PlanEntry } from '../../../src/plan/entry.ts'
import { type EntryRecord, type EntryState, entryStates, withArc } from '../../../src/plan/entry-record.ts'
import { hasLeave, plannedOf } from '../../../src/plan/planned.ts'
import { closed, due, entry, hour, me, minute, open, other, record, situation, why } from './planning.ts'

const near = fc.integer({ min: -30 * hour, max: 30 * hour }).map((span) => due + span)
const states = Object.keys(entryStates) as EntryState[] // its own keys

const entries: fc.Arbitrary<PlanEntry> = fc
  .record({
    at: fc.oneof(fc.constant(due), near),
    wish: fc.constantFrom('run' as const, 'run' as const, 'cancelled' as const, 'skipped' as const),
    onFreeze: fc.constantFrom(...freezeRules),
    onLate: fc.oneof(
      fc.constantFrom({ kind: 'skip' as const }, { kind: 'ask' as const }),
      fc.integer({ min: 0, max: 10 * hour }).map((milliseconds) => ({ kind: 'run-within' as const, milliseconds })),
    ),
    reminders: fc.uniqueArray(fc.constantFrom(24 * hour, hour, 10 * minute, minute)).map((all) => all.sort((a, b) => b - a)),
  })
  .map(({ at, ...more }) => entry({ ...more, due: { at, zone: 'UTC', words: '' } }))

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 })
const records: fc.Arbitrary<EntryRecord | undefined> = maybe(
  fc
    .record({
      state: fc.constantFrom(...states),
      at: fc.oneof(fc.constant(due), near),
      putOff: maybe(near),
      holder: fc.constantFrom(me, other, undefined),
      armedAt: maybe(near),
      isTakenBack: fc.boolean(),
      reminded: fc.subarray([24 * hour, hour, 10 * minute, minute]),
      amendment: maybe(
        fc.record(
          {
            of: fc.constant(due),
            at: near,
            wish: fc.constantFrom('cancelled' as const, 'skipped' as const),
            by: fc.constant('a'),
            reason: fc.constant(''),
          },
          { requiredKeys: ['of', 'by', 'reason'] },
        ),
      ),
      leave: maybe(
        fc.record({
          for: fc.constantFrom('freeze' as const, 'lateness' as const),
          due: fc.constant(due),
          by: fc.constantFrom(['a'], ['a', 'b'], ['a', 'a']),
          reason: fc.constant(''),
        }),
      ),
    })
    .map(({ state, at, ...more }) => record(state, { ...more, due: at })),
)

const situations: fc.Arbitrary<Situation> = fc
  .record({
    now: fc.oneof(
      near,
      fc.integer({ min: -10_000, max: 10_000 }).map((span) => due + span),
    ),
    hold: fc.constantFrom(...holds),
    since: fc.constantFrom(0, due),
    isHolderAtWork: fc.boolean(),
    needs: fc.constantFrom({ state: 'met' as const }, { state: 'waiting' as const, id: 'b' }, { state: 'broken' as const, id: 'b' }),
    freezes: fc.array(fc.record({ from: near, lasts: fc.integer({ min: 1, max: 20 * hour }), isForEver: fc.boolean() }), { maxLength: 3 }),
  })
  .map(({ now, freezes, ...more }) => {
    const verdictAt = (at: number) => {
      const inside = (moment: number) => freezes.find(({ from, lasts }) => from <= moment && moment < from + lasts)
      let opensAt = at
      for (let one = inside(at); one; one = inside(opensAt)) {
        if (one.isForEver) return closed(undefined)
        opensAt = one.from + one.lasts
      }
      return opensAt === at ? open : closed(opensAt)
    }
    return situation(now, { ...more, verdictAt })
  })

/** What the record is after a step, as a tick would write it. */
function recordAfter(one: PlanEntry, before: EntryRecord | undefined, step: Step, now: number): EntryRecord | undefined {
  const planned = plannedOf(one, before)
  const base = before ?? record('planned', { due: planned.due })
  const isNew = base.due !== planned.due
  const arc = { at: now, by: 'run 1', why }
  const fresh = { due: planned.due, ...(isNew ? { reminded: [], putOff: undefined } : {}) }
  if (step.do === 'settle') {
    const isTakenBack = step.state === 'cancelled' || (step.state === 'skipped' && planned.wish === 'skipped')
    return withArc(base, { ...arc, state: step.state }, { ...fresh, putOff: step.putOff, holder: undefined, isTakenBack })
  }
  if (step.do === 'claim') return withArc(base, { ...arc, state: 'claimed' }, { ...fresh, holder: me })
  if (step.do === 'remind') return { ...base, ...fresh, reminded: [...(isNew ? [] : base.reminded), step.before] }
  return undefined
}

const all = (check: (one: PlanEntry, written: EntryRecord | undefined, at: Situation) => void) =>
  fc.assert(fc.property(entries, records, situations, check), { numRuns: 3000, interruptAfterTimeLimit: 10_000 })

describe('whatever stands in the plan, the record and the calendar', () => {
  it('nothing starts before its time, but what its environment holds', () =>
    all((one, written, at) => {
      const step = decide(one, written, at)
      if (step.do !== 'start') return
      const { due: planned } = plannedOf(one, written)
      const putOff = written?.due === planned && !hasLeave(written, 'freeze', planned) ? written.putOff : undefined
      expect(step.start).toBe(putOff ?? planned)
      if (at.hold !== 'early') expect(at.now).toBeGreaterThanOrEqual(step.start - armLead)
      else expect(step.start - at.now <= armLead || step.start - at.now > minute).toBe(true)
    }))

  it('nothing starts that was taken back, waits for another, or is over', () =>
    all((one, written, at) => {
      if (decide(one, written, at).do !== 'start') return
      const { wish, due: planned } = plannedOf(one, written)
      const standing = written && entryStates[written.state]
      expect([wish, at.needs.state]).toEqual(['run', 'met'])
      expect(standing === undefined || standing === 'open' || (standing === 'dropped' && written?.due === planned)).toBe(true)
      if (standing === 'dropped') expect(written?.isTakenBack).toBe(true)
    }))

  it('nothing starts while the calendar is closed, but with leave of two', () =>
    all((one, written, at) => {
      const step = decide(one, written, at)
      if (step.do !== 'start') return
      const { leave } = written ?? {}
      const isFree = leave?.for === 'freeze' && leave.due === plannedOf(one, written).due && new Set(leave.by).size >= 2
      if (isFree) return
      expect(at.verdictAt(step.start).isOpen).toBe(true)
      if (at.now > step.start + 5000) expect(at.verdictAt(at.now).isOpen).toBe(true)
    }))

  it('nothing starts later than it may, unless somebody says so', () =>
    all((one, written, at) => {
      const step = decide(one, written, at)
      if (step.do !== 'start' || written?.leave) return
      const most = one.onLate.kind === 'run-within' ? Math.max(one.onLate.milliseconds, minute) : minute
      expect(at.now - step.start).toBeLessThanOrEqual(most)
    }))

  it('what is written down brings it on: no step is taken again and again', () =>
    all((one, written, at) => {
      let now = written
      const steps: string[] = []
      for (;;) {
        const step = decide(one, now, at)
        const next = recordAfter(one, now, step, at.now)
        if (!next) return
        steps.push(JSON.stringify(step))
        expect(new Set(steps).size).toBe(steps.length)
        expect(steps.length).toBeLessThan(8)
        now = next
      }
    }))

  it('a reminder is given once, and none shorter than one that was', () =>
    fc.assert(
      fc.property(
        entries,
        fc.array(fc.integer({ min: 1, max: 3 * hour }), { maxLength: 40 }),
        fc.constantFrom(...holds),
        (one, spans, hold) => {
          let written: EntryRecord | undefined
          let now = one.due.at - 26 * hour
          const given: number[] = []
          for (const span of spans) {
            const at = situation(now, { hold })
            for (let step = decide(one, written, at); ; step = decide(one, written, at)) {
              if (step.do === 'remind') {
                given.push(step.before)
                expect(step.start - now).toBeLessThanOrEqual(step.before)
              }
              const next = recordAfter(one, written, step, now)
              if (!next) break
              written = next
            }
            now += span
          }
          expect(given).toEqual([...new Set(given)].sort((a, b) => b - a))
        },
      ),
    ))

  it('a time to look again is one that is to come', () =>
    all((one, written, at) => {
      const step = decide(one, written, at)
      if (step.do === 'wait' && step.at !== undefined) expect(step.at).toBeGreaterThan(at.now - 1)
    }))
})
