import { newId } from './state.ts'

/** Types of columns (“字段编辑指南”). */
export const fieldTypes = {
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
export type FieldType = keyof typeof fieldTypes

export interface BitableField {
  readonly id: string
  /** People rename columns. */
  name: string
  readonly type: number
  /** Of selects; writing an unknown one adds it. */
  readonly options: string[]
  /** Of dates: `yyyy/MM/dd HH:mm`. */
  readonly dateFormat: string
  /** Of formulas and lookups: computed from the other cells, by name of their column. */
  readonly compute: ((cell: (column: string) => unknown) => unknown) | undefined
}

export interface BitableRecord {
  readonly id: string
  /** Grows with each: where it stands in lists. */
  readonly number: number
  /** By id of the column, as they are read; empty cells are not there. */
  readonly cells: Map<string, unknown>
  readonly createdAt: number
  modifiedAt: number
  readonly createdBy: string
  modifiedBy: string
}

export interface BitableTable {
  readonly id: string
  readonly fields: BitableField[]
  readonly records: Map<string, BitableRecord>
  /** Views by id: which records they show. */
  readonly views: Map<string, (cell: (column: string) => unknown) => boolean>
  /** A write is under way: another one is refused (1254291). */
  isWriting: boolean
  /** How long a write takes, in milliseconds of the machine’s clock. */
  writeTakes: number
  last: number
}

export interface BitableBase {
  readonly token: string
  readonly tables: Map<string, BitableTable>
  /** What apps may do that were added to it; others may do nothing. By id of the app. */
  readonly access: Map<string, 'read' | 'edit'>
  /** Hours that its zone is ahead of UTC. */
  readonly hoursAhead: number
  /** Whether dates are compared day by day, or a date with the midnight that the filter stands for: Feishu does not say. */
  comparesDays: boolean
  /** Whether `isNot` finds empty cells: Feishu does not say. */
  isNotFindsEmpty: boolean
}

export interface ColumnPlan {
  readonly name: string
  readonly type: FieldType
  readonly options?: readonly string[]
  readonly dateFormat?: string
  readonly compute?: BitableField['compute']
}

export const newColumn = ({ name, type, options = [], dateFormat = 'yyyy/MM/dd HH:mm', compute }: ColumnPlan): BitableField => ({
  ...{ id: newId('fld', 5), name, type: fieldTypes[type], options: [...options], dateFormat, compute },
})

export const newTable = (columns: readonly ColumnPlan[]): BitableTable => ({
  ...{
    id: newId('tbl', 7),
    fields: columns.map(newColumn),
    records: new Map(),
    views: new Map(),
    isWriting: false,
    writeTakes: 4,
    last: 0,
  },
})

/** Adds a row of cells as they are read, as if somebody had typed it. Returns its id. */
export function addRow(table: BitableTable, cells: Readonly<Record<string, unknown>>, now = Date.now(), by = 'ou_somebody'): string {
  table.last++
  const kept = Object.entries(cells).flatMap(([name, value]) => (value === undefined ? [] : [[columnOf(table, name).id, value] as const]))
  const id = newId('rec', 6)
  const times = { createdAt: now, modifiedAt: now, createdBy: by, modifiedBy: by }
  table.records.set(id, { id, number: table.last, cells: new Map(kept), ...times })
  return id
}

/** Changes a cell by hand; undefined empties it. */
export function edit(table: BitableTable, recordId: string, name: string, value: unknown): void {
  const record = table.records.get(recordId)
  if (!record) throw new Error(`there is no ${recordId}`)
  if (value === undefined) record.cells.delete(columnOf(table, name).id)
  else record.cells.set(columnOf(table, name).id, value)
}

/** What a cell shows now. */
export const shown = (table: BitableTable, recordId: string, name: string): unknown =>
  table.records.get(recordId)?.cells.get(columnOf(table, name).id)

function columnOf(table: BitableTable, name: string): BitableField {
  const found = table.fields.find((field) => field.name === name)
  if (!found) throw new Error(`there is no column ${name}`)
  return found
}

/** A text as it is read. */
export const segments = (text: string) => [{ type: 'text', text }]
