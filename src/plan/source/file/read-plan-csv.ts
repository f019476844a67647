import type { Mistake } from '../../../config/mistakes.ts'
import type { Place } from '../../../config/tree.ts'
import { InputError } from '../../../kit/errors.ts'
import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import { type Cell, treeOfCells, wishMistakes } from './cells.ts'
import { crossCheck, type JudgedEntries } from './cross-check.ts'
import { type Column, columnsOf } from './csv-columns.ts'
import { type CsvRow, csvRows } from './csv-rows.ts'
import { withinLimit } from './limits.ts'
import type { PlanDefaults } from './plan-defaults.ts'
import { thePlan } from './plan-subject.ts'
import { type EntryGround, type ReadEntry, readEntry } from './read-entry.ts'
import { zoneRefusals } from './zone-refusals.ts'

/**
 * The entries of a CSV file: the first row names the columns, in English or Chinese. A mistake in one row refuses that row alone; in places the
 * column is the number of the cell. Throws an InputError for whatever concerns the file as a whole.
 */
export async function readPlanCsv(words: string, path: string, defaults: PlanDefaults, zone: string): Promise<JudgedEntries> {
  const [header, ...rows] = await csvRows(words, path)
  if (!header) throw empty(path)
  const columns = columnsOf(header.cells, `${printable(path)}:${header.line}`)
  withinLimit(rows.length, path)
  const ground: EntryGround = { defaults, zone, refuseZone: zoneRefusals() }
  return crossCheck(rows.map((row) => readRow(row, columns, path, ground)))
}

const empty = (path: string): InputError =>
  new InputError({
    code: thePlan.code,
    where: printable(path),
    problem: text('The file is empty: its first row names the columns.', '文件为空：第一行应为列名。'),
    remedy: text('Begin with “id,at,version,workflow,environment,owner”.', '请从“编号,时间,版本,工作流,环境,负责人”写起。'),
  })

function readRow({ line, cells }: CsvRow, columns: readonly (Column | undefined)[], path: string, ground: EntryGround): ReadEntry {
  const filled = cells.flatMap((words, index): Cell[] => {
    const column = columns[index]
    return words === '' || column === undefined ? [] : [{ column, words, at: { source: path, line, column: index + 1 } }]
  })
  const mistakes = [...strayCells(cells, columns, { source: path, line, column: 1 }), ...wishMistakes(filled)]
  return readEntry(treeOfCells(filled, { source: path, line, column: 1 }), [], ground, mistakes)
}

/** Words under no column: a comma too many has moved all that follows. */
function strayCells(cells: readonly string[], columns: readonly (Column | undefined)[], at: Place): Mistake[] {
  const index = cells.findIndex((words, index) => words !== '' && columns[index] === undefined)
  if (index < 0) return []
  const shown = printable(cells[index] ?? '', 60)
  const problem = text(`“${shown}” stands under no column.`, `“${shown}”没有对应的列。`)
  const remedy = text('A cell with a comma in it stands in double quotes.', '含逗号的单元格须用双引号括起。')
  return [{ at: { ...at, column: index + 1 }, path: [], problem, remedy }]
}
