import { spanText } from '../../../kit/duration.ts'
import { printableLines } from '../../../kit/printable.ts'
import { type Locale, text } from '../../../kit/text.ts'
import type { EntryReport } from '../source.ts'
import type { Column, Columns } from './columns.ts'
import { statusWord } from './status.ts'

/** Cells of Feishu take 100,000 characters; people read less. */
const longestRemark = 2000

type Cells = Readonly<Record<string, unknown>>

/** What is written of a report, by names of columns; null empties a cell. `isStatusTaken`: a person’s wish stands in the column of states. */
export function reportCells({ of }: Columns, report: EntryReport, locale: Locale, isStatusTaken: boolean): Cells {
  const { status, run, late, remark } = of
  return {
    ...(status && !isStatusTaken ? { [status.name]: statusWord(report.state, locale) } : {}),
    ...(run ? { [run.name]: runCell(run, report.run, locale) } : {}),
    ...(late ? { [late.name]: lateCell(late, report.late, locale) } : {}),
    ...(remark ? { [remark.name]: remarkCell(report.words) } : {}),
  }
}

const runWord = text('Run', '运行')

function runCell({ type }: Column, url: string | undefined, locale: Locale): unknown {
  if (url === undefined) return null
  return type === 'url' ? { text: runWord[locale], link: url } : url
}

/** Whole seconds in a column of numbers. */
function lateCell({ type }: Column, late: number | undefined, locale: Locale): unknown {
  if (late === undefined) return null
  return type === 'number' ? Math.round(late / 1000) : spanText(late)[locale]
}

function remarkCell(words: string): unknown {
  const lines = printableLines(words).join('\n')
  if (lines.trim() === '') return null
  return lines.length > longestRemark ? `${lines.slice(0, longestRemark - 1).replace(/[\ud800-\udbff]$/, '')}…` : lines
}
