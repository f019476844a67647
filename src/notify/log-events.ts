import { InputError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import { newFold } from './fold-events.ts'
import { eventFrom, isContinuation, ownWords } from './line-event.ts'
import type { LogEvent } from './log-event.ts'
import type { Level } from './log-level.ts'
import type { Fields, LogPattern } from './log-pattern.ts'
import { timeWatch } from './within-time.ts'

/** What was found in a log. */
export interface LogReading {
  /** Folded, in order of first appearance. */
  readonly events: readonly LogEvent[]
  /** How many events there were by the log's own words for their level (`ERROR`, `DEBUG`); the empty word for those that named none. */
  readonly words: ReadonlyMap<string, number>
  /** How many events of each level are not among `events`, since there were too many different ones. */
  readonly beyond: Readonly<Record<Level, number>>
  readonly unmatched: Unmatched
  /** Lines of the log, empty ones included. */
  readonly lines: number
}

/** Lines that no pattern reads and that belong to no event. */
export interface Unmatched {
  readonly count: number
  /** The first ones. */
  readonly samples: readonly { readonly line: number; readonly words: string }[]
  /** How many of them took a pattern too long. */
  readonly slow: number
}

/** Takes a log piece by piece, in memory that does not grow with it. */
export interface LogReader {
  take(lines: readonly string[]): void
  end(): LogReading
}

/** Lines longer than that are read to there, in UTF-16 units. */
export const longestLine = 8192

const most = { kinds: 5000, details: 30, samples: 50, words: 50, slow: 10 } as const
/** Milliseconds for a batch of lines, and for a line of a batch that took longer. A good pattern needs a thousandth of it. */
const limits = { batch: 2000, line: 200 } as const
const batchSize = 256

/** Reads the words of a log. Throws an InputError when a pattern takes too long again and again. */
export function readLogEvents(words: string, patterns: readonly LogPattern[]): LogReading {
  const reader = newLogReader(patterns)
  reader.take(
    words
      .replace(/^\ufeff/, '')
      .replace(/\r?\n$/, '')
      .split(/\r?\n/),
  )
  return reader.end()
}

export function newLogReader(patterns: readonly LogPattern[]): LogReader {
  const fold = newFold(most.kinds)
  const counts = new Map<string, number>()
  const samples: { line: number; words: string }[] = []
  const match = patiently(patterns)
  const sofar = { lines: 0, unmatched: 0, isOrphan: true }
  let open: LogEvent | undefined

  const close = () => {
    if (open) fold.add(open)
    open = undefined
  }
  const takeEvent = (fields: Fields) => {
    close()
    sofar.isOrphan = false
    const word = ownWords(fields)
    if (counts.has(word) || counts.size < most.words) counts.set(word, (counts.get(word) ?? 0) + 1)
    open = eventFrom(fields, sofar.lines)
  }
  const takeOther = (line: string) => {
    if (line.trim() === '') return
    if (!sofar.isOrphan && isContinuation(line)) {
      if (open && open.details.length < most.details) open = { ...open, details: [...open.details, line.trimEnd().slice(0, 300)] }
      return
    }
    close()
    sofar.isOrphan = true
    sofar.unmatched++
    if (samples.length < most.samples) samples.push({ line: sofar.lines, words: line.slice(0, 300) })
  }
  const takeBatch = (lines: readonly string[]) => {
    match.all(lines).forEach((fields, index) => {
      sofar.lines++
      if (fields) takeEvent(fields)
      else takeOther(lines[index] ?? '')
    })
  }
  return {
    take: (lines) => {
      for (let start = 0; start < lines.length; start += batchSize) {
        takeBatch(lines.slice(start, start + batchSize).map((line) => line.slice(0, longestLine)))
      }
    },
    end: () => {
      close()
      const unmatched = { count: sofar.unmatched, samples, slow: match.slow }
      return { events: fold.events(), words: counts, beyond: fold.beyond, unmatched, lines: sofar.lines }
    },
  }
}

/** Matches lines within a time: one that takes longer fits no pattern, and too many of them end it. */
function patiently(patterns: readonly LogPattern[]) {
  const within = timeWatch()
  const read = (line: string): Fields | undefined => {
    for (const pattern of patterns) {
      const fields = pattern.read(line)
      if (fields) return fields
    }
    return undefined
  }
  const matcher = {
    slow: 0,
    all: (lines: readonly string[]): readonly (Fields | undefined)[] =>
      within(() => lines.map(read), limits.batch)?.value ?? lines.map(one),
  }
  const one = (line: string): Fields | undefined => {
    const done = within(() => read(line), limits.line)
    if (!done && ++matcher.slow >= most.slow) throw tooSlow(patterns)
    return done?.value
  }
  return matcher
}

const tooSlow = (patterns: readonly LogPattern[]): InputError =>
  new InputError({
    code: 'invalid-input',
    problem: text(
      `The pattern took more than ${limits.line} ms for each of ${most.slow} lines.`,
      `该模式在 ${most.slow} 行上均耗时超过 ${limits.line} 毫秒。`,
    ),
    where: `log-pattern: ${patterns
      .map(({ name }) => name)
      .join(' | ')
      .slice(0, 200)}`,
    remedy: text('Begin it with ^, and repeat nothing that is repeated itself.', '请以 ^ 作为开头，并避免嵌套的重复。'),
  })
