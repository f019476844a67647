import type { ColumnType } from './column-types.ts'

interface Role {
  /** Columns with these names are taken where none is named; letters’ case does not count. */
  readonly names: readonly string[]
  readonly types: readonly ColumnType[]
  /** Whether a column of such a name that is of another type is a mistake: without it something else would be released, or at another time. */
  readonly matters?: true
  /** Written, never read. */
  readonly isWritten?: true
}

const computed = ['formula', 'lookup'] as const
const word = ['text', 'singleSelect', ...computed] as const

/** What columns may stand for, by the key under `fields:`. */
export const roles = {
  id: { names: ['编号', '发布编号', 'ID'], types: [...word, 'number', 'url', 'phone', 'autoNumber'], matters: true },
  at: {
    names: ['发布时间', '计划时间', '计划发布时间', 'Release time', 'At', 'Time'],
    types: ['dateTime', 'text', ...computed],
    matters: true,
  },
  'time-zone': { names: ['时区', 'Time zone'], types: word },
  version: { names: ['版本', '版本号', 'Version'], types: [...word, 'url', 'autoNumber'], matters: true },
  workflow: { names: ['工作流', 'Workflow'], types: [...word, 'url'], matters: true },
  ref: { names: ['分支', '代码引用', 'Ref', 'Branch'], types: [...word, 'url'], matters: true },
  environment: { names: ['环境', 'Environment'], types: word, matters: true },
  needs: { names: ['依赖', '前置发布', 'Needs'], types: [...word, 'multiSelect', 'link', 'duplexLink', 'number'], matters: true },
  'on-late': { names: ['迟到处理', 'On late'], types: word },
  'on-freeze': { names: ['冻结处理', 'On freeze'], types: word },
  'on-close': { names: ['关闭处理', 'On close'], types: word },
  reminders: { names: ['提前提醒', 'Reminders'], types: [...word, 'multiSelect'] },
  owner: { names: ['负责人', 'Owner'], types: [...word, 'person', 'createdBy', 'modifiedBy'] },
  notify: { names: ['通知渠道', 'Notify'], types: [...word, 'multiSelect'] },
  cancelled: { names: ['取消', '已取消', 'Cancelled', 'Canceled'], types: [...word, 'checkbox'], matters: true },
  status: { names: ['状态', '发布状态', 'Status'], types: ['singleSelect', 'text'], matters: true },
  run: { names: ['运行', '运行链接', 'Run'], types: ['url', 'text'], isWritten: true },
  late: { names: ['延迟', '延迟秒数', 'Late', 'Late by'], types: ['number', 'text'], isWritten: true },
  remark: { names: ['执行说明', '执行结果', 'Outcome'], types: ['text'], isWritten: true },
} as const satisfies Readonly<Record<string, Role>>

export type RoleName = keyof typeof roles
export const roleNames = Object.keys(roles) as readonly RoleName[] // its own keys
export const roleOf = (name: RoleName): Role => roles[name]

/** Columns that are given to the workflow as its inputs. */
export const inputTypes: readonly ColumnType[] = [
  ...word,
  ...(['number', 'multiSelect', 'dateTime', 'checkbox', 'phone', 'url', 'autoNumber', 'createdTime', 'modifiedTime'] as const),
]
