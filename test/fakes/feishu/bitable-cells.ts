import { type BitableField, type BitableRecord, type BitableTable, fieldTypes } from './bitable-state.ts'
import { isObject } from './call.ts'

const isText = (value: unknown): value is string => typeof value === 'string'
const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)

/** A cell as it will be read, the code of a refusal, or undefined where it was emptied. */
type Written = { readonly cell: unknown } | { readonly code: number } | undefined

type Writer = (value: unknown, field: BitableField) => unknown

/** How each type takes what is written (“多维表格记录数据结构”), and the code where it does not. Types that are not here compute their cells. */
const writers: Readonly<Record<number, readonly [code: number, write: Writer]>> = {
  [fieldTypes.text]: [1_254_060, (value) => (isText(value) ? [{ type: 'text', text: value }] : undefined)],
  [fieldTypes.number]: [1_254_061, (value) => (typeof value === 'number' ? value : undefined)],
  [fieldTypes.singleSelect]: [1_254_062, (value, field) => (isText(value) ? chosen(field, value) : undefined)],
  [fieldTypes.multiSelect]: [1_254_063, (value, field) => (areTexts(value) ? value.map((each) => chosen(field, each)) : undefined)],
  [fieldTypes.dateTime]: [1_254_064, (value) => (Number.isInteger(value) ? value : undefined)],
  [fieldTypes.checkbox]: [1_254_065, (value) => (typeof value === 'boolean' ? value : undefined)],
  [fieldTypes.person]: [1_254_066, (value) => idsOf(value, /^ou_/)],
  [fieldTypes.group]: [1_254_066, (value) => idsOf(value, /^oc_/)],
  [fieldTypes.phone]: [1_254_072, (value) => (isText(value) && /^\+?\d{0,64}$/.test(value) ? value : undefined)],
  [fieldTypes.url]: [
    1_254_068,
    (value) => (isObject(value) && isText(value.link) ? { text: value.text ?? value.link, link: value.link } : undefined),
  ],
  [fieldTypes.attachment]: [
    1_254_069,
    (value) => (Array.isArray(value) && value.every((each) => isObject(each) && isText(each.file_token)) ? value : undefined),
  ],
  [fieldTypes.link]: [1_254_067, (value) => (areTexts(value) ? { link_record_ids: value } : undefined)],
  [fieldTypes.duplexLink]: [1_254_067, (value) => (areTexts(value) ? { link_record_ids: value } : undefined)],
}

function chosen({ options }: BitableField, name: string): string {
  if (!options.includes(name)) options.push(name)
  return name
}

const idsOf = (value: unknown, shape: RegExp): unknown =>
  Array.isArray(value) && value.every((each) => isObject(each) && isText(each.id) && shape.test(each.id))
    ? value.map(({ id }) => ({ id, name: '张三', en_name: 'San Zhang', email: '', avatar_url: '' }))
    : undefined

const largestCell = 100_000

/** What becomes of a value that is written into a column; null empties the cell. */
export function written(field: BitableField, value: unknown): Written {
  if (value === null) return undefined
  const [code, write] = writers[field.type] ?? []
  if (code === undefined || !write) return { code: 1_254_015 }
  if (isText(value) && value.length > largestCell) return { code: 1_254_130 }
  const cell = write(value, field)
  return cell === undefined ? { code } : { cell }
}

/** What a cell holds as it is read by the newer APIs; undefined: empty. */
export function cellOf(table: BitableTable, record: BitableRecord, field: BitableField): unknown {
  if (field.type === fieldTypes.createdTime) return record.createdAt
  if (field.type === fieldTypes.modifiedTime) return record.modifiedAt
  if (field.type === fieldTypes.createdBy) return [{ id: record.createdBy, name: '张三' }]
  if (field.type === fieldTypes.modifiedBy) return [{ id: record.modifiedBy, name: '张三' }]
  if (field.type === fieldTypes.autoNumber) return String(record.number)
  return field.compute ? field.compute(readerOf(table, record)) : record.cells.get(field.id)
}

/** The cells of a record by the names of their columns. */
export const readerOf =
  (table: BitableTable, record: BitableRecord) =>
  (name: string): unknown => {
    const field = table.fields.find((each) => each.name === name)
    return field && cellOf(table, record, field)
  }

/** The words of a text, for comparisons and the older APIs. */
export const wordsOf = (cell: unknown): string =>
  Array.isArray(cell) ? cell.map((part) => (isObject(part) ? String(part.text ?? '') : String(part))).join('') : String(cell ?? '')
