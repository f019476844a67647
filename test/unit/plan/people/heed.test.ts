import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Directory, Person } from '../../../../src/config/people.ts'
import type { PlanEntry } from '../../../../src/plan/entry.ts'
import { type EntryRecord, type EntryState, entryStates, newRecord } from '../../../../src/plan/entry-record.ts'
import type { PlanCommand } from '../../../../src/plan/people/command.ts'
import { heed } from '../../../../src/plan/people/heed.ts'
import { personWith } from '../../../../src/plan/people/rights.ts'
import { hasLeave, plannedOf } from '../../../../src/plan/planned.ts'

const person = (name: string, roles: readonly string[] = []): Person => ({ name, github: `${name}-gh`, roles, projects: [] })
const people = [person('alice'), person('bob', ['sre']), person('carol'), person('root')]
const directory: Directory = { people, groups: { web: ['alice'] }, admins: ['root'] }
const named = (name: string): Person => people.find((one) => one.name === name) as Person // one of these

const due = Date.UTC(2026, 11, 1, 8)
const now = due - 3_600_000
const entry: PlanEntry = {
  ...{ id: 'shop-1', due: { at: due, zone: 'Europe/Berlin', words: '2026-12-01 09:00' }, workflow: 'release.yml', inputs: {} },
  ...{ ref: { kind: 'named', name: 'main' }, version: 'v1', environment: 'production', needs: [], reminders: [], owner: 'web' },
  ...{ onLate: { kind: 'ask' }, onFreeze: 'ask', onClose: 'finish', notify: [], wish: 'run', where: 'plan:1' },
}

interface Given {
  readonly rest?: string
  readonly record?: EntryRecord | undefined
  readonly owner?: string
}

const ask = (does: PlanCommand['does'], who: string, { rest = '', record, owner = 'web' }: Given = {}) =>
  heed({ command: { does, id: 'shop-1', rest }, person: named(who), entry: { ...entry, owner }, record, directory, project: 'shop', now })

describe('who changes a planned release by a comment', () => {
  it.each(['postpone', 'cancel', 'skip', 'run'] as const)('%s: its owner and administrators, and nobody else', (does) => {
    const record: EntryRecord = { ...newRecord(due), state: 'asked' }
    const allowed = (who: string, owner = 'web') => ask(does, who, { rest: '2h', record, owner }).record !== undefined
    expect(people.map(({ name }) => allowed(name))).toEqual([true, false, false, true])
    expect(people.map(({ name }) => allowed(name, 'sre'))).toEqual([false, true, false, true])
    expect(people.map(({ name }) => allowed(name, ''))).toEqual([true, true, true, true])
  })

  it('is known by the login alone, whatever its case', () => {
    expect(personWith(directory, 'ALICE-gh')?.name).toBe('alice')
    expect([personWith(directory, 'alice'), personWith(directory, '')]).toEqual([undefined, undefined])
  })

  it('changes nothing that has begun or is over', () => {
    const late = (Object.keys(entryStates) as EntryState[]).filter((state) => ['begun', 'over'].includes(entryStates[state]))
    const does = fc.constantFrom('postpone', 'cancel', 'skip', 'run', 'override' as const)
    fc.assert(
      fc.property(does, fc.constantFrom(...late), fc.constantFrom('alice', 'root'), (command, state, who) => {
        expect(ask(command, who, { rest: '2h', record: { ...newRecord(due), state } })).toMatchObject({ isRefused: true })
      }),
    )
  })
})

