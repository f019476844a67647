import { cut } from '../chat/fit.ts'
import { oneLine } from '../chat/one-line.ts'
import type { LogEvent } from './log-event.ts'
import { levelOf, levelWithin } from './log-level.ts'
import type { Fields } from './log-pattern.ts'

/** In UTF-16 units. */
const longest = { message: 1000, service: 120, time: 40, word: 20 } as const

/** A line's own words as an event. A level that is not known, or not named, is looked for in the message. */
export function eventFrom({ time, level, service = '', message }: Fields, line: number): LogEvent {
  const when = clean(time ?? '', longest.time)
  return {
    level: (level === undefined ? undefined : levelOf(level)) ?? levelWithin(message),
    service: clean(service, longest.service),
    message: clean(message, longest.message),
    details: [],
    ...(when ? { time: when } : {}),
    line,
    count: 1,
  }
}

/** Whether more is said than an event keeps of it. */
export const isCut = ({ service = '', message }: Fields): boolean => message.length > longest.message || service.length > longest.service

/** By which word the log itself names the level. */
export const ownWords = ({ level = '' }: Fields): string => clean(level, longest.word).toUpperCase()

const colours = /\u001b\[[0-9;]*m/g

/** Most of what logs say needs no cleaning, and logs are long. */
const isClean = /^[!-~](?:[!-~]| (?! ))*$/

function clean(words: string, limit: number): string {
  if (words.length <= limit && isClean.test(words)) return words.trimEnd()
  return cut(oneLine(words.slice(0, 8 * limit).replace(colours, '')), limit)
}

const continuations = [
  /^[ \t]/,
  /^(?:Caused by:|Suppressed:|Traceback \(most recent call last\)|During handling of|The above exception|Stack trace)/,
  /^(?:goroutine \d|\.\.\. \d+ more|#\d+\s|at\s\S|exit status \d|[)}\]]+[;,]?$)/,
  /^[\w$.]{1,200}(?:Error|Exception|Interrupt|Panic)\b/,
]

/** Whether a line that is no event itself goes on with the one before: stack traces, and what is indented. */
export const isContinuation = (line: string): boolean => continuations.some((pattern) => pattern.test(line))
