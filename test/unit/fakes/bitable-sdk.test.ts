import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import * as lark from '@larksuiteoapi/node-sdk'
import { type BitableBase, type BitableTable, segments } from '../../fakes/feishu/bitable-state.ts'
import { type FakeFeishu, startFeishu } from '../../fakes/feishu/server.ts'
import type { FeishuApp } from '../../fakes/feishu/state.ts'

let feishu: FakeFeishu
let app: FeishuApp
let base: BitableBase
let table: BitableTable
let client: lark.Client
let path: { app_token: string; table_id: string }

const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, trace: () => {} }
const noon = Date.UTC(2026, 11, 1, 4)
const hour = 3_600_000

beforeEach(async () => {
  feishu = await startFeishu()
  app = feishu.addApp({ scopes: new Set(['bitable:app']) })
  const columns = [
    { name: '编号', type: 'text' },
    { name: '数量', type: 'number' },
    { name: '状态', type: 'singleSelect', options: ['待发布'] },
    { name: '标签', type: 'multiSelect' },
    { name: '时间', type: 'dateTime' },
    { name: '勾选', type: 'checkbox' },
    { name: '负责人', type: 'person' },
    { name: '链接', type: 'url' },
    { name: '电话', type: 'phone' },
    { name: '依赖', type: 'link' },
    { name: '创建', type: 'createdTime' },
    { name: '序号', type: 'autoNumber' },
    { name: '公式', type: 'formula', compute: (cell: (column: string) => unknown) => ({ type: 2, value: [Number(cell('数量')) * 2] }) },
  ] as const
  ;({ base, table } = feishu.addTable(columns, [app]))
  path = { app_token: base.token, table_id: table.id }
  const kept = new Map<unknown, unknown>()
  const cache = { get: async (key: unknown) => kept.get(key), set: async (key: unknown, value: unknown) => Boolean(kept.set(key, value)) }
  client = new lark.Client({ appId: app.id, appSecret: app.secret, domain: feishu.url, logger: quiet, cache })
})
afterEach(() => feishu.close())

type Fields = NonNullable<Parameters<lark.Client['bitable']['v1']['appTableRecord']['create']>[0]>['data']['fields']
type Search = NonNullable<NonNullable<Parameters<lark.Client['bitable']['v1']['appTableRecord']['search']>[0]>['data']>
const records = () => client.bitable.v1.appTableRecord
const create = async (fields: Fields) => (await records().create({ path, data: { fields } })).data?.record?.record_id ?? ''
const search = (data: Search, params = {}) => records().search({ path, params, data })
const found = async (data: Search) => (await search(data)).data?.items?.map(({ fields }) => fields.编号)
const codeOf = async (call: Promise<{ readonly code?: number | undefined }>): Promise<number | undefined> =>
  call.then(
    ({ code }) => code,
    (error: { response?: { data?: { code?: number } } }) => error.response?.data?.code,
  )
const where = (field: string, operator: string, ...value: string[]): Search => ({
  filter: { conjunction: 'and', conditions: [{ field_name: field, operator: operator as 'is', value }] },
})

