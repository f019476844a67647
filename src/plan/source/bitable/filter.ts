import type { Json } from '../../../chat/feishu/api.ts'
import type { Span } from '../source.ts'
import { isComputed } from './column-types.ts'
import type { Column, Columns } from './columns.ts'
import { statusWords } from './status.ts'

/**
 * Feishu makes of the time stamp of a filter the midnight of its day in the zone of the base (“日期字段填写说明”), and does not say whether it
 * then compares days or instants; days have up to 25 hours. Milliseconds.
 */
const margin = 26 * 3_600_000
const latest = 8_640_000_000_000_000

const condition = (column: Column, operator: string, ...value: string[]): Json => ({ field_name: column.name, operator, value })
const all = (...conditions: Json[]): Json => ({ conjunction: 'and', conditions })

/** Finds every row that may fall due within a span, and few others; undefined: Feishu has no filter for such a column. */
export function dueFilter({ of }: Columns, { from, until }: Span): Json | undefined {
  const { at, status } = of
  if (!at || isComputed(at.type)) return undefined
  if (at.type === 'dateTime') {
    const after = condition(at, 'isGreater', 'ExactDate', String(Math.max(0, Math.floor(from - margin))))
    return all(after, condition(at, 'isLess', 'ExactDate', String(Math.min(latest, Math.ceil(until + margin)))))
  }
  return { conjunction: 'and', children: [all(condition(at, 'isNotEmpty')), ...unreleased(status)] }
}

/**
 * Leaves out what was released before: all that narrows a table whose times are text. Options that do not exist yet must not be asked for,
 * and whether empty cells differ from a word is not said.
 */
function unreleased(status: Column | undefined): readonly Json[] {
  if (status?.type !== 'singleSelect') return []
  const words = statusWords('released').filter((word) => status.options.includes(word))
  return words.map((word) => ({ conjunction: 'or', conditions: [condition(status, 'isEmpty'), condition(status, 'isNot', word)] }))
}

/** Finds the rows with an id; undefined: Feishu has no filter for it, or may not know the option. */
export function idFilter({ of: { id: column } }: Columns, id: string): Json | undefined {
  if (!column || isComputed(column.type) || column.type === 'singleSelect') return undefined
  return column.type === 'number' && !/^\d+$/.test(id) ? undefined : all(condition(column, 'is', id))
}
