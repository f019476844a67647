import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { EntryReport } from '../../../../../src/plan/source/source.ts'
import { addRow, edit, segments, shown } from '../../../../fakes/feishu/bitable-state.ts'
import { type BitableScene, bitableScene, hour, nine } from './bitable-scene.ts'

let scene: BitableScene
beforeEach(async () => {
  scene = await bitableScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const span = { from: nine - hour, until: nine + hour }
const released: EntryReport = {
  state: 'released',
  words: 'Started 12 s after its time.',
  run: 'https://github.test/acme/shop/actions/runs/7',
  late: 12_400,
}
const planned: EntryReport = { state: 'planned', words: '', run: undefined, late: undefined }
const cells = (record: string) => ['状态', '运行', '延迟', '执行说明'].map((name) => shown(scene.table, record, name))

describe('what became of a row', () => {
  it('is written into its columns by their types, and nothing else', async () => {
    const record = scene.row('shop-1', nine, { 状态: '待发布', 负责人: [{ id: 'ou_alice' }] })
    const source = await scene.open()
    await source.read(span)
    expect(await source.writeBack('shop-1', released)).toBeUndefined()
    expect(cells(record)).toEqual(['Released', { text: 'Run', link: released.run }, 12, segments(released.words)])
    const put = scene.feishu.exchanges.find(({ method }) => method === 'PUT')
    expect(Object.keys(JSON.parse(put?.body ?? '').fields)).toEqual(['状态', '运行', '延迟', '执行说明'])
    await source.writeBack('shop-1', planned)
    expect(cells(record)).toEqual(['Planned', undefined, undefined, undefined])
  })

  it('is in Chinese where the configuration is', async () => {
    await using other = await bitableScene({
      columns: ['编号', '状态', '运行', '延迟', '执行说明', '发布时间'].map((name) => ({ name, type: 'text' as const })),
      locale: 'zh-CN',
    })
    const record = addRow(other.table, { 编号: segments('shop-1'), 发布时间: segments('2026-12-01 09:00') })
    expect(await (await other.open()).writeBack('shop-1', released)).toBeUndefined()
    const texts = ['状态', '运行', '延迟'].map((name) => shown(other.table, record, name))
    expect(texts).toEqual([segments('已发布'), segments(released.run ?? ''), segments('12 秒')])
  })

  it('is written by a process that has not read the row', async () => {
    const record = scene.row('shop-1', nine)
    expect(await (await scene.open()).writeBack('shop-1', released)).toBeUndefined()
    expect(cells(record)[0]).toBe('Released')
  })

  it('is not written over a wish, were it written this very moment', async () => {
    const record = scene.row('shop-1', nine)
    const source = await scene.open()
    await source.read(span)
    edit(scene.table, record, '状态', '取消')
    expect(await source.writeBack('shop-1', { ...planned, state: 'claimed', words: 'Held.' })).toBeUndefined()
    expect(cells(record)).toEqual(['取消', undefined, undefined, segments('Held.')])
    expect(await source.readAgain('shop-1')).toMatchObject({ entry: { wish: 'cancelled' } })
  })

  it('is not a wish itself, once the row is given another time', async () => {
    const record = scene.row('shop-1', nine)
    const source = await scene.open()
    for (const state of ['skipped', 'cancelled', 'stopped', 'missed', 'put-off']) {
      await source.writeBack('shop-1', { ...planned, state })
      edit(scene.table, record, '发布时间', nine + hour)
      expect(await source.readAgain('shop-1')).toMatchObject({ entry: { wish: 'run' } })
    }
  })

  it('goes to no row that has another id by now', async () => {
    const record = scene.row('shop-1', nine)
    const source = await scene.open()
    await source.read(span)
    edit(scene.table, record, '编号', segments('shop-2'))
    await source.writeBack('shop-1', released)
    expect(cells(record)[0]).toBeUndefined()
  })

  it('is hostile and stays one text of some length', async () => {
    const record = scene.row('shop-1', nine)
    const words = `::error::\u0007${'长'.repeat(5000)}`
    expect(await (await scene.open()).writeBack('shop-1', { ...released, words })).toBeUndefined()
    const [cell] = shown(scene.table, record, '执行说明') as readonly { readonly text: string }[] // a text
    expect(cell?.text).toHaveLength(2000)
    expect(cell?.text.slice(0, 12)).toBe(': :error::·长')
  })
})

describe('writes', () => {
  it('of one source never meet', async () => {
    const records = Array.from({ length: 12 }, (_, n) => scene.row(`r${n}`, nine))
    const source = await scene.open()
    await source.read(span)
    const problems = await Promise.all(records.map((_, n) => source.writeBack(`r${n}`, released)))
    expect(problems.filter(Boolean)).toEqual([])
    const codes = scene.feishu.exchanges.filter(({ method }) => method === 'PUT').map(({ answer }) => (answer as { code: number }).code)
    expect(codes).toEqual(Array(12).fill(0))
  })

  it('of two sources in this process never meet either', async () => {
    const records = Array.from({ length: 6 }, (_, n) => scene.row(`r${n}`, nine))
    const sources = await Promise.all([scene.open(), scene.open()])
    await Promise.all(records.map((_, n) => sources[n % 2]?.writeBack(`r${n}`, released)))
    expect(scene.feishu.exchanges.filter(({ answer }) => (answer as { code: number }).code === 1_254_291)).toEqual([])
    expect(records.map((record) => cells(record)[0])).toEqual(Array(6).fill('Released'))
  })

  it('that meet those of another process are made again', async () => {
    const record = scene.row('shop-1', nine)
    const source = await scene.open()
    await source.read(span)
    scene.table.isWriting = true // another process writes
    const written = source.writeBack('shop-1', released)
    const isRefused = () => scene.feishu.exchanges.some(({ answer }) => (answer as { code: number }).code === 1_254_291)
    while (!isRefused()) await new Promise((resolve) => setImmediate(resolve))
    scene.table.isWriting = false
    expect(await written).toBeUndefined()
    expect(cells(record)[0]).toBe('Released')
  })

  it('of two processes all get through in the end', async () => {
    const records = Array.from({ length: 6 }, (_, n) => scene.row(`r${n}`, nine))
    const other = { api: `${scene.feishu.url}/.` } // the same place by another name: they know nothing of each other
    const sources = await Promise.all([scene.open(), scene.open(other)])
    const problems = await Promise.all(records.map((_, n) => sources[n % 2]?.writeBack(`r${n}`, released)))
    expect(problems.filter(Boolean)).toEqual([])
    expect(records.map((record) => cells(record)[0])).toEqual(Array(6).fill('Released'))
    expect(scene.feishu.exchanges.some(({ answer }) => (answer as { code: number }).code === 1_254_291)).toBe(true)
  })

  it('look again before each try, so that no wish is lost meanwhile', async () => {
    const record = scene.row('shop-1', nine)
    const source = await scene.open()
    await source.read(span)
    scene.feishu.faults.disturb = ({ method }) => {
      if (method !== 'PUT') return undefined
      scene.feishu.faults.disturb = undefined
      edit(scene.table, record, '状态', '跳过')
      return { kind: 'answer', answer: { status: 200, body: { code: 1_254_291, msg: 'Write conflict' } } }
    }
    await source.writeBack('shop-1', { ...planned, state: 'claimed' })
    expect(cells(record)[0]).toBe('跳过')
  })

  it('that never get through are told, and nothing is thrown', async () => {
    scene.row('shop-1', nine)
    const source = await scene.open()
    await source.read(span)
    scene.table.isWriting = true
    const problem = await source.writeBack('shop-1', released)
    expect(problem?.en).toBe(
      `Feishu table ${scene.table.id}: something else writes into the table (1254291). The service is busy; try again later.`,
    )
    expect(scene.feishu.exchanges.filter(({ method }) => method === 'PUT')).toHaveLength(8)
  })

  const obstacles: readonly { name: string; hinder: (record: string) => void; says: RegExp; zh: RegExp }[] = [
    {
      name: 'a column was renamed',
      hinder: () => rename('状态', '阶段'),
      says: /renamed or deleted.*\(1254045\).*fields:/,
      zh: /改名或删除/,
    },
    {
      name: 'the app may read only',
      hinder: () => void scene.base.access.set(scene.app.id, 'read'),
      says: /may not use this base \(1254302\).*Add document app/,
      zh: /添加文档应用/,
    },
    {
      name: 'the app lacks the right',
      hinder: () => void scene.app.scopes.delete('base:record:update'),
      says: /lacks a right \(99991672.*base:record:update/,
      zh: /base:record:update/,
    },
    {
      name: 'the row was deleted',
      hinder: (record) => void scene.table.records.delete(record),
      says: /the row was deleted \(1254043\)/,
      zh: /已被删除/,
    },
    { name: 'a column takes other values', hinder: () => retype('延迟', 1), says: /does not take such a value \(1254060\)/, zh: /不接受/ },
    {
      name: 'Feishu is not there',
      hinder: () => void Object.assign(scene.feishu.faults, { isDown: true }),
      says: /nothing was written back\. 127\.0\.0\.1:\d+ cannot be reached/,
      zh: /未能写回/,
    },
  ]
  it.each(obstacles)('say what stands in the way where $name', async ({ hinder, says, zh }) => {
    const record = scene.row('shop-1', nine)
    const source = await scene.open()
    await source.read(span)
    hinder(record)
    const problem = await source.writeBack('shop-1', released)
    expect(problem?.en).toMatch(says)
    expect(problem?.['zh-CN']).toMatch(zh)
  })

  it('to a row that is nowhere are told', async () => {
    expect((await (await scene.open()).writeBack('shop-9', released))?.en).toMatch(/no row “shop-9” to write to/)
  })
})

function rename(from: string, to: string): void {
  const field = scene.table.fields.find(({ name }) => name === from)
  if (field) field.name = to
}

function retype(name: string, type: number): void {
  const index = scene.table.fields.findIndex((field) => field.name === name)
  const field = scene.table.fields[index]
  if (field) scene.table.fields[index] = { ...field, type }
}