describe("Feishu's own SDK against the table of the fake", () => {
  const cells: Fields = {
    ...{ 编号: 'shop-1', 数量: 2, 状态: '新状态', 标签: ['a', 'b'], 时间: noon, 勾选: true },
    ...{ 负责人: [{ id: 'ou_1' }], 链接: { text: 'Run', link: 'https://a.test' }, 电话: '13100006666', 依赖: ['rec1'] },
  }

  it('lists the columns', async () => {
    const { data } = await client.bitable.v1.appTableField.list({ path, params: { page_size: 5 } })
    expect(data).toMatchObject({ has_more: true, total: 13 })
    expect(data?.items?.[2]).toMatchObject({ field_name: '状态', type: 3, property: { options: [{ name: '待发布' }] } })
    const rest = await client.bitable.v1.appTableField.list({ path, params: { page_size: 100, page_token: data?.page_token ?? '' } })
    expect(rest.data?.items).toHaveLength(8)
  })

  it('writes every type and reads it in the shapes of the documentation', async () => {
    const id = await create(cells)
    const { data } = await search({ automatic_fields: true })
    expect(data).toMatchObject({ has_more: false, total: 1, items: [{ record_id: id, created_time: expect.any(Number) }] })
    expect(data?.items?.[0]?.fields).toEqual({
      ...cells,
      编号: segments('shop-1'),
      负责人: [expect.objectContaining({ id: 'ou_1', name: '张三' })],
      依赖: { link_record_ids: ['rec1'] },
      创建: expect.any(Number),
      序号: '1',
      公式: { type: 2, value: [4] },
    })
    expect(table.fields[2]?.options).toEqual(['待发布', '新状态'])
  })

  it('gives texts as such by the older calls', async () => {
    const id = await create(cells)
    expect((await records().get({ path: { ...path, record_id: id } })).data?.record?.fields.编号).toBe('shop-1')
    expect((await records().list({ path, params: { page_size: 10 } })).data?.items?.[0]?.fields.编号).toBe('shop-1')
  })

  it('changes what is given, empties what is null, and deletes', async () => {
    const id = await create(cells)
    const one = { ...path, record_id: id }
    const emptied = { 编号: 'shop-2', 数量: null } as unknown as Fields // the SDK’s types know no null, its documentation does
    expect(await records().update({ path: one, data: { fields: emptied } })).toMatchObject({ code: 0, data: { record: { record_id: id } } })
    const { data } = await records().batchGet({ path, data: { record_ids: [id, 'rec404'] } })
    expect(data).toMatchObject({ absent_record_ids: ['rec404'], records: [{ fields: { 编号: segments('shop-2'), 状态: '新状态' } }] })
    expect(data?.records?.[0]?.fields).not.toHaveProperty('数量')
    expect(await records().delete({ path: one })).toMatchObject({ code: 0, data: { deleted: true } })
    expect(await codeOf(records().get({ path: one }))).toBe(1_254_043)
  })

  it('goes in batches', async () => {
    const made = await records().batchCreate({ path, data: { records: Array.from({ length: 1000 }, (_, n) => ({ fields: { 数量: n } })) } })
    const ids = made.data?.records?.map(({ record_id: id }) => id ?? '') ?? []
    expect(ids).toHaveLength(1000)
    const changed = await records().batchUpdate({ path, data: { records: ids.map((id) => ({ record_id: id, fields: { 勾选: true } })) } })
    expect(changed.data?.records).toHaveLength(1000)
    expect(await codeOf(records().batchDelete({ path, data: { records: ids } }))).toBe(1_254_104)
    expect(await codeOf(records().batchDelete({ path, data: { records: ids.slice(0, 500) } }))).toBe(0)
    expect(table.records.size).toBe(500)
  })

  it('goes from page to page with its iterator', async () => {
    await records().batchCreate({ path, data: { records: Array.from({ length: 90 }, (_, n) => ({ fields: { 数量: n } })) } })
    const pages = await records().searchWithIterator({
      path,
      params: { page_size: 40 },
      data: { field_names: ['数量'], sort: [{ field_name: '数量', desc: true }] },
    })
    const sizes: number[] = []
    const first: unknown[] = []
    for await (const page of pages) {
      sizes.push(page?.items?.length ?? 0)
      first.push(page?.items?.[0]?.fields)
    }
    expect(sizes).toEqual([40, 40, 10])
    expect(first).toEqual([{ 数量: 89 }, { 数量: 49 }, { 数量: 9 }])
  })

  it('heeds a view only where there is neither filter nor order', async () => {
    await create({ 编号: 'a', 勾选: true })
    await create({ 编号: 'b' })
    table.views.set('vew1', (cell) => cell('勾选') === true)
    expect(await found({ view_id: 'vew1' })).toEqual([segments('a')])
    expect(await found({ view_id: 'vew1', ...where('编号', 'isNotEmpty') })).toEqual([segments('a'), segments('b')])
  })
})

describe('a filter of the fake', () => {
  beforeEach(async () => {
    await create({ 编号: 'a', 数量: 1, 状态: '待发布', 时间: noon })
    await create({ 编号: 'b', 数量: 2, 状态: '已发布', 时间: noon + 24 * hour })
    await create({ 编号: 'c' })
  })
  const names = async (data: Search) => ((await found(data)) as { text: string }[][] | undefined)?.map(([part]) => part?.text).join('')

  const hits: readonly (readonly [string, string, readonly string[], string])[] = [
    ['编号', 'is', ['a'], 'a'],
    ['编号', 'contains', ['b'], 'b'],
    ['编号', 'isNot', ['a'], 'bc'],
    ['数量', 'isGreaterEqual', ['2'], 'b'],
    ['数量', 'isLess', ['2'], 'a'],
    ['状态', 'is', ['待发布'], 'a'],
    ['状态', 'isEmpty', [], 'c'],
    ['时间', 'is', ['ExactDate', String(noon + 3 * hour)], 'a'],
    ['时间', 'isGreater', ['ExactDate', String(noon)], 'ab'], // later than the midnight of that day
    ['时间', 'isLess', ['ExactDate', String(noon + 24 * hour)], 'a'],
  ]
  it.each(hits)('%s %s %j finds %s', async (field, operator, value, expected) => {
    expect(await names(where(field, operator, ...value))).toBe(expected)
  })

  const refused: readonly (readonly [string, string, readonly string[], number])[] = [
    ['时间', 'isGreaterEqual', ['ExactDate', String(noon)], 1_254_018],
    ['时间', 'isLessEqual', ['ExactDate', String(noon)], 1_254_018],
    ['时间', 'isNot', ['ExactDate', String(noon)], 1_254_018],
    ['时间', 'contains', ['2026'], 1_254_018],
    ['时间', 'isGreater', [String(noon)], 1_254_018],
    ['编号', 'like', ['a'], 1_254_018],
    ['编号', 'in', ['a'], 1_254_018],
    ['编号', 'is', ['a', 'b'], 1_254_018],
    ['编号', 'isGreater', ['a'], 1_254_018],
    ['公式', 'is', ['4'], 1_254_018],
    ['勾选', 'isEmpty', [], 1_254_018],
    ['没有', 'is', ['a'], 1_254_045],
  ]
  it.each(refused)('%s %s %j is refused with %i', async (field, operator, value, code) => {
    expect(await codeOf(search(where(field, operator, ...value)))).toBe(code)
  })

  it('may have children, one level deep', async () => {
    const conditions = ['a', 'b'].map((value) => ({ field_name: '编号', operator: 'is' as const, value: [value] }))
    const either = { conjunction: 'or' as const, conditions }
    const both = { conjunction: 'and', children: [either, where('数量', 'is', '2').filter] }
    expect(await names({ filter: both as NonNullable<Search['filter']> })).toBe('b')
    expect(await codeOf(search({ filter: { conjunction: 'and', children: [both] } as NonNullable<Search['filter']> }))).toBe(1_254_018)
  })

  it('may compare day by day, or leave empty cells out', async () => {
    Object.assign(base, { comparesDays: true, isNotFindsEmpty: false })
    expect(await names(where('时间', 'isGreater', 'ExactDate', String(noon)))).toBe('b')
    expect(await names(where('编号', 'isNot', 'a'))).toBe('bc')
    expect(await names(where('状态', 'isNot', '待发布'))).toBe('b')
  })
})

