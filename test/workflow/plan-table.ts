import { addRow, type BitableBase, type ColumnPlan, edit, newTable, segments, shown } from '../fakes/feishu/bitable-state.ts'
import { planScopes } from '../fakes/feishu/scopes.ts'
import { feishuPeople } from './chats.ts'
import type { Stage } from './stage.ts'

/** The table of examples/plan-feishu.yml, as people see it. */
export interface PlanTable {
  /** Somebody adds a row. Its record. */
  add(id: string, at: number, version: string): string
  /** Somebody writes into a cell. */
  write(record: string, column: string, value: unknown): void
  cell(record: string, column: string): unknown
}

const columns: readonly ColumnPlan[] = [
  { name: '编号', type: 'text' },
  { name: '发布时间', type: 'dateTime' },
  { name: '版本', type: 'text' },
  { name: '负责人', type: 'person' },
  { name: '状态', type: 'singleSelect', options: ['待发布', '取消'] },
  { name: '运行', type: 'url' },
  { name: '延迟', type: 'number' },
  { name: '执行说明', type: 'text' },
]

const appId = 'cli_a1b2c3d4e5f60718'

/** Lays it out in Feishu, empty, for the app of the examples, which gets the rights that a plan needs. */
export function layOutPlanTable({ chats: { feishu } }: Stage): PlanTable {
  for (const scope of planScopes) feishu.state.apps.get(appId)?.scopes.add(scope)
  const table = { ...newTable(columns), id: 'tblsRc9GRRXKqhvW' }
  const base: BitableBase = {
    ...{ token: 'bascnCMII2ORej2RItqpZZUNMIe', tables: new Map([[table.id, table]]), access: new Map([[appId, 'edit']]) },
    ...{ hoursAhead: 8, comparesDays: false, isNotFindsEmpty: true },
  }
  feishu.state.bases.set(base.token, base)
  const owner = [{ id: feishuPeople.zhangsan, name: '张三' }]
  return {
    add: (id, at, version) => addRow(table, { 编号: segments(id), 发布时间: at, 版本: segments(version), 负责人: owner, 状态: '待发布' }),
    write: (record, column, value) => edit(table, record, column, value),
    cell: (record, column) => shown(table, record, column),
  }
}
