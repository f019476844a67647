import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { EntryReading } from '../../../../../src/plan/entry.ts'
import { usualDefaults } from '../../../../../src/plan/source/file/plan-defaults.ts'
import { addRow, edit, segments } from '../../../../fakes/feishu/bitable-state.ts'
import { type BitableScene, bitableScene, day, hour, nine } from './bitable-scene.ts'

let scene: BitableScene
beforeEach(async () => {
  scene = await bitableScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const span = { from: nine - hour, until: nine + hour }
const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id)
const kindOf = (reading: EntryReading) => reading.state

describe('a table', () => {
  it('is read row by row', async () => {
    const owner = [{ id: 'ou_alice', name: '爱丽丝', en_name: '' }]
    const more = { 版本: segments('v1.4.2'), 环境: 'production', 依赖: segments('db-1, db-2'), 负责人: owner, 地区: 'cn', 状态: '待发布' }
    scene.row('shop-1', nine, more)
    const { entries, refused, notes } = await (await scene.open()).read(span)
    expect({ refused, notes }).toEqual({ refused: [], notes: [] })
    expect(entries).toEqual([
      {
        id: 'shop-1',
        due: { at: nine, zone: 'Asia/Shanghai', words: '2026-12-01 09:00' },
        workflow: 'release.yml',
        ref: { kind: 'named', name: 'main' },
        inputs: { region: 'cn' },
        version: 'v1.4.2',
        environment: 'production',
        needs: ['db-1', 'db-2'],
        onLate: { kind: 'run-within', milliseconds: hour },
        onFreeze: 'postpone',
        onClose: 'finish',
        reminders: [day, hour, hour / 6],
        owner: 'alice',
        notify: [],
        wish: 'run',
        where: 'row “shop-1”',
      },
    ])
  })

  it('of 10,000 rows is read only in pages of what is due', async () => {
    for (let n = 0; n < 10_000; n++) scene.row(`r-${n}`, nine + (n - 5000) * hour)
    const source = await scene.open()
    const { entries } = await source.read({ from: nine, until: nine + 3 * hour })
    expect(ids(entries)).toEqual(['r-5000', 'r-5001', 'r-5002'])
    const [search, ...others] = scene.calls('/search')
    expect(others).toEqual([])
    expect(JSON.parse(search?.body ?? '').field_names).not.toContain('运行')
    const answer = search?.answer as { readonly data: { readonly items: readonly unknown[] } } | undefined // what the fake answers
    expect(answer?.data.items.length).toBeLessThan(100)
    expect(scene.feishu.exchanges).toHaveLength(3) // the token, the columns, the rows
  })

  it('is read page by page, each row once', async () => {
    for (let n = 0; n < 1200; n++) scene.row(`r-${n}`, nine)
    const { entries } = await (await scene.open()).read(span)
    expect(new Set(ids(entries)).size).toBe(1200)
    expect(scene.calls('/search').map(({ query }) => query.page_size)).toEqual(['500', '500', '500'])
  })

  it.each([
    { comparesDays: true, hoursAhead: 8 },
    { comparesDays: false, hoursAhead: 8 },
    { comparesDays: true, hoursAhead: -10 },
    { comparesDays: false, hoursAhead: -10 },
  ])('is read exactly, however Feishu compares days: %j', async (rule) => {
    Object.assign(scene.base, rule)
    for (let minutes = -3000; minutes <= 3000; minutes += 30) scene.row(`r${minutes + 3000}`, nine + minutes * 60_000)
    const { entries } = await (await scene.open()).read({ from: nine, until: nine + hour })
    expect(ids(entries)).toEqual(['r3000', 'r3030'])
  })

  it('may have times as text, with offsets and without', async () => {
    await using other = await bitableScene({
      columns: [
        { name: 'ID', type: 'text' },
        { name: 'At', type: 'text' },
        { name: 'Status', type: 'singleSelect', options: ['Released'] },
      ],
    })
    for (const [id, at, status] of [
      ['wall', '2026-12-01 09:00'],
      ['offset', '2026-12-01T02:00+01:00'],
      ['released', '2026-12-01 09:00', 'Released'],
      ['later', '2027-01-01 09:00'],
      ['strange', 'next week'],
    ] as const) {
      addRow(other.table, { ID: segments(id), At: segments(at), Status: status })
    }
    addRow(other.table, { ID: segments('draft') })
    const source = await other.open()
    for (const isNotFindsEmpty of [true, false]) {
      Object.assign(other.base, { isNotFindsEmpty })
      const { entries, refused } = await source.read(span)
      expect(entries.map(({ id, due }) => [id, due.at])).toEqual([
        ['wall', nine],
        ['offset', nine],
      ])
      expect(refused.map(({ id, refusal }) => [id, refusal.where])).toEqual([['strange', 'row “strange” / column “At”']])
    }
  })

  it('may compute its times and ids', async () => {
    const at = (cell: (column: string) => unknown) => ({ type: 5, value: [Number(cell('Base')) + hour] })
    const id = (cell: (column: string) => unknown) => ({ type: 1, value: [{ type: 'text', text: `shop-${cell('Number')}` }] })
    const computed = [
      { name: 'ID', type: 'formula', compute: id },
      { name: 'At', type: 'formula', compute: at },
      { name: 'Base', type: 'dateTime' },
      { name: 'Number', type: 'autoNumber' },
    ] as const
    await using other = await bitableScene({ columns: computed })
    addRow(other.table, { Base: nine - hour })
    addRow(other.table, { Base: nine + day })
    const source = await other.open()
    expect((await source.read(span)).entries).toMatchObject([{ id: 'shop-1', due: { at: nine } }])
    expect(await source.readAgain('shop-2')).toMatchObject({ state: 'planned', entry: { due: { at: nine + day + hour } } })
  })

  it('gives rows without an id that of their record', async () => {
    const record = scene.row('', nine)
    const source = await scene.open()
    expect(ids((await source.read(span)).entries)).toEqual([record])
    expect(await (await scene.open()).readAgain(record)).toMatchObject({ state: 'planned', entry: { id: record } })
  })

  it('may link the rows that a row needs', async () => {
    await using other = await bitableScene({
      columns: [
        { name: 'ID', type: 'text' },
        { name: 'At', type: 'dateTime' },
        { name: 'Needs', type: 'link' },
      ],
    })
    const first = addRow(other.table, { ID: segments('db'), At: nine - 30 * day })
    addRow(other.table, { ID: segments('shop'), At: nine, Needs: { link_record_ids: [first] } })
    addRow(other.table, { ID: segments('lost'), At: nine, Needs: { link_record_ids: ['rec0'] } })
    const { entries, refused } = await (await other.open()).read(span)
    expect(entries).toMatchObject([{ id: 'shop', needs: ['db'] }])
    expect(refused).toMatchObject([{ id: 'lost', refusal: { where: 'row “lost” / column “Needs”' } }])
  })

  it('with a view plans only what it shows', async () => {
    scene.table.views.set('vew1', (cell) => cell('环境') === 'production')
    scene.row('shown', nine, { 环境: 'production' })
    const hidden = scene.row('hidden', nine, { 环境: 'staging' })
    const source = await scene.open({ view: 'vew1' })
    expect(ids((await source.read(span)).entries)).toEqual(['shown'])
    expect(kindOf(await source.readAgain('hidden'))).toBe('gone')
    edit(scene.table, hidden, '环境', 'production')
    expect(kindOf(await source.readAgain('hidden'))).toBe('planned')
  })
})

describe('a row', () => {
  const rows: readonly { name: string; cells: Readonly<Record<string, unknown>>; column?: string; says: RegExp }[] = [
    { name: 'an impossible id', cells: { 编号: segments('上线 1') }, column: '编号', says: /letters, digits/ },
    { name: 'a number where text belongs', cells: { 版本: 1.1 }, column: '版本', says: /cannot be read/ },
    { name: 'an impossible environment', cells: { 环境: '生产 环境' }, column: '环境', says: /letters, digits/ },
    { name: 'a doubtful status', cells: { 状态: '已取消（客户要求）' }, column: '状态', says: /shall not start/ },
    { name: 'a version of many lines', cells: { 版本: segments('a\nb') }, column: '版本', says: /control characters/ },
    { name: 'two mistakes', cells: { 版本: 1, 环境: 'a b' }, says: /2 mistakes:\n {2}column “版本”: .*\n {2}column “环境”: / },
  ]
  it.each(rows)('with $name is refused, and the others go on', async ({ cells, column, says }) => {
    scene.row('good', nine)
    addRow(scene.table, { 编号: segments('bad'), 发布时间: nine, ...cells })
    const source = await scene.open()
    const { entries, refused } = await source.read(span)
    expect(ids(entries)).toEqual(['good'])
    expect(refused).toHaveLength(1)
    expect(refused[0]?.refusal.problem.en).toMatch(says)
    if (column) expect(refused[0]?.refusal.where).toMatch(new RegExp(` / column “${column}”$`))
    expect(kindOf(await source.readAgain(cells.编号 ? '上线 1' : 'bad'))).toBe('refused')
  })

  it('with a time of the wrong type is refused', async () => {
    addRow(scene.table, { 编号: segments('bad'), 发布时间: '2026-12-01' })
    const again = await (await scene.open()).readAgain('bad')
    expect(again).toMatchObject({
      entry: { due: undefined, refusal: { where: 'row “bad” / column “发布时间”', problem: { en: 'The cell holds no time.' } } },
    })
  })

  it('without workflow or ref says where they could stand', async () => {
    scene.row('shop-1', nine)
    const { refused } = await (await scene.open({ defaults: usualDefaults() })).read(span)
    expect(refused[0]?.refusal.problem.en).toMatch(/“workflow” is missing.*\n.*“ref” is missing/)
  })

  it('shares its id with no other', async () => {
    scene.row('twin', nine)
    scene.row('twin', nine + 30 * day)
    scene.row('twin', nine + 60_000)
    scene.row('single', nine)
    const source = await scene.open()
    const { entries, refused } = await source.read(span)
    expect(ids(entries)).toEqual(['single'])
    expect(refused.map(({ refusal }) => refusal.problem.en)).toEqual(Array(2).fill('Several rows have the id “twin”.'))
    expect(await source.readAgain('twin')).toMatchObject({ state: 'refused', entry: { refusal: { where: 'row “twin” / column “编号”' } } })
  })

  it.each([
    { cells: { 取消: true }, wish: 'cancelled' },
    { cells: { 取消: false }, wish: 'run' },
    { cells: { 状态: '取消' }, wish: 'cancelled' },
    { cells: { 状态: '跳过' }, wish: 'skipped' },
    { cells: { 状态: '已略过' }, wish: 'run' },
    { cells: { 状态: 'Called off' }, wish: 'run' },
    { cells: { 状态: '已发布', 取消: true }, wish: 'cancelled' },
  ])('may be taken back: %j', async ({ cells, wish }) => {
    scene.row('shop-1', nine, cells)
    expect((await (await scene.open()).read(span)).entries).toMatchObject([{ id: 'shop-1', wish }])
  })

  it('of an owner whom nobody knows is told about', async () => {
    scene.row('shop-1', nine, { 负责人: [{ id: 'ou_bob', name: '::error::鲍勃' }] })
    const { entries, notes } = await (await scene.open()).read(span)
    expect(entries).toMatchObject([{ owner: '' }])
    expect(notes.map(({ en }) => en)).toEqual(['“: :error::鲍勃” is nobody of “people”: add “feishu: ou_bob”.'])
  })
})

describe('the last look', () => {
  it('sees what was changed, moved, taken back and deleted', async () => {
    const record = scene.row('shop-1', nine)
    const source = await scene.open()
    await source.read(span)
    edit(scene.table, record, '发布时间', nine + day)
    expect(await source.readAgain('shop-1')).toMatchObject({ state: 'planned', entry: { due: { at: nine + day } } })
    edit(scene.table, record, '状态', '取消')
    expect(await source.readAgain('shop-1')).toMatchObject({ state: 'planned', entry: { wish: 'cancelled' } })
    edit(scene.table, record, '发布时间', undefined)
    expect(await source.readAgain('shop-1')).toMatchObject({
      state: 'refused',
      entry: { refusal: { problem: { en: 'There is no time.' } } },
    })
    edit(scene.table, record, '编号', segments('shop-2'))
    expect(await source.readAgain('shop-1')).toEqual({ state: 'gone' })
    scene.table.records.delete(record)
    expect(await source.readAgain('shop-2')).toEqual({ state: 'gone' })
  })

  it('costs one call where the row is there', async () => {
    scene.row('shop-1', nine)
    const source = await scene.open()
    await source.read(span)
    const before = scene.feishu.exchanges.length
    await source.readAgain('shop-1')
    expect(scene.feishu.exchanges).toHaveLength(before + 1)
  })
})

describe('hostile words', () => {
  it('stay words', async () => {
    const words = '"]},{"x":1} ::set-output name=a::b\u0000'
    scene.row('shop-1', nine, { 版本: segments(words), 地区: words })
    scene.row('::error::"', nine)
    const { entries, refused } = await (await scene.open()).read(span)
    expect(entries).toEqual([])
    expect(refused).toMatchObject([{ id: 'shop-1' }, { id: '', where: 'row “: :error::"”' }])
    expect(JSON.stringify(refused)).not.toMatch(/\\u0000|“::/)
    expect(await (await scene.open()).readAgain('"}],"conjunction":"or')).toEqual({ state: 'gone' })
  })
})