describe('a freeze', () => {
  const freed = (...steps: readonly (readonly [string, string])[]): boolean => {
    let record: EntryRecord | undefined
    for (const [who, rest] of steps) record = ask('override', who, { rest, record }).record ?? record
    return hasLeave(record, 'freeze', due)
  }

  it.each([
    [
      'two people, one of whom may change the entry',
      [
        ['carol', 'it is down'],
        ['alice', ''],
      ],
      true,
    ],
    [
      'one of them twice',
      [
        ['alice', 'it is down'],
        ['alice', 'really'],
      ],
      false,
    ],
    [
      'two who may not',
      [
        ['bob', 'it is down'],
        ['carol', 'yes'],
      ],
      false,
    ],
    [
      'no reason',
      [
        ['alice', ''],
        ['root', ''],
      ],
      false,
    ],
    ['one alone', [['root', 'it is down']], false],
  ] as const)('is overridden by %s: %j', (_, steps, expected) => {
    expect(freed(...steps)).toBe(expected)
  })

  it('is overridden for that time alone', () => {
    const first = ask('override', 'carol', { rest: 'it is down' }).record
    const both = ask('override', 'alice', { record: first }).record
    const moved = ask('postpone', 'alice', { rest: '2h', record: both }).record
    expect([hasLeave(both, 'freeze', due), hasLeave(moved, 'freeze', plannedOf(entry, moved).due)]).toEqual([true, false])
  })
})

it('what was cancelled is planned again by another time, here or where it stands', () => {
  const cancelled = ask('cancel', 'alice', { rest: 'not yet' }).record
  expect(plannedOf(entry, cancelled)).toMatchObject({ wish: 'cancelled', by: 'alice', reason: 'not yet' })
  expect(plannedOf(entry, ask('postpone', 'alice', { rest: '2h', record: cancelled }).record)).toMatchObject({
    wish: 'run',
    due: due + 7_200_000,
  })
  expect(plannedOf({ ...entry, due: { ...entry.due, at: due + 1 } }, cancelled)).toMatchObject({ wish: 'run', due: due + 1 })
})

describe('what was started early', () => {
  const waiting: EntryRecord = { ...newRecord(due), state: 'started', isEarly: true, run: { id: 1, url: 'https://x/1' } }

  it('is taken back or moved as long as its environment holds it', () => {
    expect(plannedOf(entry, ask('cancel', 'alice', { record: waiting }).record).wish).toBe('cancelled')
    expect(ask('postpone', 'alice', { rest: '2h', record: waiting }).record).toMatchObject({ state: 'started', run: waiting.run })
  })

  it('is changed no more once it has begun', () => {
    const begun = { ...waiting, due: now }
    expect(ask('cancel', 'alice', { record: begun })).toMatchObject({
      isRefused: true,
      answer: { en: expect.stringContaining('https://x/1') },
    })
  })
})

describe('leave to be late', () => {
  const asked: EntryRecord = { ...newRecord(due), state: 'asked' }
  const one = (at: number) => ({ for: 'freeze' as const, due: at, by: ['bob'], reason: 'down' })

  it('is given where people are asked about it, and not in place of a freeze', () => {
    expect(hasLeave(ask('run', 'alice', { record: asked }).record, 'lateness', due)).toBe(true)
    expect(hasLeave(ask('run', 'alice', { record: asked }).record, 'freeze', due)).toBe(false)
    expect(ask('run', 'alice', { record: { ...asked, leave: one(due) } })).toMatchObject({ isRefused: true })
    expect(ask('run', 'alice', { record: { ...asked, leave: one(due - 1) } }).record).toBeDefined()
    expect(ask('run', 'alice', { record: newRecord(due) })).toMatchObject({ isRefused: true })
  })
})

it('who may not act on the project changes nothing, and counts for no leave', () => {
  const stranger: Person = { ...person('eve'), projects: ['other'] }
  const all: Directory = { ...directory, people: [...people, stranger] }
  for (const does of ['cancel', 'override'] as const) {
    const command = { does, id: 'shop-1', rest: 'why' }
    const given = { command, person: stranger, entry: { ...entry, owner: '' }, record: undefined, directory: all, project: 'shop', now }
    expect(heed(given)).toMatchObject({ isRefused: true })
  }
})

it('whatever is asked, the answer can be told in both languages', () => {
  const does = fc.constantFrom('postpone', 'cancel', 'skip', 'run', 'override', 'status', 'help' as const)
  fc.assert(
    fc.property(does, fc.string(), fc.constantFrom('alice', 'carol', 'root'), (command, rest, who) => {
      const { answer } = ask(command, who, { rest })
      expect(answer.en).not.toBe('')
      expect(answer['zh-CN']).toMatch(/\p{Script=Han}|\d{4}/u)
    }),
  )
})
