import type { Person } from '../../../config/people.ts'
import { textOf } from '../../../kit/errors.ts'
import { printable } from '../../../kit/printable.ts'
import { joinText, type Text, text } from '../../../kit/text.ts'
import type { EntryReading, PlanEntry, RefusedEntry } from '../../entry.ts'
import type { EntryReport, PlanReading, PlanSource, Span } from '../source.ts'
import type { Cell } from './cell.ts'
import { type Columns, columnsOf } from './columns.ts'
import { dueFilter, idFilter } from './filter.ts'
import type { BitableSettings } from './read-bitable-settings.ts'
import { cellOf, idOfRow, type RowReading, readRow } from './read-row.ts'
import { reportCells } from './report-cells.ts'
import { roleNames, roleOf } from './roles.ts'
import { isWish } from './row-wish.ts'
import { openTable, type Row, type Table, type TableWorld } from './table.ts'
import { obstacleOf } from './table-fault.ts'

export interface BitableWorld extends TableWorld {
  /** Of the configuration: whose open id stands in a cell. */
  readonly people?: readonly Person[]
}

/** A table that is open: its columns are known. */
interface Opened {
  readonly name: string
  readonly table: Table
  readonly columns: Columns
  readonly settings: BitableSettings
  readonly world: BitableWorld
  /** Ids of entries by id of their record, as they were read last. */
  readonly known: Map<string, string>
  readonly notes: readonly Text[]
}

/**
 * A plan in a table of Feishu or Lark. Asks for its columns first: throws an InputError where one is missing or of the wrong type, where
 * there is no such table, or the app may not read it.
 */
export async function openBitable(settings: BitableSettings, world: BitableWorld): Promise<PlanSource> {
  const name = `Feishu table ${settings.table}`
  const table = openTable(settings, world, name)
  const { columns, notes } = columnsOf(await table.columns(), settings.fields, name)
  const opened: Opened = { name, table, columns, settings, world, known: new Map(), notes: [...notes, ...columnNotes(columns, name)] }
  return {
    name,
    read: (span) => readSpan(opened, span),
    readAgain: (id) => readOne(opened, id),
    writeBack: (id, report) =>
      writeReport(opened, id, report).catch((error: unknown) => {
        const said = textOf(error)
        return text(`${name}: nothing was written back. ${said.en}`, `${name}：未能写回。${said['zh-CN']}`)
      }),
  }
}

function columnNotes({ of }: Columns, name: string): readonly Text[] {
  const { at, status } = of
  const hasNoTime = at?.type === 'dateTime' && at.dateFormat !== '' && !/h/i.test(at.dateFormat)
  const column = printable(at?.name ?? '', 64)
  return [
    ...(hasNoTime
      ? [
          text(
            `${name}: the column “${column}” shows no time of day; check at which hour its rows are due.`,
            `${name}：“${column}”列不显示时刻，请确认各行的发布时刻。`,
          ),
        ]
      : []),
    ...(status
      ? []
      : [text(`${name}: no column shows states; add “Status” (single select).`, `${name}：没有状态列；请添加“状态”列（单选）。`)]),
  ]
}

const readNames = ({ of, inputs }: Columns): readonly string[] => {
  const roles = roleNames.filter((role) => !roleOf(role).isWritten).flatMap((role) => of[role]?.name ?? [])
  return [...new Set([...roles, ...[...inputs.values()].map(({ name }) => name)])]
}

/** Feishu heeds a view only where there is no filter: with one, all that it shows is read. */
function rowsFor({ table, columns, settings }: Opened, filter: ReturnType<typeof dueFilter>): Promise<readonly Row[]> {
  const names = readNames(columns)
  if (settings.view !== undefined) return table.search({ columns: names, view: settings.view })
  return table.search({ columns: names, ...(filter ? { filter } : {}) })
}

async function readSpan(opened: Opened, span: Span): Promise<PlanReading> {
  const rows = await rowsFor(opened, dueFilter(opened.columns, span))
  const near = rows.filter((row) => mayFallInto(cellOf(row, 'at', opened.columns), span))
  const readings = await readRows(opened, near, twinsIn(rows, opened))
  const due = readings.filter((reading) => isWithin(reading, span))
  return {
    entries: due.flatMap((reading) => (reading.state === 'planned' ? [reading.entry] : [])),
    refused: due.flatMap((reading) => (reading.state === 'refused' ? [reading.entry] : [])),
    notes: [...opened.notes, ...strangers(opened, near)],
  }
}

/** Rows without a time are drafts. What is not an instant has to be read first. */
const mayFallInto = (at: Cell, { from, until }: Span): boolean =>
  at.kind === 'instant' ? at.at >= from && at.at < until : at.kind !== 'empty'

/** A row whose time cannot be read may be due now: it is told. */
const isWithin = ({ entry }: RowReading, { from, until }: Span): boolean =>
  entry.due === undefined || (entry.due.at >= from && entry.due.at < until)

async function readRows(opened: Opened, rows: readonly Row[], twins: ReadonlySet<string>): Promise<readonly RowReading[]> {
  const { columns, settings, world, known } = opened
  for (const row of rows) known.set(row.recordId, idOfRow(row, columns))
  await learnNeeds(opened, rows)
  const ground = { columns, defaults: settings.defaults, zone: settings.timeZone, people: world.people ?? [] }
  return rows.map((row) => {
    const reading = readRow(row, { ...ground, idOf: (recordId) => known.get(recordId) })
    return twins.has(idOfRow(row, columns)) ? { state: 'refused', entry: twin(reading.entry, columns) } : reading
  })
}

