import { didYouMean, listNames } from '../../../config/mistakes.ts'
import { InputError } from '../../../kit/errors.ts'
import { nearest } from '../../../kit/nearest.ts'
import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import { thePlan } from './plan-subject.ts'

/** What a column can be, with its names besides its own. */
const columns = {
  id: ['编号', '发布编号', '标识'],
  at: ['时间', '发布时间', '计划时间', '计划发布时间', 'time', 'release-time'],
  'time-zone': ['时区'],
  version: ['版本', '版本号'],
  workflow: ['工作流'],
  ref: ['分支', '引用', '代码引用', 'branch'],
  environment: ['环境'],
  needs: ['依赖', '前置', '前置发布'],
  'on-late': ['迟到处理'],
  'on-freeze': ['冻结处理'],
  'on-close': ['关闭处理'],
  reminders: ['提醒', '提前提醒'],
  owner: ['负责人'],
  notify: ['通知', '通知渠道'],
  status: ['状态', '发布状态'],
  /** For people alone, or written by us into a table that this one came from; never looked at. */
  note: [
    ...['notes', 'comment', 'comments', 'title', 'run', 'late', 'late-by', 'outcome'],
    ...['备注', '说明', '标题', '运行', '运行链接', '延迟', '延迟秒数', '执行说明', '执行结果'],
  ],
} as const satisfies Record<string, readonly string[]>

export type Column = keyof typeof columns | `input:${string}`

const own = Object.keys(columns) as (keyof typeof columns)[] // the keys of a literal
const byName: ReadonlyMap<string, keyof typeof columns> = new Map(
  own.flatMap((column) => [column, ...columns[column]].map((name) => [name, column])),
)
const required = ['id', 'at'] as const

const plainName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')

/** What a name stands for, inputs left aside. */
export const plainColumn = (name: string): keyof typeof columns | undefined => byName.get(plainName(name))

/** Names that were probably meant by one that is none. */
export const nearColumns = (name: string): string[] => nearest(plainName(name), byName.keys())

/** The columns that a header names, in their order; undefined: one without a name. Throws an InputError for what is missing, unknown or there twice. */
export function columnsOf(header: readonly string[], where: string): readonly (Column | undefined)[] {
  const found = header.map((cell) => columnNamed(cell, where))
  for (const name of required) if (!found.includes(name)) throw missing(name, header, where)
  const [twice] = found.filter((column, index) => column !== undefined && column !== 'note' && found.indexOf(column) !== index)
  if (twice !== undefined) throw repeated(twice, where)
  return found
}

function columnNamed(cell: string, where: string): Column | undefined {
  const [, input] = /^\s*(?:input|输入)\s*[:：]\s*(.*?)\s*$/i.exec(cell) ?? []
  if (input !== undefined) return inputColumn(input, where)
  if (cell.trim() === '') return undefined
  const column = plainColumn(cell)
  if (column === undefined) throw unknown(cell, where)
  return column
}

function inputColumn(name: string, where: string): Column {
  if (name in {} || !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) throw unusable(name, where)
  return `input:${name}`
}

function missing(name: (typeof required)[number], header: readonly string[], where: string): InputError {
  const listed = listNames(header)
  const [chinese = name] = columns[name]
  return new InputError({
    code: thePlan.code,
    where,
    problem: text(
      `There is no column “${name}” (${chinese}); found: ${listed.en}.`,
      `缺少“${name}”（${chinese}）列；现有各列：${listed['zh-CN']}。`,
    ),
    remedy: text(
      `The first row names the columns. Needed are “id” and “at”; there may be ${own.slice(2).join(', ')}, and “input:<name>”.`,
      `第一行是列名。必须有“id”（编号）和“at”（时间）；还可有 ${own.slice(2).join('、')}，以及“input:<名称>”。`,
    ),
  })
}

function unknown(cell: string, where: string): InputError {
  const shown = printable(cell, 64)
  const guess = didYouMean(nearColumns(cell))
  return new InputError({
    code: thePlan.code,
    where,
    problem: text(`Unknown column “${shown}”.`, `未知的列“${shown}”。`),
    remedy:
      guess.remedy ??
      text(
        'Call it “note” where it is for people alone, or “input:<name>” for an input of the workflow.',
        '仅供人阅读的列请命名为“备注”，工作流的输入请写作“input:<名称>”。',
      ),
  })
}

const repeated = (column: Column, where: string): InputError =>
  new InputError({ code: thePlan.code, where, problem: text(`The column “${column}” stands here twice.`, `“${column}”列重复出现。`) })

const unusable = (name: string, where: string): InputError => {
  const shown = printable(name, 64)
  return new InputError({
    code: thePlan.code,
    where,
    problem: text(`“${shown}” cannot be the name of a workflow’s input.`, `“${shown}”不能作为工作流输入的名称。`),
  })
}
