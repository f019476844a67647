import { cellOf, wordsOf } from './bitable-cells.ts'
import { type BitableBase, type BitableField, type BitableRecord, type BitableTable, fieldTypes } from './bitable-state.ts'
import { isObject } from './call.ts'

type Test = (record: BitableRecord) => boolean
/** A code where the filter cannot be used. */
type Made = Test | number

const invalid = 1_254_018
const day = 86_400_000
const longest = 2000

interface World {
  readonly base: BitableBase
  readonly table: BitableTable
  readonly now: number
}

/** The filter of a search (“记录筛选参数填写说明”): conditions, or children that each have conditions, one level deep. */
export function filterOf(filter: unknown, world: World): Made {
  if (filter === undefined) return () => true
  if (JSON.stringify(filter).length > longest) return 1_254_107
  return groupOf(filter, world, true)
}

function groupOf(group: unknown, world: World, mayNest: boolean): Made {
  if (!isObject(group) || (group.conjunction !== 'and' && group.conjunction !== 'or')) return invalid
  const { conditions = [], children = [], conjunction } = group
  if (!Array.isArray(conditions) || !Array.isArray(children) || conditions.length > 50) return invalid
  if (children.length > 0 && !mayNest) return invalid
  const made = [...conditions.map((each) => conditionOf(each, world)), ...children.map((each) => groupOf(each, world, false))]
  const code = made.find((each) => typeof each === 'number')
  if (code !== undefined) return code
  const tests = made as readonly Test[] // none is a code
  return (record) => (conjunction === 'and' ? tests.every((test) => test(record)) : tests.some((test) => test(record)))
}

const textual = ['is', 'isNot', 'contains', 'doesNotContain', 'isEmpty', 'isNotEmpty']
const ordered = ['is', 'isNot', 'isEmpty', 'isNotEmpty', 'isGreater', 'isGreaterEqual', 'isLess', 'isLessEqual']
const dated = ['is', 'isEmpty', 'isNotEmpty', 'isGreater', 'isLess']
const { number, dateTime, createdTime, modifiedTime, checkbox, attachment, formula, lookup } = fieldTypes
const dates: readonly number[] = [dateTime, createdTime, modifiedTime]

/** `like` and `in` are named on the page and work nowhere yet; formulas and lookups cannot be filtered. */
function operatorsOf(type: number): readonly string[] {
  if (type === formula || type === lookup) return []
  if (type === number) return ordered
  if (type === checkbox) return ['is']
  if (type === attachment) return ['isEmpty', 'isNotEmpty']
  return dates.includes(type) ? dated : textual
}

function conditionOf(condition: unknown, world: World): Made {
  if (!isObject(condition) || typeof condition.field_name !== 'string') return invalid
  const { field_name: name, operator, value } = condition
  const field = world.table.fields.find((each) => each.name === name)
  if (!field) return 1_254_045
  if (typeof operator !== 'string' || !operatorsOf(field.type).includes(operator)) return invalid
  if (!Array.isArray(value) || value.length > 10 || value.some((each) => typeof each !== 'string')) return invalid
  const isBare = operator === 'isEmpty' || operator === 'isNotEmpty'
  if (isBare !== (value.length === 0)) return invalid
  const cell = (record: BitableRecord) => cellOf(world.table, record, field)
  if (isBare) return (record) => isEmpty(cell(record)) === (operator === 'isEmpty')
  if (dates.includes(field.type)) return dateTest(operator, value as string[], cell, world)
  return plainTest(operator, value as string[], cell, { field, world })
}

const isEmpty = (cell: unknown): boolean => cell === undefined || cell === '' || (Array.isArray(cell) && cell.length === 0)

/** The time stamp of `ExactDate` becomes the midnight of its day in the zone of the base. */
function dateTest(
  operator: string,
  [kind, stamp, ...more]: readonly string[],
  cell: (record: BitableRecord) => unknown,
  world: World,
): Made {
  const { hoursAhead, comparesDays } = world.base
  const ahead = hoursAhead * 3_600_000
  const dayOf = (at: number) => Math.floor((at + ahead) / day) * day - ahead
  const near = { Today: 0, Tomorrow: day, Yesterday: -day }[kind ?? '']
  const at = kind === 'ExactDate' ? Number(stamp) : near === undefined ? Number.NaN : world.now + near
  if (!Number.isFinite(at) || more.length > 0 || (kind !== 'ExactDate' && stamp !== undefined)) return invalid
  const wanted = dayOf(at)
  return (record) => {
    const found = cell(record)
    if (typeof found !== 'number') return false
    if (operator === 'is') return dayOf(found) === wanted
    const compared = comparesDays ? dayOf(found) : found
    return operator === 'isGreater' ? compared > wanted : compared < wanted
  }
}

interface Around {
  readonly field: BitableField
  readonly world: World
}

function plainTest(operator: string, value: readonly string[], cell: (record: BitableRecord) => unknown, { field, world }: Around): Made {
  const [wanted = ''] = value
  const isSingle = ['is', 'isNot'].includes(operator) || [fieldTypes.text, number].some((type) => type === field.type)
  if (isSingle && value.length > 1) return invalid
  if (field.type === number && !Number.isFinite(Number(wanted))) return invalid
  const bare = operator.replace(/Equal$/, '')
  return (record) => {
    const found = cell(record)
    if (isEmpty(found)) return operator === 'isNot' || operator === 'doesNotContain' ? world.base.isNotFindsEmpty : false
    if (bare === 'isGreater') return Number(found) > Number(wanted) || (bare !== operator && Number(found) === Number(wanted))
    if (bare === 'isLess') return Number(found) < Number(wanted) || (bare !== operator && Number(found) === Number(wanted))
    const words = field.type === fieldTypes.url ? String((found as { text?: unknown }).text) : wordsOf(found)
    const isHit = operator.endsWith('ontain') || operator === 'contains' ? value.some((each) => words.includes(each)) : words === wanted
    return operator === 'isNot' || operator === 'doesNotContain' ? !isHit : isHit
  }
}
