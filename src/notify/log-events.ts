import { InputError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import { timeWatch } from '../kit/within-time.ts'
import { newFold } from './fold-events.ts'
import { eventFrom, isContinuation, isCut, ownWords } from './line-event.ts'
import type { LogEvent } from './log-event.ts'
import type { Level } from './log-level.ts'
import type { Fields, LogPattern } from './log-pattern.ts'

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

/** Takes secrets out of words. */
type Scrub = (words: string) => string

/** Reads the words of a log. Throws an InputError when a pattern takes too long again and again. */
export function readLogEvents(words: string, patterns: readonly LogPattern[], scrub: Scrub): LogReading {
  const reader = newLogReader(patterns, scrub)
  reader.take(
    words
      .replace(/^\ufeff/, '')
      .replace(/\r?\n$/, '')
      .split(/\r?\n/),
  )
  return reader.end()
}

/** What is kept of a log has no secrets. Words are scrubbed before they are cut: a part of a secret would not be known again. */
export function newLogReader(patterns: readonly LogPattern[], scrub: Scrub): LogReader {
  const gathered = gathering(scrub)
  const match = patiently(patterns)
  const takeBatch = (lines: readonly string[]) => {
    for (const [index, fields] of match.all(lines).entries()) gathered.take(fields, lines[index] ?? '')
  }
  return {
    take: (lines) => {
      for (let start = 0; start < lines.length; start += batchSize) {
        takeBatch(lines.slice(start, start + batchSize).map((line) => line.slice(0, longestLine)))
      }
    },
    end: () => gathered.end(match.slow),
  }
}

/** Events and other lines, as they come one by one. */
function gathering(scrub: Scrub) {
  const fold = newFold(most.kinds)
  const words = new Map<string, number>()
  const samples: { line: number; words: string }[] = []
  const sofar = { lines: 0, unmatched: 0, isOrphan: true }
  let open: LogEvent | undefined

  const close = () => {
    if (open) fold.add(open)
    open = undefined
  }
  const takeEvent = (fields: Fields) => {
    close()
    sofar.isOrphan = false
    count(words, ownWords(fields))
    open = eventFrom(withCleanMessage(fields, scrub), sofar.lines)
  }
  const takeOther = (line: string) => {
    if (line.trim() === '') return
    if (!sofar.isOrphan && isContinuation(line)) {
      open = open && continued(open, line, scrub)
      return
    }
    close()
    sofar.isOrphan = true
    sofar.unmatched++
    if (samples.length < most.samples) samples.push({ line: sofar.lines, words: shortened(scrub(line)) })
  }
  return {
    take: (fields: Fields | undefined, line: string) => {
      sofar.lines++
      if (fields) takeEvent(fields)
      else takeOther(line)
    },
    end: (slow: number): LogReading => {
      close()
      const unmatched = { count: sofar.unmatched, samples, slow }
      return { events: fold.events().map((event) => scrubbed(event, scrub)), words, beyond: fold.beyond, unmatched, lines: sofar.lines }
    },
  }
}

function count(words: Map<string, number>, word: string): void {
  if (words.has(word) || words.size < most.words) words.set(word, (words.get(word) ?? 0) + 1)
}

const longestDetail = 300
const shortened = (words: string): string => words.slice(0, longestDetail)

/** Logs are long: what is not cut while it is read is scrubbed at the end, once for each kind of event. */
const withCleanMessage = (fields: Fields, scrub: Scrub): Fields =>
  isCut(fields) ? { ...fields, message: scrub(fields.message), ...(fields.service ? { service: scrub(fields.service) } : {}) } : fields

function continued(event: LogEvent, line: string, scrub: Scrub): LogEvent {
  if (event.details.length >= most.details) return event
  const words = line.trimEnd()
  return { ...event, details: [...event.details, words.length > longestDetail ? shortened(scrub(words)) : words] }
}

/** Details together: a key has many lines. */
const scrubbed = (event: LogEvent, scrub: Scrub): LogEvent => ({
  ...event,
  service: scrub(event.service),
  message: scrub(event.message),
  details: event.details.length === 0 ? [] : scrub(event.details.join('\n')).split('\n'),
})

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