describe('the SDK is refused', () => {
  const values: readonly (readonly [string, unknown, number])[] = [
    ['编号', 1, 1_254_060],
    ['数量', '1', 1_254_061],
    ['状态', ['a'], 1_254_062],
    ['标签', 'a', 1_254_063],
    ['时间', '2026-12-01', 1_254_064],
    ['勾选', 'true', 1_254_065],
    ['负责人', [{ id: 'alice' }], 1_254_066],
    ['依赖', { link_record_ids: [1] }, 1_254_067],
    ['链接', 'https://a.test', 1_254_068],
    ['电话', 'abc', 1_254_072],
    ['公式', 1, 1_254_015],
    ['编号', 'x'.repeat(100_001), 1_254_130],
    ['没有', 'a', 1_254_045],
  ]
  it.each(values)('%s: %j', async (field, value, code) => {
    const fields = { 数量: 1, [field]: value } as Fields // wrong on purpose
    expect(await codeOf(records().create({ path, data: { fields } }))).toBe(code)
    expect(table.records.size).toBe(0)
  })

  it('a second write while one is under way, and not one in another table', async () => {
    await search({}) // fetches the token
    table.writeTakes = 300
    const other = feishu.addTable([{ name: '编号', type: 'text' }], [app])
    const elsewhere = { app_token: other.base.token, table_id: other.table.id }
    const writes = [path, path, elsewhere].map((place) => codeOf(records().create({ path: place, data: { fields: { 编号: 'a' } } })))
    expect((await Promise.all(writes)).toSorted()).toEqual([0, 0, 1_254_291])
    expect(await codeOf(records().create({ path, data: { fields: {} } }))).toBe(0)
  })

  const places: readonly { name: string; code: number; call: () => Promise<{ code?: number | undefined }> }[] = [
    { name: 'an unknown base', code: 1_254_040, call: () => records().list({ path: { ...path, app_token: 'x' } }) },
    { name: 'an unknown table', code: 1_254_041, call: () => records().list({ path: { ...path, table_id: 'x' } }) },
    { name: 'an unknown view', code: 1_254_042, call: () => search({ view_id: 'vew0' }) },
    { name: 'an unknown row', code: 1_254_043, call: () => records().update({ path: { ...path, record_id: 'x' }, data: { fields: {} } }) },
    { name: 'unknown columns', code: 1_254_024, call: () => search({ field_names: ['x'] }) },
    { name: 'a page that is too large', code: 1_254_011, call: () => search({}, { page_size: 501 }) },
    { name: 'a page that there is none of', code: 1_254_030, call: () => search({}, { page_token: 'x' }) },
    { name: 'a filter that is too long', code: 1_254_107, call: () => search(where('编号', 'is', 'x'.repeat(2000))) },
  ]
  it.each(places)('$name', async ({ code, call }) => {
    expect(await codeOf(call())).toBe(code)
  })

  it('what the app may not do: with HTTP 403 by the base, 400 by its scopes', async () => {
    base.access.set(app.id, 'read')
    expect(await codeOf(search({}))).toBe(0)
    expect(await codeOf(records().create({ path, data: { fields: {} } }))).toBe(1_254_302)
    expect(feishu.exchanges.at(-1)?.status).toBe(403)
    base.access.clear()
    expect(await codeOf(search({}))).toBe(1_254_302)
    app.scopes.clear()
    expect(await codeOf(search({}))).toBe(99_991_672)
  })

  it('a twenty-first search within a second', async () => {
    const codes = []
    for (let n = 0; n < 21; n++) codes.push(await codeOf(search({})))
    expect(codes.slice(0, 20)).toEqual(Array(20).fill(0))
    if (Date.now() - (feishu.exchanges[1]?.at ?? 0) < 1000) expect(codes.at(-1)).toBe(99_991_400)
  })
})
