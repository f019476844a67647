import { setTimeout as delay } from 'node:timers/promises'
import { type FeishuAnswer, success } from './answers.ts'
import { bitableRefusal } from './bitable-answers.ts'
import { cellOf, readerOf, wordsOf, written } from './bitable-cells.ts'
import { filterOf } from './bitable-filter.ts'
import { addRow, type BitableBase, type BitableField, type BitableRecord, type BitableTable, fieldTypes } from './bitable-state.ts'
import { type Call, isObject, page, sizeOf } from './call.ts'

/** A call that found its table, and may do what it is about to. */
interface TableCall extends Call {
  readonly base: BitableBase
  readonly table: BitableTable
}

function found(call: Call, needs: 'read' | 'edit'): TableCall | FeishuAnswer {
  const [token = '', tableId = ''] = call.parts
  const base = call.state.bases.get(token)
  if (!base) return bitableRefusal(1_254_040)
  const access = base.access.get(call.app.id)
  if (access === undefined || (needs === 'edit' && access !== 'edit')) return bitableRefusal(1_254_302)
  const table = base.tables.get(tableId)
  return table ? { ...call, base, table } : bitableRefusal(1_254_041)
}

const reading =
  (answer: (call: TableCall) => FeishuAnswer) =>
  (call: Call): FeishuAnswer => {
    const place = found(call, 'read')
    return 'table' in place ? answer(place) : place
  }

/** One write at a time for each table: whoever comes while another is under way is refused. */
const changing =
  (answer: (call: TableCall) => FeishuAnswer) =>
  async (call: Call): Promise<FeishuAnswer> => {
    const place = found(call, 'edit')
    if (!('table' in place)) return place
    if (place.table.isWriting) return bitableRefusal(1_254_291)
    place.table.isWriting = true
    await delay(place.table.writeTakes)
    place.table.isWriting = false
    return answer(place)
  }

const listed = (items: readonly unknown[], more: object, total: number): FeishuAnswer => success({ items, total, ...more })

/** `GET …/fields` */
export const listFields = reading(({ table, query }) => {
  const size = sizeOf(query.page_size, 100)
  const part = size && page(table.fields, (field) => table.fields.indexOf(field), size, query.page_token)
  if (!part) return bitableRefusal(size ? 1_254_030 : 1_254_011)
  return listed(
    part.part.map((field) => fieldView(field, field === table.fields[0])),
    part.more,
    table.fields.length,
  )
})

function fieldView({ id, name, type, options, dateFormat }: BitableField, isPrimary: boolean) {
  const selects: readonly number[] = [fieldTypes.singleSelect, fieldTypes.multiSelect]
  const choices = { options: options.map((option, color) => ({ name: option, id: `opt${color}`, color })) }
  const property = selects.includes(type) ? choices : type === fieldTypes.dateTime ? { date_formatter: dateFormat, auto_fill: false } : null
  return { field_id: id, field_name: name, type, property, is_primary: isPrimary, is_hidden: false }
}

/** `POST …/records/search`: a view counts only where there is neither filter nor order. */
export const searchRecords = reading((call) => {
  const { table, body, query, now, base } = call
  const size = sizeOf(query.page_size, 500)
  if (!size) return bitableRefusal(1_254_011)
  const names = body.field_names ?? table.fields.map(({ name }) => name)
  if (!Array.isArray(names) || names.some((name) => !table.fields.some((field) => field.name === name))) return bitableRefusal(1_254_024)
  const test = filterOf(body.filter, { base, table, now })
  if (typeof test === 'number') return bitableRefusal(test)
  const view = body.view_id === undefined ? () => true : table.views.get(String(body.view_id))
  if (!view) return bitableRefusal(1_254_042)
  const sorted = inOrder(table, body.sort)
  if (!sorted) return bitableRefusal(1_254_016)
  const isPlain = body.filter === undefined && body.sort === undefined
  const hits = sorted.filter((record) => test(record) && (!isPlain || view(readerOf(table, record))))
  const places = new Map(hits.map((record, index) => [record, body.sort === undefined ? record.number : index]))
  const part = page(hits, (record) => places.get(record) ?? 0, size, query.page_token)
  if (!part) return bitableRefusal(1_254_030)
  const items = part.part.map((record) =>
    recordView(table, record, { names: names as string[], isAutomatic: body.automatic_fields === true }),
  )
  return listed(items, part.more, hits.length)
})

function inOrder(table: BitableTable, sort: unknown): readonly BitableRecord[] | undefined {
  const records = [...table.records.values()]
  if (sort === undefined) return records
  if (!Array.isArray(sort) || !sort.every((each) => isObject(each) && table.fields.some(({ name }) => name === each.field_name)))
    return undefined
  const keys = sort as readonly { readonly field_name: string; readonly desc?: boolean }[] // looked at just now
  const compare = (a: BitableRecord, b: BitableRecord): number => {
    for (const { field_name: name, desc = false } of keys) {
      const [x, y] = [a, b].map((record) => readerOf(table, record)(name))
      const order = typeof x === 'number' && typeof y === 'number' ? x - y : wordsOf(x).localeCompare(wordsOf(y))
      if (order !== 0) return desc ? -order : order
    }
    return a.number - b.number
  }
  return records.toSorted(compare)
}

interface View {
  readonly names?: readonly string[]
  readonly isAutomatic?: boolean
  /** The older APIs give texts as such. */
  readonly isOld?: boolean
}

