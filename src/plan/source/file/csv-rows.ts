import { InputError } from '../../../kit/errors.ts'
import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import { thePlan } from './plan-subject.ts'

/** A row of a CSV file, and the line on which it begins. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

interface Record {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** Longer than the inputs that GitHub takes, with every other cell, in characters. */
const longestRow = 200_000

/** The rows that are not empty, cells without white space around them. Throws an InputError for quotes that do not fit. Loads the library only now. */
export async function csvRows(words: string, path: string): Promise<readonly CsvRow[]> {
  const { CsvError, parse } = await import('csv-parse/sync')
  try {
    const records = parse(words.replace(/\r\n?/g, '\n'), {
      info: true,
      bom: true,
      delimiter: delimiterOf(words),
      record_delimiter: '\n',
      relax_column_count: true,
      max_record_size: longestRow,
    }) as unknown as readonly Record[] // its types do not know what `info` makes of a row
    return records.flatMap(({ record, info }) => rowOf(record, info.lines))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw broken(error.message, path, typeof error.lines === 'number' ? error.lines : 1)
  }
}

/** The library counts to the end of a row; quoted cells may go over several lines. */
function rowOf(record: readonly string[], end: number): CsvRow[] {
  const breaks = record.join('').match(/\n/g)?.length ?? 0
  const cells = record.map((cell) => cell.trim())
  return cells.every((cell) => cell === '') ? [] : [{ line: end - breaks, cells }]
}

/** Spreadsheets write semicolons where a comma belongs to numbers, or tabs: what the header has most of. */
function delimiterOf(words: string): string {
  const [header = ''] = words.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: header.split(sign).length }))
  return counted.reduce((most, each) => (each.count > most.count ? each : most)).sign
}

function broken(message: string, path: string, line: number): InputError {
  const said = printable(message)
  return new InputError({
    code: thePlan.code,
    where: `${printable(path)}:${line}`,
    problem: text(`This is not valid CSV: ${said}.`, `CSV 格式错误：${said}。`),
    remedy: text(
      'A cell with a comma, a quote or a line break stands in double quotes; a quote in it is written twice.',
      '含逗号、引号或换行的单元格须用双引号括起，其中的引号写两次。',
    ),
  })
}
