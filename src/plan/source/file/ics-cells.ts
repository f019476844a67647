import { didYouMean, type Mistake } from '../../../config/mistakes.ts'
import type { Place } from '../../../config/tree.ts'
import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import type { Cell } from './cells.ts'
import { type Column, nearColumns, plainColumn } from './csv-columns.ts'

/** What an event says in words, where it stands. */
export interface EventWords {
  readonly summary: string
  readonly description: string
  /** STATUS: `CONFIRMED`, `TENTATIVE`, `CANCELLED`; empty: none. */
  readonly status: string
  readonly at: Place
}

export interface EventCells {
  readonly cells: readonly Cell[]
  readonly mistakes: readonly Mistake[]
}

/** Its time is said by the event itself. Whatever else stands under such a word is for people. */
const silent: readonly Column[] = ['at', 'time-zone', 'note']

/**
 * What the lines `key: value` of an event's description say, as cells: `version: v1.4.2`, `负责人: alice`, `input region: cn`. Any other line is for
 * people, unless its key is nearly one of ours. A version that is not said there is looked for in the summary.
 */
export function cellsOfEvent({ summary, description, status, at }: EventWords): EventCells {
  const read = plainLines(description).map((line) => readLine(line, at))
  const cells = read.flatMap(({ cell }) => cell ?? [])
  const [repeated] = cells.filter(({ column }, index) => cells.findIndex((other) => other.column === column) !== index)
  const mistakes = [
    ...read.flatMap(({ mistake }) => mistake ?? []),
    ...(repeated ? [twice(repeated)] : []),
    ...(status === 'TENTATIVE' ? [tentative(at)] : []),
  ]
  const version = cells.some(({ column }) => column === 'version') ? undefined : versionIn(summary)
  return {
    mistakes,
    cells: [
      ...cells.filter(({ column }) => !(column === 'status' && status === 'CANCELLED')),
      ...(version === undefined ? [] : [{ column: 'version' as const, words: version, at }]),
      ...(status === 'CANCELLED' ? [{ column: 'status' as const, words: 'cancelled', at }] : []),
    ],
  }
}

/** Calendars on the web write descriptions as HTML. */
function plainLines(description: string): string[] {
  if (!/<(?:br|p|div|span|html)\b/i.test(description)) return description.split(/\r\n|\r|\n/)
  const entities: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return description
    .replace(/<br\b[^<>]*>|<\/(?:p|div|li)>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
    .split(/\r\n|\r|\n/)
}

function readLine(line: string, at: Place): { readonly cell?: Cell; readonly mistake?: Mistake } {
  const [, input, given = ''] = /^\s*(?:input|输入)[\s:：]\s*([A-Za-z_][A-Za-z0-9_-]*)\s*[:：](.*)$/i.exec(line) ?? []
  if (input !== undefined && !(input in {})) return { cell: { column: `input:${input}`, words: given.trim(), at } }
  const [, key, value = ''] = /^\s*([^:：]{1,40}?)\s*[:：](.*)$/.exec(line) ?? []
  if (key === undefined || value.startsWith('//')) return {}
  const column = plainColumn(key)
  if (column === undefined) return likely(key, at)
  return silent.includes(column) || value.trim() === '' ? {} : { cell: { column, words: value.trim(), at } }
}

/** A key that is nearly one of ours was meant as one: without it something else would be released. */
function likely(key: string, at: Place): { readonly mistake?: Mistake } {
  const guesses = nearColumns(key).filter((name) => !silent.includes(plainColumn(name) ?? 'note'))
  const shown = printable(key, 64)
  if (guesses.length === 0) return {}
  return { mistake: { at, path: [], problem: text(`Unknown key “${shown}”.`, `未知的键“${shown}”。`), ...didYouMean(guesses) } }
}

function twice({ column, at }: Cell): Mistake {
  return { at, path: [column], problem: text(`“${column}” stands in the description twice.`, `描述中“${column}”重复出现。`) }
}

const tentative = (at: Place): Mistake => ({
  at,
  path: [],
  problem: text('The event is only tentative.', '该日程仅为暂定。'),
  remedy: text('Confirm it for the release to start, or cancel it.', '要启动发布请确认该日程，否则请取消。'),
})

/** `v1.4.2` of `Shop v1.4.2`: a word that begins with a number with points in it. */
const versionIn = (summary: string): string | undefined => /(?:^|[\s(（])(v?\d+(?:\.\d+)+[\w.+-]*)(?=$|[\s,;)）])/i.exec(summary)?.[1]
