import { limit } from './measure.ts'
import { type Run, type Standing, standing } from './results.ts'
import { type Row, rowName } from './rows.ts'
import { isReached, type Target } from './targets.ts'

/** Cells as a Markdown table; the first row is its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return [head, rule, ...body].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}

/** One figure of every contender on every row, and its ratio to ours. */
export function figureTable(
  runs: readonly Run[],
  rows: readonly Row[],
  figure: (found: Standing) => number,
  show: (value: number) => string,
): string {
  const names = [...new Set(runs.map(({ contender }) => contender))]
  const body = rows.map((row) => {
    const own = standing(runs, row, names[0] ?? '')
    const cells = names.map((name, index) => {
      const found = standing(runs, row, name)
      if (!found) return '–'
      const value = figure(found)
      return index === 0 || !own ? `**${show(value)}**` : `${show(value)} ${showRatio(value / figure(own))}`
    })
    return [rowName(row), ...cells]
  })
  return markdownTable([['row', ...names], ...body])
}

const showRatio = (ratio: number): string => (Number.isFinite(ratio) ? `×${ratio.toFixed(ratio < 10 ? 1 : 0)}` : '')

export const showSeconds = (seconds: number): string =>
  Number.isNaN(seconds) ? '–' : Number.isFinite(seconds) ? `${seconds.toFixed(2)} s` : `> ${limit} s`

export const showBytes = (bytes: number): string =>
  bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(bytes < 10e3 ? 1 : 0)} KB`

/** What was to be reached, and whether it was. */
export function targetTable(targets: readonly Target[]): string {
  const show = { ratio: (value: number) => value.toFixed(2), bytes: showBytes, count: (value: number) => String(value) }
  const body = targets.map((target) => [
    target.what,
    `≤ ${show[target.unit](target.most)}`,
    show[target.unit](target.found),
    isReached(target) ? 'pass' : '**miss**',
  ])
  return markdownTable([['target', 'to reach', 'found', ''], ...body])
}
