import { describe, expect, it } from '@jest/globals'
import { decide, type Situation, type Step } from '../../../src/plan/decide.ts'
import type { PlanEntry } from '../../../src/plan/entry.ts'
import { type EntryRecord, type EntryState, entryStates } from '../../../src/plan/entry-record.ts'
import { amendment, closed, due, entry, freeze, hour, me, minute, other, record, situation } from './planning.ts'

interface Arc {
  readonly name: string
  readonly entry?: Partial<PlanEntry>
  readonly record?: EntryRecord
  /** Milliseconds after the planned instant. */
  readonly at: number
  readonly given?: Partial<Situation>
  readonly step: Partial<Step>
}

const mine = { holder: me }
const theirs = { holder: other }
const two = { for: 'freeze', due, by: ['alice', 'bob'], reason: 'why' } as const
const closedAll = { verdictAt: () => closed(due + 3 * hour) }
const settle = (state: EntryState, more: object = {}) => ({ do: 'settle', state, ...more }) as Partial<Step> // a step of the table

const arcs: readonly Arc[] = [
  // Nothing is written down yet
  { name: 'far away', at: -5 * hour, step: { do: 'wait', at: due } },
  { name: 'far away, a reminder comes first', entry: { reminders: [hour] }, at: -5 * hour, step: { do: 'wait', at: due - hour } },
  { name: 'due before the plan was first looked at', at: 1000, given: { since: due + 1 }, step: { do: 'wait' } },
  { name: 'within the horizon', at: -hour, step: { do: 'claim', start: due } },
  { name: 'within the horizon, held by nobody', at: -hour, given: { hold: 'none' }, step: { do: 'wait', at: due } },
  { name: 'within the horizon, started early', at: -hour, given: { hold: 'early' }, step: { do: 'start', start: due } },
  { name: 'too near for a timer', at: -minute, given: { hold: 'early' }, step: { do: 'claim', start: due } },
  {
    name: 'early, but the timer would end in a freeze',
    at: -hour,
    given: { hold: 'early', verdictAt: freeze(due + 30_000, due + hour) },
    step: { do: 'claim', start: due },
  },
  {
    name: 'early, but it needs another',
    at: -hour,
    given: { hold: 'early', needs: { state: 'waiting', id: 'b' } },
    step: { do: 'claim', start: due },
  },
  {
    name: 'a reminder is due',
    entry: { reminders: [24 * hour, hour] },
    at: -50 * minute,
    step: { do: 'remind', before: hour, start: due },
  },
  { name: 'a reminder that helps nobody', entry: { reminders: [hour] }, at: -30_000, step: { do: 'claim' } },
  {
    name: 'over, and given another time',
    record: record('released', { due: due - 24 * hour, run: { id: 7, url: 'https://x/7' } }),
    at: -hour,
    step: { do: 'warn' },
  },
  {
    name: 'over, and people know that it does not start again',
    record: record('failed', { due: due - hour, warned: due }),
    at: -hour,
    step: { do: 'wait' },
  },
  { name: 'over, and its other time is far away', record: record('released', { due: due - hour }), at: -5 * hour, step: { do: 'wait' } },
  { name: 'due', at: 0, step: { do: 'start', start: due } },
  { name: 'three seconds before', at: -3000, step: { do: 'start', start: due } },
  { name: 'late, as it may be', at: hour, step: { do: 'start' } },
  { name: 'too late', at: hour + 1, step: settle('missed') },
  { name: 'late, and never may be', entry: { onLate: { kind: 'skip' } }, at: minute + 1, step: settle('missed') },
  { name: 'not worth calling late', entry: { onLate: { kind: 'skip' } }, at: minute, step: { do: 'start' } },
  { name: 'late, and people are asked', entry: { onLate: { kind: 'ask' } }, at: 2 * minute, step: settle('asked', { about: 'lateness' }) },
  { name: 'taken back, and near', entry: { wish: 'cancelled' }, at: -hour, step: settle('cancelled') },
  { name: 'left out, and near', entry: { wish: 'skipped' }, at: -hour, step: settle('skipped') },
  { name: 'taken back, and far away', entry: { wish: 'cancelled' }, at: -5 * hour, step: { do: 'wait' } },
  // The calendar
  {
    name: 'frozen: put off',
    at: -hour,
    given: { verdictAt: freeze(due, due + hour) },
    step: settle('put-off', { putOff: due + hour }),
  },
  { name: 'frozen: left out', entry: { onFreeze: 'skip' }, at: -hour, given: closedAll, step: settle('skipped') },
  { name: 'frozen: people are asked', entry: { onFreeze: 'ask' }, at: -hour, given: closedAll, step: settle('asked', { about: 'freeze' }) },
  { name: 'frozen for ever', at: -hour, given: { verdictAt: () => closed(undefined) }, step: settle('asked', { about: 'freeze' }) },
  { name: 'frozen, and far away', at: -5 * hour, given: closedAll, step: { do: 'wait', at: due } },
  {
    name: 'late into a freeze',
    at: 10_000,
    given: { verdictAt: freeze(due + 5000, due + hour) },
    step: settle('put-off', { putOff: due + hour }),
  },
  { name: 'on time, a freeze begins', at: 4000, given: { verdictAt: freeze(due + 1, due + hour) }, step: { do: 'start' } },
  { name: 'two gave leave', record: record('asked', { leave: two }), at: 0, given: closedAll, step: { do: 'start' } },
  {
    name: 'one gave leave',
    record: record('asked', { leave: { ...two, by: ['alice', 'alice'] } }),
    entry: { onFreeze: 'ask' },
    at: 0,
    given: closedAll,
    step: { do: 'wait' },
  },
  {
    name: 'leave for another time',
    record: record('planned', { leave: { ...two, due: due - 1 } }),
    at: 0,
    given: closedAll,
    step: settle('put-off'),
  },
  {
    name: 'put off: waits for the opening',
    record: record('put-off', { putOff: due + hour }),
    at: 10_000,
    given: { verdictAt: freeze(due, due + hour) },
    step: { do: 'claim', start: due + hour },
  },
  {
    name: 'put off: the opening',
    record: record('put-off', { putOff: due + hour }),
    at: hour,
    given: { verdictAt: freeze(due, due + hour) },
    step: { do: 'start', start: due + hour },
  },
  {
    name: 'put off: the freeze goes on',
    record: record('put-off', { putOff: due + hour }),
    at: 0,
    given: { verdictAt: freeze(due, due + 2 * hour) },
    step: settle('put-off', { putOff: due + 2 * hour }),
  },
  { name: 'put off: the freeze was lifted in time', record: record('put-off', { putOff: due + hour }), at: -hour, step: settle('planned') },
  {
    name: 'put off: two gave leave',
    record: record('put-off', { putOff: due + hour, leave: two }),
    at: 0,
    given: closedAll,
    step: { do: 'start', start: due },
  },
  // What it needs
  { name: 'it needs another', at: 0, given: { needs: { state: 'waiting', id: 'b' } }, step: settle('waiting') },
  {
    name: 'it waits already',
    record: record('waiting'),
    at: minute,
    given: { needs: { state: 'waiting', id: 'b' } },
    step: { do: 'wait' },
  },
  {
    name: 'it has waited too long',
    record: record('waiting'),
    at: 2 * hour,
    given: { needs: { state: 'waiting', id: 'b' } },
    step: settle('missed'),
  },
  { name: 'what it needs is met', record: record('waiting'), at: minute, step: { do: 'start' } },
  { name: 'what it needs has failed', at: 0, given: { needs: { state: 'broken', id: 'b' } }, step: settle('skipped') },
  { name: 'what it needs has failed for long', at: 5 * hour, given: { needs: { state: 'broken', id: 'b' } }, step: settle('skipped') },
  {
    name: 'put off, and it needs another',
    record: record('put-off', { putOff: due + hour }),
    at: hour,
    given: { verdictAt: freeze(due, due + hour), needs: { state: 'waiting', id: 'b' } },
    step: settle('waiting', { putOff: due + hour }),
  },
  // Claims
  { name: 'mine, waiting', record: record('claimed', mine), at: -hour, step: { do: 'wait', at: due - 3000 } },
  {
    name: 'mine, a reminder comes',
    record: record('claimed', mine),
    entry: { reminders: [10 * minute] },
    at: -hour,
    step: { do: 'wait', at: due - 10 * minute },
  },
  { name: 'mine, due', record: record('claimed', mine), at: -1000, step: { do: 'start', start: due } },
  {
    name: 'mine, of an earlier attempt that is over',
    record: record('claimed', { holder: { run: '1', attempt: 0 } }),
    at: -hour,
    given: { isHolderAtWork: false },
    step: { do: 'claim' },
  },
  { name: 'another’s', record: record('claimed', theirs), at: -hour, step: { do: 'wait', at: due - 6000 } },
  { name: 'another’s, just before', record: record('claimed', theirs), at: -1000, step: { do: 'wait', at: due + 3000 } },
  { name: 'another’s, late', record: record('claimed', theirs), at: 30_000, step: { do: 'wait', at: due + minute } },
  { name: 'another’s, very late', record: record('claimed', theirs), at: 61_000, step: { do: 'start' } },
  { name: 'another’s who is gone', record: record('claimed', theirs), at: -hour, given: { isHolderAtWork: false }, step: { do: 'claim' } },
  // On its way
  {
    name: 'another sets out',
    record: record('starting', { ...theirs, armedAt: due }),
    at: 1000,
    step: { do: 'wait', at: due + 5 * minute },
  },
  { name: 'another set out, long ago', record: record('starting', { ...theirs, armedAt: due }), at: 5 * minute, step: { do: 'find' } },
  {
    name: 'another set out, and is gone',
    record: record('starting', { ...theirs, armedAt: due }),
    at: 1000,
    given: { isHolderAtWork: false },
    step: { do: 'find' },
  },
  { name: 'this one set out', record: record('starting', { ...mine, armedAt: due }), at: 1000, step: { do: 'find' } },
  { name: 'it set out, and is cancelled', record: record('starting', mine), entry: { wish: 'cancelled' }, at: 1000, step: { do: 'find' } },
  { name: 'started', record: record('started'), at: 1000, step: { do: 'follow' } },
  // Changes
  {
    name: 'moved, and somebody had heard of it',
    record: record('claimed', { ...mine, due: due - hour }),
    at: -hour,
    step: settle('planned'),
  },
  {
    name: 'moved by a command',
    record: record('claimed', { ...mine, amendment: amendment({ at: due + hour }) }),
    at: -minute,
    step: settle('planned'),
  },
  {
    name: 'moved by a command, then where it stands',
    record: record('planned', { amendment: amendment({ of: due - 1, at: due + hour }) }),
    at: 0,
    step: { do: 'start', start: due },
  },
  { name: 'moved, and nobody had heard', record: record('planned', { due: due - hour }), at: -hour, step: { do: 'claim' } },
  {
    name: 'cancelled by a command',
    record: record('claimed', { ...mine, amendment: amendment({ wish: 'cancelled' }) }),
    at: -1000,
    step: settle('cancelled'),
  },
  {
    name: 'cancelled before',
    record: record('cancelled', { isTakenBack: true }),
    entry: { wish: 'cancelled' },
    at: -hour,
    step: { do: 'wait' },
  },
  { name: 'cancelled, then wanted again', record: record('cancelled', { isTakenBack: true }), at: 0, step: { do: 'start' } },
  { name: 'left out, then wanted again', record: record('skipped', { isTakenBack: true }), at: 0, step: { do: 'start' } },
  { name: 'left out for a freeze', record: record('skipped'), at: 0, step: { do: 'wait' } },
  { name: 'left out for a freeze, then moved', record: record('skipped', { due: due - hour }), at: -hour, step: settle('planned') },
  { name: 'missed', record: record('missed'), at: 2 * hour, step: { do: 'wait' } },
  { name: 'asked about lateness', record: record('asked'), entry: { onLate: { kind: 'ask' } }, at: hour, step: { do: 'wait' } },
  {
    name: 'asked, and one said so',
    record: record('asked', { leave: { ...two, for: 'lateness', by: ['alice'] } }),
    entry: { onLate: { kind: 'ask' } },
    at: 9 * hour,
    step: { do: 'start' },
  },
  { name: 'refused, and mended', record: record('refused'), at: 0, step: { do: 'start' } },
]

describe('the next step of an entry', () => {
  it.each(arcs)('$name', ({ entry: more, record: written, at, given, step }) => {
    expect(decide(entry(more), written, situation(due + at, given))).toMatchObject(step)
  })

  it.each(Object.entries(entryStates).filter(([, standing]) => standing === 'over'))('that is %s is none', (state) => {
    const over = record(state as EntryState, { due: due - hour }) // a key of them
    for (const wish of ['run', 'cancelled', 'skipped'] as const)
      expect(decide(entry({ wish }), over, situation(due))).toEqual({ do: 'wait' })
  })
})
