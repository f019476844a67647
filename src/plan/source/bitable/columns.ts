import type { Json } from '../../../chat/feishu/api.ts'
import { didYouMean, listNames, unknownName } from '../../../config/mistakes.ts'
import { InputError } from '../../../kit/errors.ts'
import { nearest } from '../../../kit/nearest.ts'
import { printable } from '../../../kit/printable.ts'
import { joinText, type Text, text, verbatim } from '../../../kit/text.ts'
import { type ColumnType, typeName, typeOf } from './column-types.ts'
import { inputTypes, type RoleName, roleNames, roleOf } from './roles.ts'

export interface Column {
  /** As the table spells it. */
  readonly name: string
  readonly type: ColumnType
  /** Of selects. */
  readonly options: readonly string[]
  /** How dates are shown: `yyyy/MM/dd HH:mm`; empty for others. */
  readonly dateFormat: string
}

/** Which column stands for what. */
export interface Columns {
  readonly of: Readonly<Partial<Record<RoleName, Column>>>
  /** By name of the input. */
  readonly inputs: ReadonlyMap<string, Column>
}

/** Names of columns as the user gave them. */
export type ColumnNames = Readonly<Partial<Record<RoleName, string>>> & { readonly inputs?: Readonly<Record<string, string>> }

/** A column of the table; `type` is undefined for one that Feishu has added since. */
type Found = Omit<Column, 'type'> & { readonly type: ColumnType | undefined }

interface Settled {
  readonly columns: Columns
  /** What people should know: columns that were passed over. */
  readonly notes: readonly Text[]
}

interface Wrong {
  readonly key: string
  readonly problem: Text
  readonly remedy?: Text
}

/** Finds the columns of a table. Throws an InputError that names every one that is missing or of the wrong type; `table` is its name for people. */
export function columnsOf(fields: readonly Json[], names: ColumnNames, table: string): Settled {
  const found = fields.flatMap(foundIn)
  const wrong: Wrong[] = []
  const notes: Text[] = []
  const of: Partial<Record<RoleName, Column>> = {}
  for (const role of roleNames) {
    const settled = settle(role, names[role], found)
    if (settled && 'name' in settled) of[role] = settled
    else if (settled?.isNoMistake) notes.push(joinText([verbatim(`${table}:`), settled.problem]))
    else if (settled) wrong.push(settled)
  }
  const inputs = new Map<string, Column>()
  for (const [input, name] of Object.entries(names.inputs ?? {})) {
    const settled = chosen(`inputs.${input}`, name, inputTypes, found)
    if ('name' in settled) inputs.set(input, settled)
    else wrong.push(settled)
  }
  if (wrong.length > 0) throw wrongColumns(wrong, table)
  return { columns: { of, inputs }, notes }
}

function foundIn(field: Json): Found[] {
  const { field_name: name, type, property } = field ?? {}
  const { options, date_formatter: dateFormat } = (property ?? {}) as { readonly options?: unknown; readonly date_formatter?: unknown } // looked at below
  if (typeof name !== 'string') return []
  const named = Array.isArray(options) ? options.map((option: { readonly name?: unknown } | null) => option?.name) : []
  return [
    {
      name,
      type: typeOf(type),
      options: named.filter((each): each is string => typeof each === 'string'),
      dateFormat: typeof dateFormat === 'string' ? dateFormat : '',
    },
  ]
}

function settle(
  role: RoleName,
  given: string | undefined,
  found: readonly Found[],
): Column | (Wrong & { isNoMistake?: boolean }) | undefined {
  const { names, types, matters } = roleOf(role)
  if (given !== undefined) return chosen(role, given, types, found)
  const usual = names.flatMap((name) => found.filter((column) => alike(column.name) === alike(name)))
  const fitting = usual.find(({ type }) => type && types.includes(type))
  if (fitting) return fitting as Column // its type is one of those
  const [first] = usual
  if (first) return { ...wrongType(role, first, types), isNoMistake: matters !== true }
  return role === 'at' ? nowhere(found, names) : undefined
}

/** Signs that the page of a table does not show make no difference, nor does letters’ case. */
const alike = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s\u200b]+/g, '')
    .toLowerCase()

function chosen(key: string, name: string, types: readonly ColumnType[], found: readonly Found[]): Column | Wrong {
  const loose = found.filter((column) => alike(column.name) === alike(name))
  const column = found.find((each) => each.name === name) ?? (loose.length === 1 ? loose[0] : undefined)
  if (!column)
    return {
      key,
      ...unknownName(
        text('column', '列'),
        name,
        found.map((each) => each.name),
      ),
    }
  return column.type && types.includes(column.type) ? (column as Column) : wrongType(key, column, types) // its type is one of those
}

function wrongType(key: string, { name, type }: Found, types: readonly ColumnType[]): Wrong {
  const wanted = types.map(typeName)
  const listed = joinText(wanted, text(', ', '、'))
  const [shown, is] = [printable(name, 64), typeName(type)]
  return {
    key,
    problem: text(
      `The column “${shown}” is of the type ${is.en}; “${key}” takes one of: ${listed.en}.`,
      `“${shown}”列的类型是${is['zh-CN']}；“${key}”可用的类型：${listed['zh-CN']}。`,
    ),
    remedy: text(
      `Change its type, or name another column under “fields: ${key}:”.`,
      `请修改该列的类型，或在“fields: ${key}:”下指定其他列。`,
    ),
  }
}

function nowhere(found: readonly Found[], usual: readonly string[]): Wrong {
  const names = found.map(({ name }) => name)
  const dates = found.filter(({ type }) => type === 'dateTime').map(({ name }) => name)
  const listed = listNames(dates.length > 0 ? dates : names)
  const guess = didYouMean(usual.flatMap((name) => nearest(name, names)))
  return {
    key: 'at',
    problem: text('No column says when a release starts.', '没有说明发布时间的列。'),
    remedy:
      guess.remedy ?? text(`Name it under “fields: at:”. There are: ${listed.en}.`, `请在“fields: at:”下指定。现有：${listed['zh-CN']}。`),
  }
}

function wrongColumns(wrong: readonly Wrong[], table: string): InputError {
  const [first, ...others] = wrong
  const code = 'invalid-configuration' as const
  if (first && others.length === 0) {
    const { key, problem, remedy } = first
    return new InputError({
      code,
      problem,
      where: `with: bitable (fields.${printable(key, 64)}) · ${table}`,
      ...(remedy ? { remedy } : {}),
    })
  }
  const lines = wrong.map(({ key, problem, remedy }) =>
    joinText([verbatim(`  ${printable(key, 64)}:`), problem, ...(remedy ? [remedy] : [])]),
  )
  const heading = text(`${wrong.length} columns of the table cannot be used:`, `数据表中有 ${wrong.length} 列无法使用：`)
  return new InputError({ code, problem: joinText([heading, ...lines], '\n'), where: `with: bitable (fields) · ${table}` })
}
