import type { Check } from '../../../src/doctor/check.ts'
import { plainTable } from '../../../src/doctor/plain-table.ts'
import { printable } from '../../../src/kit/printable.ts'
import type { Locale } from '../../../src/kit/text.ts'

const colours = { ok: 32, warning: 33, failed: 31, unknown: 36, remedy: 2, area: 1 } as const

const hasColour = (stream: NodeJS.WriteStream): boolean => stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb'

/** The table, as wide as the terminal and in colour where there is one (https://no-color.org). */
export function tableFor(stdout: NodeJS.WriteStream, checks: readonly Check[], locale: Locale): string {
  const paint = (state: keyof typeof colours, words: string) => `\x1b[${colours[state]}m${words}\x1b[0m`
  const width = stdout.isTTY ? stdout.columns : undefined
  return plainTable(checks, { locale, width, ...(hasColour(stdout) ? { paint } : {}) }).join('\n')
}

export interface Progress {
  note(host: string): void
  end(): void
}

/** One line that tells which hosts have answered; nothing where nobody looks on. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  const seen: string[] = []
  const isShown = stream.isTTY && process.env.TERM !== 'dumb'
  const show = (words: string) => {
    if (isShown) stream.write(`\r\x1b[K${words.slice(0, Math.max(0, stream.columns - 1))}`)
  }
  show('…')
  return {
    note: (host) => {
      seen.push(printable(host, 40))
      show(`… ${seen.join(', ')}`)
    },
    end: () => show(''),
  }
}
