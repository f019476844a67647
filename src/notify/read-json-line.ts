import type { Fields } from './log-pattern.ts'

/** What loggers call things: zap, zerolog, logrus, pino, bunyan, winston, structlog, log4j's and logback's layouts, Google Cloud, GELF. */
const keys = {
  time: ['time', 'timestamp', '@timestamp', 'ts', 't', 'date', 'datetime', 'asctime', 'timeMillis'],
  level: ['level', 'severity', 'lvl', 'levelname', 'log.level', 'loglevel', '@l', 'priority'],
  service: ['service', 'service.name', 'logger', 'logger_name', 'loggerName', 'name', 'app', 'application', 'component', 'module'],
  message: ['message', 'msg', 'short_message', 'event', '@m', '@mt', 'error', 'err'],
} as const

/** A line that is one object of JSON and has a message. */
export function readJsonLine(line: string): Fields | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined
  const given = objectOf(line)
  const message = given && wordsOf(given, keys.message)
  if (!message) return undefined
  const [time, level, service] = [timeOf(given), wordsOf(given, keys.level), wordsOf(given, keys.service)]
  return { ...(time ? { time } : {}), ...(level ? { level } : {}), ...(service ? { service } : {}), message }
}

function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line) // begins with a brace, so that it is an object
  } catch {
    return undefined
  }
}

function wordsOf(given: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  return names.map((name) => wordsIn(given[name] ?? nested(given, name))).find((words) => words !== undefined)
}

/** `log.level` may be written as one name, or as an object within an object. */
function nested(given: Readonly<Record<string, unknown>>, name: string): unknown {
  const [outer = '', inner] = name.split('.')
  const value = inner === undefined ? undefined : given[outer]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[inner ?? ''] : undefined
}

function wordsIn(value: unknown): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value
  if (typeof value === 'number') return String(value)
  // An error as an object: { "message": … }; a service as one: { "name": … }.
  if (typeof value !== 'object' || value === null) return undefined
  const { message, name } = value as { message?: unknown; name?: unknown }
  return [message, name].find((words): words is string => typeof words === 'string' && words.trim() !== '')
}

/** Seconds or milliseconds since 1970 are written out; whatever else stands there is kept. */
function timeOf(given: Readonly<Record<string, unknown>>): string | undefined {
  const words = wordsOf(given, keys.time)
  const number = Number(words)
  if (words === undefined || !(number > 1e8)) return words
  const milliseconds = number < 1e11 ? number * 1000 : number < 1e14 ? number : number / 1e6
  return milliseconds < 8.64e15 ? new Date(milliseconds).toISOString() : words
}
