import { judgeData } from '../../../config/judge.ts'
import type { MappingTree, Tree } from '../../../config/tree.ts'
import { printable } from '../../../kit/printable.ts'
import { joinText, text, verbatim } from '../../../kit/text.ts'
import { wallClock } from '../../../kit/wall-clock.ts'
import type { EntryReading, PlanEntry, RefusedEntry } from '../../entry.ts'
import type { Refusal } from '../../refusal.ts'
import { refuseZone } from '../../time/known-zone.ts'
import type { Moment } from '../../time/moment.ts'
import { readMoment } from '../../time/read-moment.ts'
import { entrySchema, type WrittenEntry } from '../file/entry-schema.ts'
import { inputMistakes } from '../file/input-limits.ts'
import type { PlanDefaults } from '../file/plan-defaults.ts'
import { type Cell, readCell } from './cell.ts'
import type { Columns } from './columns.ts'
import type { RoleName } from './roles.ts'
import { type CellMistake, type RowValue, rowValue, type ValueGround } from './row-value.ts'
import { rowWish } from './row-wish.ts'
import type { Row } from './table.ts'

/** What a row stands on. */
export interface RowGround extends ValueGround {
  readonly columns: Columns
  readonly defaults: PlanDefaults
  /** IANA zone in which times are told. */
  readonly zone: string
}

export type RowReading = Exclude<EntryReading, { readonly state: 'gone' }>

interface Mistake extends CellMistake {
  /** Key of what is wrong: `at`, `inputs.region`. */
  readonly key: string
}

/** A cell of a row for a role; empty where there is no such column. */
export function cellOf(row: Row, role: RoleName, { of }: Columns): Cell {
  const column = of[role]
  return column ? readCell(column.type, row.cells[column.name]) : { kind: 'empty' }
}

/** The id of the entry in a row: what stands in its column, else the id of the record. */
export function idOfRow(row: Row, columns: Columns): string {
  const cell = cellOf(row, 'id', columns)
  return cell.kind === 'words' ? cell.words.join(' ') : row.recordId
}

/** Words that go into the schema of plans as they are. */
const plainRoles = [
  'version',
  'workflow',
  'ref',
  'environment',
  'needs',
  'on-late',
  'on-freeze',
  'on-close',
  'reminders',
  'owner',
  'notify',
] as const

interface Collected {
  readonly id: string
  readonly values: ReadonlyMap<string, RowValue>
  readonly inputs: ReadonlyMap<string, RowValue>
  readonly mistakes: readonly Mistake[]
}

/** One row of a plan, or why it cannot be carried out: every mistake with its column. */
export function readRow(row: Row, ground: RowGround): RowReading {
  const collected = collect(row, ground)
  const due = dueOf(row, collected, ground)
  const refuse = (mistakes: readonly Mistake[]): RowReading => ({
    state: 'refused',
    entry: refused(collected, mistakes, 'moment' in due ? due.moment : undefined, ground),
  })
  const wish = rowWish(cellOf(row, 'cancelled', ground.columns), cellOf(row, 'status', ground.columns))
  const judged = judgeData(entrySchema, treeOf(collected), [])
  const mistakes = [
    ...collected.mistakes,
    ...zoneMistakes(collected),
    ...('moment' in due ? [] : [due]),
    ...('wish' in wish ? [] : [{ key: wish.role, ...wish.mistake }]),
    ...('mistakes' in judged ? judged.mistakes.map(({ path, at: _, ...said }) => ({ key: path.join('.'), ...said })) : []),
  ]
  if (mistakes.length > 0 || 'mistakes' in judged || !('moment' in due) || !('wish' in wish)) return refuse(mistakes)
  const made = entryFrom(judged.output, due.moment, wish.wish, ground)
  return 'entry' in made ? { state: 'planned', entry: made.entry } : refuse(made.mistakes)
}

function collect(row: Row, ground: RowGround): Collected {
  const { columns } = ground
  const mistakes: Mistake[] = []
  const take = (key: string, role: RoleName | 'input', cell: Cell): RowValue => {
    const read = rowValue(role, cell, ground)
    if ('mistake' in read) mistakes.push({ key, ...read.mistake })
    return 'value' in read ? read.value : undefined
  }
  const id = take('id', 'id', cellOf(row, 'id', columns))
  const roles = ['time-zone', ...plainRoles] as const
  const values = roles.map((role) => [role, take(role, role, cellOf(row, role, columns))] as const)
  const inputs = [...columns.inputs].map(([input, column]) => {
    return [input, take(`inputs.${input}`, 'input', readCell(column.type, row.cells[column.name]))] as const
  })
  return { id: typeof id === 'string' ? id : row.recordId, values: new Map(values), inputs: new Map(inputs), mistakes }
}

const nowhere = { source: '', line: 1, column: 1 }

/** The row as if it stood in a file: so that one schema judges both. The time is looked at apart. */
function treeOf({ id, values, inputs }: Collected): MappingTree {
  const given = mapping(inputs)
  const own = mapping(new Map<string, RowValue>([['id', id], ['at', '-'], ...values]))
  return given.entries.size === 0 ? own : { ...own, entries: new Map([...own.entries, ['inputs', { at: nowhere, tree: given }]]) }
}

