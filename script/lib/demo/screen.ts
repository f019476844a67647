import { createInterface } from 'node:readline/promises'
import { columnsOf } from '../../../src/kit/columns.ts'
import { type Locale, type Text, verbatim } from '../../../src/kit/text.ts'

/** What stands before every line of a step. */
export const indent = '       '

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const
export type Style = keyof typeof styles

/** What the demo writes on. */
export interface Screen {
  readonly locale: Locale
  /** Whether somebody looks on and can answer. */
  readonly isAttended: boolean
  line(words: Text | string): void
  lines(lines: readonly string[]): void
  /** The words in the reader's language, in a style where there is colour. */
  paint(style: Style, words: Text | string): string
  /** Waits for Enter; where nobody is there to press it, for nothing. */
  pause(prompt: Text): Promise<void>
}

interface ScreenOptions {
  readonly locale: Locale
  /** Never waits. */
  readonly unattended: boolean
}

/** The terminal, or the file that stands for it: colour and pauses on a terminal only (https://no-color.org). */
export function openScreen({ locale, unattended }: ScreenOptions): Screen {
  const { stdin, stdout, env } = process
  const isColoured = stdout.isTTY && !env.NO_COLOR && env.TERM !== 'dumb'
  const attended = !unattended && stdin.isTTY && stdout.isTTY
  const inLanguage = (words: Text | string) => (typeof words === 'string' ? words : words[locale])
  stdout.on('error', () => process.exit(1)) // nobody reads on: `| head`
  const paint: Screen['paint'] = (style, words) => (isColoured ? `\x1b[${styles[style]}m${inLanguage(words)}\x1b[0m` : inLanguage(words))
  return {
    locale,
    isAttended: attended,
    line: (words) => void stdout.write(`${inLanguage(words)}\n`),
    lines: (lines) => void stdout.write(lines.map((line) => `${line}\n`).join('')),
    paint,
    pause: async (prompt) => {
      if (attended) await askForEnter(`${indent}${paint('dim', prompt)} `)
    },
  }
}

async function askForEnter(prompt: string): Promise<void> {
  const reader = createInterface({ input: process.stdin, output: process.stdout })
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT')) // a line reader keeps Ctrl-C to itself
  try {
    await Promise.race([reader.question(prompt), new Promise<void>((resolve) => void reader.once('close', resolve))])
  } finally {
    reader.close()
  }
}

/** A cell of a table: words, and how they look. */
export interface Cell {
  readonly words: Text | string
  readonly style?: Style
}

/** The lines of a table, each column as wide as its widest cell, headings dimmed. */
export function tableLines(screen: Screen, headings: readonly Text[], rows: readonly (readonly Cell[])[]): string[] {
  const all = [headings.map((words): Cell => ({ words, style: 'dim' })), ...rows]
  const plain = ({ words }: Cell) => (typeof words === 'string' ? verbatim(words) : words)[screen.locale]
  const widths = headings.map((_, column) => Math.max(...all.map((row) => columnsOf(plain(row[column] ?? { words: '' })))))
  return all.map((row) =>
    row
      .map((cell, column) => {
        const padding = column === row.length - 1 ? '' : ' '.repeat((widths[column] ?? 0) - columnsOf(plain(cell)))
        return (cell.style ? screen.paint(cell.style, plain(cell)) : plain(cell)) + padding
      })
      .join('   '),
  )
}
