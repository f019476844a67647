import { type ColumnType, typeOf } from './column-types.ts'

/** What a cell says. Everything in it is hostile. */
export type Cell =
  | { readonly kind: 'empty' }
  /** One or several texts; several for selects and lookups. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Milliseconds since 1970. */
  | { readonly kind: 'instant'; readonly at: number }
  | { readonly kind: 'flag'; readonly isSet: boolean }
  | { readonly kind: 'people'; readonly people: readonly Someone[] }
  /** Ids of records. */
  | { readonly kind: 'rows'; readonly ids: readonly string[] }
  /** Something that a cell of this type never holds. */
  | { readonly kind: 'strange' }

export interface Someone {
  /** Open id, of the app that asks. */
  readonly id: string
  readonly names: readonly string[]
}

const empty: Cell = { kind: 'empty' }
const strange: Cell = { kind: 'strange' }

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'

/** Reads a cell by the type of its column (facts/chat.md 2.6; “多维表格记录数据结构”). */
export function readCell(type: ColumnType, value: unknown): Cell {
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) return empty
  return readers[type]?.(value) ?? strange
}

type Reader = (value: unknown) => Cell | undefined

const wordsCell = (words: readonly string[]): Cell => {
  const kept = words.map((each) => each.trim()).filter((each) => each !== '')
  return kept.length > 0 ? { kind: 'words', words: kept } : empty
}

/** Texts come in segments: plain, mentions, links. Older APIs give the bare text. */
const readText: Reader = (value) => {
  if (isText(value)) return wordsCell([value])
  const segments = Array.isArray(value) ? value : [value]
  const parts = segments.map((segment: unknown) => (isFields(segment) && isText(segment.text) ? segment.text : undefined))
  return parts.includes(undefined) ? undefined : wordsCell([parts.join('')])
}

const readNumber: Reader = (value) => (typeof value === 'number' && Number.isFinite(value) ? wordsCell([String(value)]) : undefined)
const readWord: Reader = (value) => (isText(value) ? wordsCell([value]) : undefined)
const readChoices: Reader = (value) => (Array.isArray(value) && value.every(isText) ? wordsCell(value) : readWord(value))
const readInstant: Reader = (value) => (Number.isSafeInteger(value) ? { kind: 'instant', at: value as number } : undefined) // looked at just now
const readFlag: Reader = (value) => (typeof value === 'boolean' ? { kind: 'flag', isSet: value } : undefined)

const readUrl: Reader = (value) => {
  const found = isFields(value) ? [value.text, value.link].find((each) => isText(each) && each.trim() !== '') : undefined
  return isText(found) ? wordsCell([found]) : undefined
}

const readPeople: Reader = (value) => {
  const people = (Array.isArray(value) ? value : [value]).map(readSomeone)
  return people.includes(undefined) ? undefined : { kind: 'people', people: people.flatMap((each) => each ?? []) }
}

const readSomeone = (value: unknown): Someone | undefined =>
  isFields(value) && isText(value.id) ? { id: value.id, names: [value.name, value.en_name].filter(isText) } : undefined

const readRows: Reader = (value) => {
  const ids = isFields(value) ? (value.link_record_ids ?? value.record_ids ?? []) : value
  if (!Array.isArray(ids) || !ids.every(isText)) return undefined
  return ids.length > 0 ? { kind: 'rows', ids } : empty
}

/** `{type, value: [...]}`: what is inside is read as a cell of that type, one after the other where that has no lists. */
const readComputed: Reader = (value) => {
  if (isText(value)) return wordsCell([value])
  if (typeof value === 'number') return readNumber(value)
  if (typeof value === 'boolean') return readFlag(value)
  if (!isFields(value)) return readText(value)
  const type = typeOf(value.type)
  if (!type || type === 'formula' || type === 'lookup') return undefined
  const inside = value.value
  if (!Array.isArray(inside) || inside.length === 0) return readCell(type, inside)
  return listTypes.includes(type) ? readCell(type, inside) : together(inside.map((each) => readCell(type, each)))
}

const listTypes: readonly ColumnType[] = ['text', 'multiSelect', 'person', 'createdBy', 'modifiedBy']

function together(cells: readonly Cell[]): Cell | undefined {
  const [first, ...others] = cells.filter(({ kind }) => kind !== 'empty')
  if (!first) return empty
  if (others.length === 0) return first
  const words = cells.flatMap((cell) => (cell.kind === 'words' ? cell.words : []))
  return cells.every(({ kind }) => kind === 'words' || kind === 'empty') ? wordsCell(words) : undefined
}

const readers: Readonly<Partial<Record<ColumnType, Reader>>> = {
  text: readText,
  number: readNumber,
  singleSelect: readWord,
  multiSelect: readChoices,
  dateTime: readInstant,
  checkbox: readFlag,
  person: readPeople,
  phone: readWord,
  url: readUrl,
  link: readRows,
  lookup: readComputed,
  formula: readComputed,
  duplexLink: readRows,
  createdTime: readInstant,
  modifiedTime: readInstant,
  createdBy: readPeople,
  modifiedBy: readPeople,
  autoNumber: (value) => readWord(value) ?? readNumber(value),
}
