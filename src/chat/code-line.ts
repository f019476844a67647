import { cut } from './fit.ts'

/** Longer than people read in a chat, in UTF-16 units. */
const longest = 1000
const tab = '    '
/** Colours and other commands to a terminal (ECMA-48): what begins with an escape, whole. */
const terminal = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
/** What acts instead of being shown; see `oneLine`. */
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** A line that a program printed, its spaces kept: well-formed, one line, without colours and control characters. Markup is left as it is. */
export const codeLine = (words: string): string =>
  cut(
    words
      .toWellFormed()
      .replace(terminal, '')
      .replaceAll('\t', tab)
      .replace(/[\r\n\u0085\u2028\u2029]+/g, ' ')
      .replace(controls, '')
      .trimEnd(),
    longest,
  )

/** The same where code can only be shown as words: `safe` makes it data in the dialect, and the indent is kept by spaces that do not fold. */
export function codeAsWords(words: string, safe: (words: string) => string): string {
  const line = codeLine(words)
  const [indent = ''] = /^ */.exec(line) ?? []
  return '\u00a0'.repeat(indent.length) + safe(line)
}
