import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Cell, readCell } from '../../../../../src/plan/source/bitable/cell.ts'
import { type ColumnType, columnTypes } from '../../../../../src/plan/source/bitable/column-types.ts'

const words = (...given: string[]): Cell => ({ kind: 'words', words: given })
const instant: Cell = { kind: 'instant', at: 1_764_550_800_000 }
const people: Cell = { kind: 'people', people: [{ id: 'ou_1', names: ['张三', 'San'] }] }
const san = { id: 'ou_1', name: '张三', en_name: 'San', email: '', avatar_url: '' }
const mention = { type: 'mention', text: '@张三', token: 'ou_1', mentionType: 'User', name: '张三', mentionNotify: false }

/** What Feishu’s page shows for each type, and what comes of it. */
const cells: readonly { name: string; type: ColumnType; value: unknown; cell: Cell }[] = [
  { name: 'a text', type: 'text', value: [{ type: 'text', text: ' shop-1 ' }], cell: words('shop-1') },
  { name: 'a text in segments', type: 'text', value: [{ type: 'text', text: 'v1 by ' }, mention], cell: words('v1 by @张三') },
  { name: 'a mail address', type: 'text', value: [{ type: 'url', text: 'a@b.c', link: 'mailto:a@b.c' }], cell: words('a@b.c') },
  { name: 'a text of an older API', type: 'text', value: 'shop-1', cell: words('shop-1') },
  { name: 'a text of blanks', type: 'text', value: [{ type: 'text', text: ' \n' }], cell: { kind: 'empty' } },
  { name: 'a number', type: 'number', value: 17, cell: words('17') },
  { name: 'a progress', type: 'number', value: 0.66, cell: words('0.66') },
  { name: 'a choice', type: 'singleSelect', value: '选项1', cell: words('选项1') },
  { name: 'several choices', type: 'multiSelect', value: ['a', 'b'], cell: words('a', 'b') },
  { name: 'a date', type: 'dateTime', value: 1_764_550_800_000, cell: instant },
  { name: 'a tick', type: 'checkbox', value: true, cell: { kind: 'flag', isSet: true } },
  { name: 'people', type: 'person', value: [san], cell: people },
  { name: 'a phone number', type: 'phone', value: '13100006666', cell: words('13100006666') },
  { name: 'a link', type: 'url', value: { text: 'v1.4.2', link: 'https://a.test' }, cell: words('v1.4.2') },
  { name: 'a link without a text', type: 'url', value: { text: '', link: 'https://a.test' }, cell: words('https://a.test') },
  { name: 'linked rows', type: 'link', value: { link_record_ids: ['rec1', 'rec2'] }, cell: { kind: 'rows', ids: ['rec1', 'rec2'] } },
  { name: 'rows linked both ways', type: 'duplexLink', value: { link_record_ids: ['rec1'] }, cell: { kind: 'rows', ids: ['rec1'] } },
  { name: 'no linked rows', type: 'link', value: { link_record_ids: [] }, cell: { kind: 'empty' } },
  { name: 'a formula of text', type: 'formula', value: { type: 1, value: [{ type: 'text', text: '✅ 正常' }] }, cell: words('✅ 正常') },
  { name: 'a formula of a date', type: 'formula', value: { type: 5, value: [1_764_550_800_000] }, cell: instant },
  { name: 'a formula of a number', type: 'formula', value: { type: 2, value: [3] }, cell: words('3') },
  { name: 'a formula of an older API', type: 'formula', value: 'v1', cell: words('v1') },
  { name: 'an empty formula', type: 'formula', value: { type: 1, value: [] }, cell: { kind: 'empty' } },
  { name: 'a lookup of choices', type: 'lookup', value: { type: 3, value: ['a', 'b'] }, cell: words('a', 'b') },
  { name: 'a lookup of people', type: 'lookup', value: { type: 11, value: [san] }, cell: people },
  { name: 'a lookup of a tick', type: 'lookup', value: { type: 7, value: [false] }, cell: { kind: 'flag', isSet: false } },
  { name: 'a lookup of two dates', type: 'lookup', value: { type: 5, value: [1, 2] }, cell: { kind: 'strange' } },
  { name: 'a formula in a formula', type: 'formula', value: { type: 20, value: [1] }, cell: { kind: 'strange' } },
  { name: 'a time of creation', type: 'createdTime', value: 1_764_550_800_000, cell: instant },
  { name: 'a time of change', type: 'modifiedTime', value: 1_764_550_800_000, cell: instant },
  { name: 'who created it', type: 'createdBy', value: [san], cell: people },
  { name: 'who changed it, alone', type: 'modifiedBy', value: san, cell: people },
  { name: 'an automatic number', type: 'autoNumber', value: '17', cell: words('17') },
  { name: 'a file', type: 'attachment', value: [{ file_token: 'x', name: 'a.png' }], cell: { kind: 'strange' } },
  { name: 'a place', type: 'location', value: { full_address: '天安门' }, cell: { kind: 'strange' } },
  { name: 'a group', type: 'group', value: [{ id: 'oc_1', name: '发布' }], cell: { kind: 'strange' } },
]

describe('a cell', () => {
  it.each(cells)('reads $name', ({ type, value, cell }) => {
    expect(readCell(type, value)).toEqual(cell)
  })

  it('is looked at for every type there is', () => {
    const seen = new Set(cells.map(({ type }) => type))
    expect((Object.keys(columnTypes) as ColumnType[]).filter((type) => !seen.has(type))).toEqual([])
  })

  it.each(Object.keys(columnTypes) as ColumnType[])('of the type %s may be empty, or hold anything', (type) => {
    for (const value of [undefined, null, '', []]) expect(readCell(type, value)).toEqual({ kind: 'empty' })
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(['empty', 'words', 'instant', 'flag', 'people', 'rows', 'strange']).toContain(readCell(type, value).kind)
      }),
    )
  })

  const wrong: readonly (readonly [ColumnType, unknown])[] = [
    ['text', 17],
    ['text', [{ type: 'text' }]],
    ['number', '17'],
    ['dateTime', '2026-12-01'],
    ['dateTime', 1.5],
    ['checkbox', 'true'],
    ['person', '张三'],
    ['person', [{ name: '张三' }]],
    ['singleSelect', ['a']],
    ['multiSelect', [1]],
    ['url', { text: 1 }],
    ['link', { link_record_ids: [1] }],
    ['lookup', { type: 99, value: [1] }],
  ]
  it.each(wrong)('of the type %s does not hold %j', (type, value) => {
    expect(readCell(type, value)).toEqual({ kind: 'strange' })
  })
})
