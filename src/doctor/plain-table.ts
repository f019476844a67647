import { columnsOf, padded, wrapped } from '../kit/columns.ts'
import { printableLines } from '../kit/printable.ts'
import { type Locale, type Text, text } from '../kit/text.ts'
import { areas, type Check, type CheckState, placedWords } from './check.ts'

export const stateWords: Readonly<Record<CheckState, Text>> = {
  ok: text('ok', '正常'),
  warning: text('warning', '警告'),
  failed: text('FAILED', '失败'),
  unknown: text('unknown', '未知'),
}

interface Options {
  readonly locale: Locale
  /** Columns of the terminal; undefined: lines may be as long as they are. */
  readonly width?: number | undefined
  /** Gives the word for a state its colour. */
  readonly paint?: (state: CheckState | 'remedy' | 'area', words: string) => string
}

/** No column of words is narrower. */
const narrowest = 30
const arrow = '→ '

/**
 * The checks as an aligned table of plain text: area, state, subject, words, and below them what to do. Whatever stands in the words, every
 * line is one line.
 */
export function plainTable(checks: readonly Check[], { locale, width, paint = (_, words) => words }: Options): string[] {
  const lead = (check: Check): string[] => [areas[check.area][locale], stateWords[check.state][locale], oneLine(check.subject[locale])]
  const leads = checks.map(lead)
  const widths = [0, 1, 2].map((column) => Math.max(0, ...leads.map((cells) => columnsOf(cells[column] ?? ''))))
  const margin = widths.reduce((sum, one) => sum + one + 2, 0)
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(narrowest, width - margin)
  return checks.flatMap((check, index) => {
    const isSame = index > 0 && checks[index - 1]?.area === check.area
    const [area = '', state = '', subject = ''] = (leads[index] ?? []).map((cell, column) => padded(cell, widths[column] ?? 0))
    const start = [isSame ? ' '.repeat(columnsOf(area)) : paint('area', area), paint(check.state, state), subject].join('  ')
    const remedy = check.remedy ? linesOf(check.remedy[locale], room - columnsOf(arrow)) : []
    const [first = '', ...rest] = [
      ...linesOf(placedWords(check)[locale], room),
      ...remedy.map((line, at) => paint('remedy', `${at === 0 ? arrow : '  '}${line}`)),
    ]
    return [`${start}  ${first}`.trimEnd(), ...rest.map((line) => `${' '.repeat(margin)}${line}`)]
  })
}

const oneLine = (words: string): string => printableLines(words).join(' ')

const linesOf = (words: string, room: number): string[] =>
  printableLines(words).flatMap((line) => (Number.isFinite(room) ? wrapped(line, room) : [line.trimEnd()]))