function mapping(values: ReadonlyMap<string, RowValue>): MappingTree {
  const filled = [...values].flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, value] as const]))
  return { kind: 'mapping', at: nowhere, entries: new Map(filled.map(([key, value]) => [key, { at: nowhere, tree: leaf(value) }])) }
}

const leaf = (value: string | readonly string[]): Tree =>
  typeof value === 'string' ? { kind: 'scalar', at: nowhere, value } : { kind: 'list', at: nowhere, items: value.map(leaf) }

function dueOf(row: Row, { values }: Collected, { columns, zone: usual }: RowGround): { readonly moment: Moment } | Mistake {
  const own = values.get('time-zone')
  const zone = typeof own === 'string' && !refuseZone(own) ? own : usual
  const cell = cellOf(row, 'at', columns)
  if (cell.kind === 'instant') return { moment: { at: cell.at, zone, words: written(cell.at, zone) } }
  if (cell.kind === 'empty') return { key: 'at', ...noTime }
  const words = cell.kind === 'words' && cell.words.length === 1 ? cell.words[0] : undefined
  if (words === undefined) return { key: 'at', ...strangeTime }
  const read = readMoment(words, zone)
  return read.state === 'read' ? read : { key: 'at', ...read.refusal }
}

function zoneMistakes({ values }: Collected): readonly Mistake[] {
  const own = values.get('time-zone')
  const unknown = typeof own === 'string' ? refuseZone(own) : undefined
  return unknown ? [{ key: 'time-zone', ...unknown }] : []
}

const noTime: CellMistake = { problem: text('There is no time.', '没有填写时间。') }
const strangeTime: CellMistake = { problem: text('The cell holds no time.', '单元格中不是时间。') }

/** An instant as the table shows it: `2026-12-01 09:00`. */
function written(at: number, zone: string): string {
  const { year, month, day, hour, minute, second } = wallClock(at, zone)
  const [date, time, seconds] = [[month, day], [hour, minute], [second]].map((parts) => parts.map((part) => String(part).padStart(2, '0')))
  return `${year}-${date?.join('-')} ${time?.join(':')}${second === 0 ? '' : `:${seconds}`}`
}

type Made = { readonly entry: PlanEntry } | { readonly mistakes: readonly Mistake[] }

function entryFrom(judged: WrittenEntry, due: Moment, wish: PlanEntry['wish'], { defaults }: RowGround): Made {
  const { id, at: _at, timeZone: _zone, cancelled: _c, skipped: _s, version = '', inputs = {}, needs = [], ...rest } = judged
  const { workflow, ref, ...settled } = { ...defaults, ...rest }
  const mistakes = [
    ...(workflow === undefined ? [missing('workflow')] : []),
    ...(ref === undefined ? [missing('ref')] : []),
    ...inputMistakes(inputs, version),
  ]
  if (workflow === undefined || ref === undefined || mistakes.length > 0) return { mistakes }
  return { entry: { ...settled, id, due, workflow, ref, inputs, version, needs: [...new Set(needs)], wish, where: whereOf(id) } }
}

const missing = (key: 'workflow' | 'ref'): Mistake => ({
  key,
  problem: text(`“${key}” is missing.`, `缺少“${key}”。`),
  remedy: text(
    `Write it in a column that “fields: ${key}:” names, or under “defaults:” for all rows.`,
    `请写在“fields: ${key}:”指定的列中，或写在“defaults:”下供所有行使用。`,
  ),
})

const whereOf = (id: string): string => `row “${printable(id, 64)}”`

/** A row with mistakes, and as much of it as could be read: whose it is, and when it would have been due. */
function refused({ id, values }: Collected, mistakes: readonly Mistake[], due: Moment | undefined, ground: RowGround): RefusedEntry {
  const owner = values.get('owner')
  const notify = values.get('notify')
  const isName = (given: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(given)
  return {
    id: isName(id) ? id : '',
    where: whereOf(id),
    owner: typeof owner === 'string' && ground.people.some(({ name }) => name === owner) ? owner : ground.defaults.owner,
    notify: Array.isArray(notify) && notify.length > 0 && notify.every(isName) ? notify : ground.defaults.notify,
    due,
    refusal: toldTogether(id, mistakes, ground.columns),
  }
}

function toldTogether(id: string, mistakes: readonly Mistake[], columns: Columns): Refusal {
  const [first, ...others] = mistakes
  const placed = (key: string): string => {
    const name = columnNamed(key, columns)
    return name === undefined ? '' : `column “${printable(name, 64)}”`
  }
  if (first && others.length === 0) {
    const { key, problem, remedy } = first
    const where = [whereOf(id), placed(key)].filter(Boolean).join(' / ')
    return { problem, where, ...(remedy ? { remedy } : {}) }
  }
  const lines = mistakes.map(({ key, problem, remedy }) =>
    joinText([verbatim(`  ${placed(key) || key}:`), problem, ...(remedy ? [remedy] : [])]),
  )
  const heading = text(`The row has ${mistakes.length} mistakes:`, `该行有 ${mistakes.length} 处错误：`)
  return { problem: joinText([heading, ...lines], '\n'), where: whereOf(id) }
}

function columnNamed(key: string, { of, inputs }: Columns): string | undefined {
  const [role = '', input = ''] = key.split('.')
  return role === 'inputs' ? inputs.get(input)?.name : of[role as RoleName]?.name // undefined where it is none
}
