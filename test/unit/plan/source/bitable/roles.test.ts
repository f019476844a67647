import { describe, expect, it } from '@jest/globals'
import type { PlanEntry } from '../../../../../src/plan/entry.ts'
import { addRow, type ColumnPlan, type FieldType, segments } from '../../../../fakes/feishu/bitable-state.ts'
import { bitableScene, hour, nine } from './bitable-scene.ts'

interface Case {
  readonly name: string
  readonly column: string
  readonly type: FieldType
  readonly value: unknown
  /** What comes of it, or the mistake. */
  readonly entry: Partial<PlanEntry> | RegExp
  /** The mistake is one of the row, not of a column. */
  readonly isOfRow?: true
}

const lookup = (type: number, ...value: unknown[]) => ({ type, value })
const computed = (value: unknown) => ({ compute: () => value })
const minute = 60_000

const cases: readonly Case[] = [
  {
    name: 'a rule',
    column: 'On late',
    type: 'text',
    value: segments('2h30m'),
    entry: { onLate: { kind: 'run-within', milliseconds: 150 * minute } },
  },
  { name: 'a rule in Chinese', column: '迟到处理', type: 'singleSelect', value: '跳过', entry: { onLate: { kind: 'skip' } } },
  {
    name: 'a duration in Chinese',
    column: '迟到处理',
    type: 'singleSelect',
    value: '1小时30分钟',
    entry: { onLate: { kind: 'run-within', milliseconds: 90 * minute } },
  },
  { name: 'an unknown rule', column: 'On late', type: 'singleSelect', value: 'soon', entry: /skip, ask, or a duration/ },
  { name: 'what becomes of it in a freeze', column: '冻结处理', type: 'singleSelect', value: '顺延', entry: { onFreeze: 'postpone' } },
  { name: 'asking in a freeze', column: 'On freeze', type: 'text', value: segments('ask'), entry: { onFreeze: 'ask' } },
  {
    name: 'what becomes of its run when the calendar closes',
    column: '关闭处理',
    type: 'singleSelect',
    value: '取消',
    entry: { onClose: 'cancel' },
  },
  { name: 'reminders', column: 'Reminders', type: 'text', value: segments('10m，24h'), entry: { reminders: [24 * hour, 10 * minute] } },
  {
    name: 'reminders to choose',
    column: '提前提醒',
    type: 'multiSelect',
    value: ['1天', '30分'],
    entry: { reminders: [24 * hour, 30 * minute] },
  },
  { name: 'channels', column: 'Notify', type: 'multiSelect', value: ['team', 'lark'], entry: { notify: ['team', 'lark'] } },
  { name: 'an owner by name', column: 'Owner', type: 'text', value: segments('bob'), entry: { owner: 'bob' } },
  {
    name: 'an owner by open id',
    column: 'Owner',
    type: 'person',
    value: [
      { id: 'ou_x', name: '某人' },
      { id: 'ou_alice', name: '爱丽丝' },
    ],
    entry: { owner: 'alice' },
  },
  {
    name: 'an owner by the name that Feishu shows',
    column: 'Owner',
    type: 'person',
    value: [{ id: 'ou_x', name: 'alice' }],
    entry: { owner: 'alice' },
  },
  { name: 'what it needs', column: '依赖', type: 'text', value: segments('db-1、db-2\ndb-1'), entry: { needs: ['db-1', 'db-2'] } },
  { name: 'needs to choose', column: 'Needs', type: 'multiSelect', value: ['db-1', 'db-2'], entry: { needs: ['db-1', 'db-2'] } },
  {
    name: 'the newest green commit',
    column: 'Ref',
    type: 'text',
    value: segments('latest green of main'),
    entry: { ref: { kind: 'latest-green', branch: 'main' } },
  },
  { name: 'an impossible ref', column: '分支', type: 'text', value: segments('a..b'), entry: /a branch, a tag/ },
  { name: 'a workflow', column: '工作流', type: 'singleSelect', value: 'deploy.yml', entry: { workflow: 'deploy.yml' } },
  { name: 'an impossible workflow', column: 'Workflow', type: 'text', value: segments('../x'), entry: /name of a workflow’s file/ },
  {
    name: 'a version from elsewhere',
    column: 'Version',
    type: 'lookup',
    value: lookup(1, { type: 'text', text: 'v1' }),
    entry: { version: 'v1' },
  },
  {
    name: 'two versions from elsewhere',
    column: 'Version',
    type: 'lookup',
    value: lookup(3, 'v1', 'v2'),
    entry: /Expected one value; found several: v1, v2/,
  },
  { name: 'a date for a version', column: 'Version', type: 'formula', value: lookup(5, nine), entry: /cannot be read/ },
  { name: 'a tick for a version', column: 'Version', type: 'formula', value: lookup(7, true), entry: /cannot be read/ },
  { name: 'people for a version', column: 'Version', type: 'formula', value: lookup(11, { id: 'ou_1' }), entry: /cannot be read/ },
  {
    name: 'rows for a version',
    column: 'Version',
    type: 'formula',
    value: lookup(18, { link_record_ids: ['rec1'] }),
    entry: /cannot be read/,
  },
  {
    name: 'a zone',
    column: '时区',
    type: 'singleSelect',
    value: 'Europe/Berlin',
    entry: { due: { at: nine, zone: 'Europe/Berlin', words: '2026-12-01 02:00' } },
  },
  { name: 'an unknown zone', column: 'Time zone', type: 'text', value: segments('Europe/Berlni'), entry: /is no time zone/ },
  { name: 'a yes', column: 'Cancelled', type: 'singleSelect', value: '是', entry: { wish: 'cancelled' } },
  { name: 'a no', column: 'Cancelled', type: 'text', value: segments('no'), entry: { wish: 'run' } },
  {
    name: 'a perhaps',
    column: 'Cancelled',
    type: 'text',
    value: segments('perhaps'),
    entry: /Expected yes, no, cancelled or skipped; found “perhaps”/,
  },
  { name: 'a pause', column: 'Cancelled', type: 'text', value: segments('暂停'), entry: /“暂停” sounds as if it shall not start/ },
  { name: 'a number for a state', column: 'Status', type: 'text', value: 17, entry: /Expected yes, no, cancelled or skipped; found “…”/ },
  { name: 'an input to choose', column: 'X', type: 'multiSelect', value: ['a', 'b'], entry: { inputs: { x: 'a,b' } } },
  { name: 'an input to tick', column: 'X', type: 'checkbox', value: true, entry: { inputs: { x: 'true' } } },
  { name: 'an input that is a number', column: 'X', type: 'number', value: 1.5, entry: { inputs: { x: '1.5' } } },
  { name: 'an input that is a date', column: 'X', type: 'dateTime', value: nine, entry: { inputs: { x: '2026-12-01T01:00:00.000Z' } } },
  { name: 'an input that is empty', column: 'X', type: 'text', value: undefined, entry: { inputs: {} } },
  {
    name: 'an input that is too long',
    column: 'X',
    type: 'text',
    value: segments('x'.repeat(66_000)),
    entry: /at most 65535 characters/,
    isOfRow: true,
  },
]

describe('a column', () => {
  it.each(cases)('holds $name', async ({ column, type, value, entry, isOfRow }) => {
    const isComputed = type === 'lookup' || type === 'formula'
    const columns: readonly ColumnPlan[] = [
      { name: 'ID', type: 'text' },
      { name: 'At', type: 'dateTime' },
      { name: column, type, ...(isComputed ? computed(value) : {}) },
    ]
    await using scene = await bitableScene({ columns })
    addRow(scene.table, { ID: segments('shop-1'), At: nine, ...(isComputed ? {} : { [column]: value }) })
    const source = await scene.open({ fields: column === 'X' ? { inputs: { x: 'X' } } : {} })
    const { entries, refused } = await source.read({ from: nine, until: nine + hour })
    if (!(entry instanceof RegExp)) expect(entries).toMatchObject([{ id: 'shop-1', ...entry }])
    else
      expect(refused.map(({ refusal }) => [refusal.problem.en, refusal.where])).toEqual([
        [expect.stringMatching(entry), `row “shop-1”${isOfRow ? '' : ` / column “${column}”`}`],
      ])
  })
})