function recordView(table: BitableTable, record: BitableRecord, { names, isAutomatic = false, isOld = false }: View = {}) {
  const fields = table.fields.flatMap((field) => {
    const cell = cellOf(table, record, field)
    if (cell === undefined || (names && !names.includes(field.name))) return []
    return [[field.name, isOld && field.type === fieldTypes.text ? wordsOf(cell) : cell] as const]
  })
  const times = { created_time: record.createdAt, last_modified_time: record.modifiedAt }
  const automatic = isAutomatic ? { created_by: { id: record.createdBy }, last_modified_by: { id: record.modifiedBy }, ...times } : {}
  return { record_id: record.id, fields: Object.fromEntries(fields), ...automatic }
}

/** `GET …/records`, which is old and without filters here. */
export const listRecords = reading(({ table, query }) => {
  const size = sizeOf(query.page_size, 500)
  if (query.filter) return bitableRefusal(1_254_018)
  const part = size && page([...table.records.values()], ({ number }) => number, size, query.page_token)
  if (!part) return bitableRefusal(size ? 1_254_030 : 1_254_011)
  const isOld = query.text_field_as_array !== 'true'
  return listed(
    part.part.map((record) => recordView(table, record, { isOld })),
    part.more,
    table.records.size,
  )
})

/** `GET …/records/:record_id`, which is old. */
export const getRecord = reading(({ table, parts, query }) => {
  const record = table.records.get(parts[2] ?? '')
  const isOld = query.text_field_as_array !== 'true'
  return record ? success({ record: recordView(table, record, { isOld }) }) : bitableRefusal(1_254_043)
})

/** `POST …/records/batch_get` */
export const getRecords = reading(({ table, body }) => {
  const ids = body.record_ids
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > 100) return bitableRefusal(1_254_001)
  const records = ids.flatMap((id) => table.records.get(String(id)) ?? [])
  return success({
    records: records.map((record) => recordView(table, record, { isAutomatic: body.automatic_fields === true })),
    absent_record_ids: ids.filter((id) => !table.records.has(String(id))),
    forbidden_record_ids: [],
  })
})

type Cells = readonly (readonly [BitableField, unknown])[]

/** The cells that `fields` stands for, or the code of why not: nothing is written then. */
function cellsFor(table: BitableTable, fields: unknown): Cells | number {
  if (!isObject(fields)) return 1_254_001
  const cells: (readonly [BitableField, unknown])[] = []
  for (const [name, value] of Object.entries(fields)) {
    const field = table.fields.find((each) => each.name === name)
    if (!field) return 1_254_045
    const result = written(field, value)
    if (result && 'code' in result) return result.code
    cells.push([field, result?.cell])
  }
  return cells
}

function put({ table, now, app }: TableCall, record: BitableRecord, cells: Cells): object {
  for (const [field, cell] of cells) {
    if (cell === undefined) record.cells.delete(field.id)
    else record.cells.set(field.id, cell)
  }
  record.modifiedAt = now
  record.modifiedBy = app.id
  return { ...recordView(table, record, { isOld: true, names: cells.map(([{ name }]) => name) }), id: record.id }
}

/** What is asked for in a batch, each with its cells; a code where one of them cannot be. */
function batchOf({ table, body }: TableCall, isNew: boolean): readonly (readonly [BitableRecord | undefined, Cells])[] | number {
  if (!Array.isArray(body.records)) return 1_254_001
  if (body.records.length > 1000) return 1_254_104
  const batch: (readonly [BitableRecord | undefined, Cells])[] = []
  for (const each of body.records) {
    const cells = cellsFor(table, isObject(each) ? each.fields : undefined)
    if (typeof cells === 'number') return cells
    const record = isNew || !isObject(each) ? undefined : table.records.get(String(each.record_id))
    if (!isNew && !record) return 1_254_043
    batch.push([record, cells])
  }
  return batch
}

function added(call: TableCall, cells: Cells): object {
  const record = call.table.records.get(addRow(call.table, {}, call.now, call.app.id))
  return record ? put(call, record, cells) : {}
}

/** `POST …/records` */
export const createRecord = changing((call) => {
  const cells = cellsFor(call.table, call.body.fields)
  return typeof cells === 'number' ? bitableRefusal(cells) : success({ record: added(call, cells) })
})

/** `POST …/records/batch_create`, `…/batch_update` */
const inBatch = (isNew: boolean) =>
  changing((call) => {
    const batch = batchOf(call, isNew)
    if (typeof batch === 'number') return bitableRefusal(batch)
    return success({ records: batch.map(([record, cells]) => (record ? put(call, record, cells) : added(call, cells))) })
  })
export const createRecords = inBatch(true)
export const updateRecords = inBatch(false)

/** `PUT …/records/:record_id`: only what is given changes; null empties. */
export const updateRecord = changing((call) => {
  const record = call.table.records.get(call.parts[2] ?? '')
  if (!record) return bitableRefusal(1_254_043)
  const cells = cellsFor(call.table, call.body.fields)
  return typeof cells === 'number' ? bitableRefusal(cells) : success({ record: put(call, record, cells) })
})

/** `DELETE …/records/:record_id` */
export const deleteRecord = changing(({ table, parts }) => {
  const [, , id = ''] = parts
  return table.records.delete(id) ? success({ deleted: true, record_id: id }) : bitableRefusal(1_254_043)
})

/** `POST …/records/batch_delete` */
export const deleteRecords = changing(({ table, body }) => {
  const ids = body.records
  if (!Array.isArray(ids)) return bitableRefusal(1_254_001)
  if (ids.length > 500) return bitableRefusal(1_254_104)
  if (ids.some((id) => !table.records.has(String(id)))) return bitableRefusal(1_254_043)
  return success({ records: ids.map((id) => ({ deleted: table.records.delete(String(id)), record_id: id })) })
})
