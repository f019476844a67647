import type { Mistake } from '../../../config/mistakes.ts'
import type { Entry, MappingTree, Place, Tree } from '../../../config/tree.ts'
import type { Column } from './csv-columns.ts'
import { wishIn } from './wish-words.ts'

/** What somebody wrote under a column, and where. */
export interface Cell {
  readonly column: Column
  readonly words: string
  readonly at: Place
}

/** States that nobody understands. */
export const wishMistakes = (cells: readonly Cell[]): readonly Mistake[] =>
  cells.flatMap(({ column, words, at }) => {
    const wish = column === 'status' ? wishIn(words) : 'run'
    return typeof wish === 'string' ? [] : [{ at, path: ['status'], ...wish }]
  })

/** An entry as YAML would have it. */
export function treeOfCells(cells: readonly Cell[], at: Place): MappingTree {
  const inputs = cells.flatMap(({ column, words, at }): [string, Entry][] =>
    column.startsWith('input:') ? [[column.slice('input:'.length), scalar(words, at)]] : [],
  )
  const together: [string, Entry][] = inputs.length > 0 ? [['inputs', entry({ kind: 'mapping', at, entries: new Map(inputs) })]] : []
  return { kind: 'mapping', at, entries: new Map([...cells.flatMap(entriesOf), ...together]) }
}

const entry = (tree: Tree): Entry => ({ at: tree.at, tree })
const scalar = (value: string | true, at: Place): Entry => entry({ kind: 'scalar', at, value })

const lists: readonly Column[] = ['needs', 'reminders', 'notify']
const choices: readonly Column[] = ['on-late', 'on-freeze', 'on-close']
const inChinese: ReadonlyMap<string, string> = new Map([
  ['跳过', 'skip'],
  ['询问', 'ask'],
  ['推迟', 'postpone'],
  ['完成', 'finish'],
  ['取消', 'cancel'],
])

function entriesOf({ column, words, at }: Cell): [string, Entry][] {
  if (column === 'note' || column.startsWith('input:')) return []
  if (column === 'status') return wishEntries(words, at)
  if (choices.includes(column)) return [[column, scalar(inChinese.get(words) ?? words, at)]]
  if (!lists.includes(column)) return [[column, scalar(words, at)]]
  const items = words.split(/[\s,;，；、]+/).filter((part) => part !== '')
  return [[column, entry({ kind: 'list', at, items: items.map((value) => ({ kind: 'scalar', at, value })) })]]
}

function wishEntries(words: string, at: Place): [string, Entry][] {
  const wish = wishIn(words)
  return wish === 'cancelled' || wish === 'skipped' ? [[wish, scalar(true, at)]] : []
}