/** Rows that are linked to and were not read: their ids are asked for. */
async function learnNeeds({ columns, table, known }: Opened, rows: readonly Row[]): Promise<void> {
  const linked = rows.flatMap((row) => {
    const cell = cellOf(row, 'needs', columns)
    return cell.kind === 'rows' ? cell.ids : []
  })
  const missing = [...new Set(linked)].filter((recordId) => !known.has(recordId))
  for (const row of await table.rows(missing)) known.set(row.recordId, idOfRow(row, columns))
}

/** Ids that several rows have: which of them is meant cannot be told, so that none starts. */
function twinsIn(rows: readonly Row[], { columns }: Opened): ReadonlySet<string> {
  const seen = new Set<string>()
  const twins = new Set<string>()
  for (const id of rows.map((row) => idOfRow(row, columns))) (seen.has(id) ? twins : seen).add(id)
  return twins
}

function twin({ id, where, owner, notify, due }: PlanEntry | RefusedEntry, { of }: Columns): RefusedEntry {
  const shown = printable(id, 64)
  const column = of.id ? ` / column “${printable(of.id.name, 64)}”` : ''
  const refusal = {
    problem: text(`Several rows have the id “${shown}”.`, `有多行使用相同的编号“${shown}”。`),
    where: `${where}${column}`,
    remedy: text('Give each row an id of its own.', '请为每一行使用不同的编号。'),
  }
  return { id, where, owner, notify, due, refusal }
}

/** Owners whom the configuration does not know: nobody would be told. */
function strangers({ columns, world }: Opened, rows: readonly Row[]): readonly Text[] {
  const people = world.people ?? []
  const unknown = new Map<string, string>()
  for (const row of rows) {
    const cell = cellOf(row, 'owner', columns)
    if (cell.kind !== 'people') continue
    for (const { id, names } of cell.people) {
      if (!people.some(({ feishu, name }) => feishu === id || names.includes(name))) unknown.set(id, names[0] ?? '')
    }
  }
  return [...unknown].slice(0, 5).map(([id, name]) => {
    const [who, open] = [printable(name, 40), printable(id, 64)]
    return text(`“${who}” is nobody of “people”: add “feishu: ${open}”.`, `“people”中没有“${who}”：请添加“feishu: ${open}”。`)
  })
}

async function readOne(opened: Opened, id: string): Promise<EntryReading> {
  const rows = await rowsWithId(opened, id)
  const [reading] = await readRows(opened, rows, twinsIn(rows, opened))
  return reading ?? { state: 'gone' }
}

/** The rows that have an id now: looked for by their column, or by the record that had it when it was read last. */
async function rowsWithId(opened: Opened, id: string): Promise<readonly Row[]> {
  const { columns, settings, table, known } = opened
  const withId = (rows: readonly Row[]) => rows.filter((row) => idOfRow(row, columns) === id)
  if (settings.view !== undefined) return withId(await rowsFor(opened, undefined))
  const filter = idFilter(columns, id)
  const found = filter ? withId(await rowsFor(opened, filter)) : []
  if (found.length > 0) return found
  const records = recordsOf(known, id)
  const guesses = records.length > 0 ? records : /^rec[A-Za-z0-9]+$/.test(id) ? [id] : []
  const kept = guesses.length > 0 ? withId(await table.rows(guesses)) : []
  return kept.length > 0 || filter || !columns.of.id ? kept : withId(await rowsFor(opened, undefined))
}

const recordsOf = (known: ReadonlyMap<string, string>, id: string): readonly string[] =>
  [...known].flatMap(([recordId, was]) => (was === id ? [recordId] : []))

/** Undefined: it was written, or there is no column to write into. */
async function writeReport(opened: Opened, id: string, report: EntryReport): Promise<Text | undefined> {
  const { columns, table, known, name } = opened
  const { status, run, late, remark } = columns.of
  if (!(status || run || late || remark)) return undefined
  const kept = recordsOf(known, id)
  const records = kept.length > 0 ? kept : (await rowsWithId(opened, id)).map(({ recordId }) => recordId)
  const problems: Text[] = records.length > 0 ? [] : [noRow(name, id)]
  for (const recordId of records) {
    const refusal = await table.write(recordId, () => cellsFor(opened, recordId, id, report))
    if (!refusal) continue
    const { problem, remedy } = obstacleOf(refusal, name)
    problems.push(joinText([problem, remedy]))
  }
  return problems.length > 0 ? joinText(problems, '\n') : undefined
}

/**
 * What is to be written, of the row as it is now. A wish that somebody has just written in the column of states must not be lost, nor one
 * that was obeyed: without it the row would run after all. A row that has another id by now is not touched.
 */
async function cellsFor({ columns, table, world }: Opened, recordId: string, id: string, report: EntryReport) {
  const [row] = await table.rows([recordId])
  if (row && idOfRow(row, columns) !== id) return undefined
  const cells = reportCells(columns, report, world.log.locale, row !== undefined && isWish(cellOf(row, 'status', columns)))
  return Object.keys(cells).length > 0 ? cells : undefined
}

function noRow(name: string, id: string): Text {
  const shown = printable(id, 64)
  return text(`${name}: there is no row “${shown}” to write to.`, `${name}：没有可写回的行“${shown}”。`)
}
