import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { addRow, type BitableTable, type ColumnPlan, edit, segments, shown } from '../fakes/feishu/bitable-state.ts'
import { planScopes } from '../fakes/feishu/scopes.ts'
import { type FakeFeishu, startFeishu } from '../fakes/feishu/server.ts'
import { inSeconds, openPlanScene, type PlanScene } from '../support/plan-scene.ts'
import type { StepOptions } from '../support/runner.ts'

const columns: readonly ColumnPlan[] = [
  { name: '编号', type: 'text' },
  { name: '发布时间', type: 'dateTime' },
  { name: '版本', type: 'text' },
  { name: '环境', type: 'singleSelect', options: ['production', 'staging'] },
  { name: '分支', type: 'text' },
  { name: '依赖', type: 'text' },
  { name: '取消', type: 'checkbox' },
  { name: '状态', type: 'singleSelect', options: ['待发布', '取消'] },
  { name: '运行', type: 'url' },
  { name: '延迟', type: 'number' },
  { name: '执行说明', type: 'text' },
]

interface TableScene extends AsyncDisposable {
  readonly scene: PlanScene
  readonly feishu: FakeFeishu
  readonly table: BitableTable
  readonly secret: string
  readonly inputs: Readonly<Record<string, string>>
  readonly options: StepOptions
  /** Adds a row that is due then; returns the id of its record. */
  row(id: string, at: number | undefined, more?: Readonly<Record<string, unknown>>): string
  cell(record: string, column: string): unknown
}

/** A plan in a table of Feishu, and none in a file. */
async function openTable(scopes = planScopes): Promise<TableScene> {
  const scene = await openPlanScene()
  const feishu = await startFeishu()
  const app = feishu.addApp({ scopes: new Set(scopes) })
  const { base, table } = feishu.addTable(columns, [app])
  const settings = { 'app-token': base.token, table: table.id, 'app-id': app.id, 'app-secret': '$FEISHU_SECRET', api: feishu.url }
  return {
    ...{ scene, feishu, table, secret: app.secret },
    inputs: { bitable: JSON.stringify({ ...settings, defaults: { workflow: 'release.yml', ref: 'main', reminders: [] } }) },
    options: { env: { FEISHU_SECRET: app.secret } },
    row: (id, at, more = {}) => addRow(table, { 编号: segments(id), 发布时间: at, 版本: segments(`v-${id}`), 环境: 'production', ...more }),
    cell: (record, column) => shown(table, record, column),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([scene.close(), feishu.close()])
    },
  }
}

const remark = ({ cell }: TableScene, record: string): string => JSON.stringify(cell(record, '执行说明') ?? '')

describe('a plan in a table of Feishu', () => {
  it('goes out to the second; what became of each row stands in it; what is wrong with one keeps no other', async () => {
    await using place = await openTable()
    const { scene, row, cell, table } = place
    const due = Date.now() + 12_000
    const good = row('shop-1', due)
    const next = row('shop-2', due, { 依赖: segments('shop-1') })
    const off = row('off', due)
    const bad = row('bad-needs', due, { 依赖: segments('shop-1#') })
    const gone = row('gone-branch', due, { 分支: segments('relaese/3') })
    const far = row('far', due + 40 * 86_400_000)
    row('old', due - 30 * 86_400_000)
    const step = await scene.start(place.inputs, place.options)
    await step.waitForLine(/off: held until/)
    await delay(due - 1000 - Date.now())
    edit(table, off, '取消', true)
    const first = await step.done
    expect(scene.started()).toEqual(['shop-1'])
    const [run] = scene.runs()
    expect(run?.inputs?.version).toBe('v-shop-1')
    expect(run?.createdAt).toBeGreaterThanOrEqual(due - 50)
    expect(['状态', '运行', '延迟'].map((column) => cell(good, column))).toEqual([
      'Running',
      { text: 'Run', link: `https://github.com/acme/shop/actions/runs/${run?.id}` },
      expect.any(Number),
    ])
    expect([cell(next, '状态'), cell(off, '状态'), cell(bad, '状态'), cell(gone, '状态'), cell(far, '状态')]).toEqual([
      'Waiting for others',
      'Called off',
      'Cannot be started',
      'Cannot be started',
      undefined,
    ])
    expect(remark(place, bad)).toContain('shop-1#')
    expect(remark(place, gone)).toContain('relaese/3')
    scene.finish(run?.id ?? 0)
    const second = await scene.run(place.inputs, place.options)
    expect([cell(good, '状态'), cell(next, '状态')]).toEqual(['Released', 'Running'])
    expect(scene.started()).toEqual(['shop-1', 'shop-2'])
    for (const { raw, summary, outputs } of [first, second]) {
      const seen = `${raw.replace(/^::add-mask::.*$/gm, '')}${summary}${JSON.stringify(outputs)}`
      expect(seen).not.toContain(place.secret)
      expect(seen).not.toMatch(/[tu]-[0-9a-z]{20,}/)
    }
  }, 90_000)

  it('takes the writes of two processes and many rows one at a time, and loses none', async () => {
    await using place = await openTable()
    const { scene, row, cell } = place
    place.table.writeTakes = 60
    const due = Date.now() + 14_000
    const rows = Array.from({ length: 12 }, (_, n) => row(`row-${n}`, due))
    await Promise.all([scene.run(place.inputs, place.options), scene.run(place.inputs, place.options)])
    expect(scene.started()).toHaveLength(12)
    expect(new Set(scene.started()).size).toBe(12)
    expect(rows.map((record) => cell(record, '状态'))).toEqual(rows.map(() => 'Running'))
  }, 90_000)

  it('that cannot be read keeps no entry of the file from going out, and is told', async () => {
    await using place = await openTable([])
    const { scene } = place
    place.row('shop-1', Date.now() + 10_000)
    scene.plan([{ id: 'from-file', at: inSeconds(10), version: 'v1' }])
    const step = await scene.run(place.inputs, place.options)
    expect(scene.started()).toEqual(['from-file'])
    expect([step.code, step.outputs['reason-code']]).toEqual([1, 'plan-unreadable'])
    expect(step.log).toMatch(/base:record|bitable:app/)
  }, 60_000)

  it('with wrong settings is refused before anything is asked', async () => {
    await using place = await openTable()
    const { scene, inputs, options } = place
    const [lacking, unset, broken] = await Promise.all([
      scene.run({ bitable: 'table: tblX1' }, options),
      scene.run(inputs),
      scene.run({ bitable: '{ app-token: [' }, options),
    ])
    expect(lacking.log).toContain('app-token')
    expect(unset.log).toContain('FEISHU_SECRET')
    for (const { code, log } of [lacking, unset, broken]) {
      expect(code).toBe(1)
      expect(log).not.toContain('A fault in Sallyport itself')
    }
    expect(place.feishu.exchanges).toEqual([])
    expect(scene.github.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  })
})
