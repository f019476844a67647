import type { Person } from '../../../config/people.ts'
import { printable } from '../../../kit/printable.ts'
import { type Text, text } from '../../../kit/text.ts'
import type { Cell, Someone } from './cell.ts'
import type { RoleName } from './roles.ts'

/** What stands in the way of reading a cell. */
export interface CellMistake {
  readonly problem: Text
  readonly remedy?: Text
}

/** What a cell says for its role, in the words of a plan; undefined: it is empty. */
export type RowValue = string | readonly string[] | undefined

export interface ValueGround {
  readonly people: readonly Person[]
  /** The id of the entry in a row of the table; undefined: it is not known. */
  readonly idOf: (recordId: string) => string | undefined
}

type Read = { readonly value: RowValue } | { readonly mistake: CellMistake }

const several: readonly string[] = ['needs', 'reminders', 'notify']

/** Reads a cell for a role, or for an input of the workflow. */
export function rowValue(role: RoleName | 'input', cell: Cell, ground: ValueGround): Read {
  switch (cell.kind) {
    case 'empty':
      return { value: undefined }
    case 'strange':
      return { mistake: strange }
    case 'words':
      return wordsFor(role, cell.words)
    case 'instant':
      return role === 'input' ? { value: new Date(cell.at).toISOString() } : { mistake: strange }
    case 'flag':
      return role === 'input' ? { value: String(cell.isSet) } : { mistake: strange }
    case 'people':
      return role === 'owner' ? { value: ownerOf(cell.people, ground.people) } : { mistake: strange }
    case 'rows':
      return role === 'needs' ? idsOf(cell.ids, ground) : { mistake: strange }
  }
}

const strange: CellMistake = { problem: text('The cell holds something that cannot be read here.', '单元格的内容在此处无法读取。') }

function wordsFor(role: RoleName | 'input', words: readonly string[]): Read {
  if (several.includes(role))
    return {
      value: words
        .flatMap((each) => each.split(/[,，、;；\s]+/))
        .filter(Boolean)
        .map(inEnglish(role)),
    }
  const [first, ...others] = words
  if (role === 'input') return { value: words.join(',') }
  if (others.length > 0) return { mistake: tooMany(words) }
  return { value: first === undefined ? undefined : inEnglish(role)(first) }
}

function tooMany(words: readonly string[]): CellMistake {
  const shown = words
    .map((each) => printable(each, 30))
    .slice(0, 5)
    .join(', ')
  return { problem: text(`Expected one value; found several: ${shown}.`, `应为一个值；实际有多个：${shown}。`) }
}

const rules: Readonly<Record<string, string>> = {
  跳过: 'skip',
  询问: 'ask',
  推迟: 'postpone',
  顺延: 'postpone',
  完成: 'finish',
  取消: 'cancel',
}
const translated: readonly (RoleName | 'input')[] = ['on-late', 'on-freeze', 'on-close', 'reminders']
const units: readonly (readonly [RegExp, string])[] = [
  [/天/g, 'd'],
  [/小时|时/g, 'h'],
  [/分钟|分/g, 'm'],
  [/秒钟|秒/g, 's'],
]

/** Rules and durations may be written in Chinese: `跳过`, `24小时`. */
const inEnglish =
  (role: RoleName | 'input') =>
  (word: string): string => {
    if (!translated.includes(role)) return word
    if (Object.hasOwn(rules, word)) return rules[word] ?? word
    return units.reduce((all, [sign, unit]) => all.replace(sign, unit), word)
  }

/** The first of the people who is somebody of the configuration: by open id, else by the name that Feishu shows. Empty: nobody is. */
function ownerOf(given: readonly Someone[], people: readonly Person[]): string {
  const byId = given.flatMap(({ id }) => people.find(({ feishu }) => feishu === id) ?? [])
  const byName = given.flatMap(({ names }) => people.find(({ name }) => names.includes(name)) ?? [])
  return [...byId, ...byName][0]?.name ?? ''
}

function idsOf(records: readonly string[], { idOf }: ValueGround): Read {
  const ids = records.map(idOf)
  if (!ids.includes(undefined)) return { value: ids.flatMap((id) => id ?? []) }
  return { mistake: { problem: text('It needs a row that is not there.', '它依赖的行不存在。') } }
}
