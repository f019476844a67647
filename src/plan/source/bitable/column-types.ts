import { type Text, text } from '../../../kit/text.ts'

/** Types of columns, by the number that Feishu gives them (facts/chat.md 2.6; its “字段编辑指南”). */
export const columnTypes = {
  text: 1,
  number: 2,
  singleSelect: 3,
  multiSelect: 4,
  dateTime: 5,
  checkbox: 7,
  person: 11,
  phone: 13,
  url: 15,
  attachment: 17,
  link: 18,
  lookup: 19,
  formula: 20,
  duplexLink: 21,
  location: 22,
  group: 23,
  createdTime: 1001,
  modifiedTime: 1002,
  createdBy: 1003,
  modifiedBy: 1004,
  autoNumber: 1005,
} as const
export type ColumnType = keyof typeof columnTypes

const names: Readonly<Record<ColumnType, Text>> = {
  text: text('text', '文本'),
  number: text('number', '数字'),
  singleSelect: text('single select', '单选'),
  multiSelect: text('multiple select', '多选'),
  dateTime: text('date', '日期'),
  checkbox: text('checkbox', '复选框'),
  person: text('person', '人员'),
  phone: text('phone', '电话号码'),
  url: text('hyperlink', '超链接'),
  attachment: text('attachment', '附件'),
  link: text('one-way link', '单向关联'),
  lookup: text('lookup', '查找引用'),
  formula: text('formula', '公式'),
  duplexLink: text('two-way link', '双向关联'),
  location: text('location', '地理位置'),
  group: text('group chat', '群组'),
  createdTime: text('created time', '创建时间'),
  modifiedTime: text('modified time', '最后更新时间'),
  createdBy: text('created by', '创建人'),
  modifiedBy: text('modified by', '修改人'),
  autoNumber: text('auto number', '自动编号'),
}

/** The type that a number stands for; undefined: one that Feishu has added since. */
export const typeOf = (number: unknown): ColumnType | undefined =>
  (Object.keys(columnTypes) as ColumnType[]).find((type) => columnTypes[type] === number) // its own keys

export const typeName = (type: ColumnType | undefined): Text => (type ? names[type] : text('an unknown type', '未知类型'))

/** Types that compute their cells: Feishu cannot filter by them, and takes no values for them. */
export const isComputed = (type: ColumnType): boolean => type === 'formula' || type === 'lookup'
