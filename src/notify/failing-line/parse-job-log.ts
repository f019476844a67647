import { cleanLine } from './clean-line.ts'

/** What a line of a job's log is: something that a program said, or the runner's own mark. */
export type LineKind = 'said' | 'group' | 'endgroup' | 'error' | 'warning' | 'notice' | 'debug' | 'command'

export interface LogLine {
  /** Milliseconds since 1970; of the line before where it has none itself. */
  readonly at: number
  readonly kind: LineKind
  /** Without its time, its mark and colours. */
  readonly words: string
}

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z) ?/
const marked = /^(?:##\[(group|endgroup|error|warning|notice|debug|command|section)\]|\[(command)\])/

/** Of longer logs the end is read, in UTF-16 units: what failed is near it. */
const longest = 32 * 1024 * 1024

/** The log of a job as GitHub gives it: every line with a time of seven decimals, marks of the runner in front of some. */
export function parseJobLog(log: string): readonly LogLine[] {
  let at = 0
  return log
    .slice(-longest)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((raw): LogLine => {
      const [stamp = '', time] = stamped.exec(raw) ?? []
      if (time !== undefined) at = Date.parse(time)
      return { at, ...kindAndWords(cleanLine(raw.slice(stamp.length))) }
    })
}

function kindAndWords(line: string): Pick<LogLine, 'kind' | 'words'> {
  const [mark, name, bracketed] = marked.exec(line) ?? []
  if (mark === undefined) return { kind: 'said', words: line }
  const kind = name === 'section' ? 'group' : (name ?? bracketed)
  return { kind: kind as LineKind, words: line.slice(mark.length) } // the pattern has no other words
}
