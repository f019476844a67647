import { levelOf, levelOfPriority } from './log-level.ts'
import { type Fields, fieldsOf, type LogPattern } from './log-pattern.ts'
import { readJsonLine } from './read-json-line.ts'
import { readLogfmt } from './read-logfmt.ts'

const day = String.raw`\d{4}[-/]\d\d[-/]\d\d`
const clock = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`
const zone = String.raw` ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)`
const time = `(?<time>${day}[T ]${clock}(?:${zone})?)`
const bsdTime = String.raw`(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)`
const level =
  '(?<level>EMERGENCY|EMERG|ALERT|CRITICAL|CRIT|FATAL|FTL|PANIC|SEVERE|ERROR|ERR|WARNING|WARN|WRN|NOTICE|INFO|INF|DEBUG|DBG|TRACE|TRC|VERBOSE|FINE|FINER|FINEST)'
const name = String.raw`[\w.$/@-]{1,120}`

const format = (
  title: string,
  source: string,
  refine: (fields: Fields) => Fields | undefined = (fields) => fields,
  flags = 'i',
): LogPattern => {
  const expression = new RegExp(`^${source}`, flags)
  return {
    name: title,
    read: (line) => {
      const fields = fieldsOf(expression.exec(line))
      return fields && refine(fields)
    },
  }
}

/** Syslog writes facility and severity as one number. */
const withPriority = (fields: Fields): Fields =>
  fields.level === undefined ? fields : { ...fields, level: levelOfPriority(Number(fields.level)) }

/** Letters in front are a level only if they are one. */
const withKnownLevel = (fields: Fields): Fields | undefined =>
  fields.level === undefined || levelOf(fields.level) !== undefined ? fields : undefined

/**
 * Formats of logs that are often met, the more exact first. None can take long: nothing that is repeated is repeated again with the same
 * characters.
 */
export const usualFormats: readonly LogPattern[] = [
  { name: 'JSON', read: readJsonLine },
  { name: 'logfmt', read: readLogfmt },
  // I0102 15:04:05.000000   12345 server.go:42] message (Kubernetes, glog)
  format('klog', String.raw`(?<level>[IWEF])(?<time>\d{4} \d\d:\d\d:\d\d\.\d+)\s+\d+ (?<service>[^\s\]]+)\] (?<message>.*)`, undefined, ''),
  format(
    'syslog (RFC 5424)',
    String.raw`<(?<level>\d{1,3})>1 (?:-|(?<time>\S+)) \S+ (?:-|(?<service>\S+)) \S+ \S+ (?:-|(?:\[(?:[^\]\\]|\\.)*\])+) ?(?:\ufeff|BOM)?(?<message>.*)`,
    withPriority,
  ),
  format(
    'syslog (RFC 3164)',
    String.raw`(?:<(?<level>\d{1,3})>)?${bsdTime} \S+ (?<service>[^\s:[\]]{1,80})(?:\[\d+\])?: (?<message>.*)`,
    withPriority,
    '',
  ),
  format('syslog with ISO time', String.raw`(?<time>${day}T${clock}(?:${zone})?) \S+ (?<service>[^\s:[\]]{1,80})\[\d+\]: (?<message>.*)`),
  format('nginx', String.raw`(?<time>${day} \d\d:\d\d:\d\d) \[(?<level>\w+)\] \d+#\d+: (?<message>.*)`, (fields) => ({
    ...fields,
    service: 'nginx',
  })),
  format(
    'Apache',
    String.raw`\[(?<time>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d ${clock} \d{4})\] \[(?:(?<service>[\w-]*):)?(?<level>[a-z]+)\d?\] (?:\[pid [\d:tid ]+\] )?(?<message>.*)`,
    withKnownLevel,
  ),
  // 2026-11-27 10:00:00,123 - shop.cart - ERROR - message (Python)
  format('Python logging', `${time} - (?<service>${name}) - ${level} - (?<message>.*)`),
  format('Python logging without time', `${level}:(?<service>${name}):(?<message>.*)`, undefined, ''),
  // [2026-11-27 10:00:00] production.ERROR: message (Monolog)
  format('Monolog', String.raw`\[${time}\] (?<service>${name})\.${level}: (?<message>.*)`),
  // 2026-11-27 10:00:00.123  INFO 1 --- [main] c.acme.Shop : message (Spring Boot)
  format('Spring Boot', String.raw`${time}\s+${level} \d+ --- (?:\[[^\]]*\] ){1,3}(?<service>\S+)\s+: (?<message>.*)`),
  // 10:00:00.123 [main] ERROR com.acme.Shop - message (logback, log4j)
  format(
    'logback',
    String.raw`(?<time>(?:${day}[T ])?${clock}(?:${zone})?) \[[^\]]{0,80}\] ${level}\s+(?<service>${name})(?:\s+\[[^\]]*\])?(?: -|:) (?<message>.*)`,
  ),
  // 2026-11-27 10:00:00,123 ERROR [main] c.acme.Shop: message; before a colon only what has a dot is sure to be a logger
  format(
    'log4j',
    String.raw`${time} ${level}\s+\[[^\]]{0,80}\] (?<service>${name}(?: \([^)]*\))?(?= - )|[\w$]+\.[\w.$]+(?=:))(?: -|:) (?<message>.*)`,
  ),
  // 2026-11-27T10:00:00Z ERROR [checkout] message · [2026-11-27 10:00:00] [error] checkout: message · 2026-11-27 10:00:00 WARN message
  format('time, level, service', String.raw`\[?${time}\]? \[?${level}\]?:?(?: ?\[(?<service>[^\]]{1,80})\]:?)? (?<message>.*)`, ownService),
  // 2026-11-27T10:00:00Z [checkout] ERROR message
  format('time, service, level', String.raw`\[?${time}\]? \[?(?<service>${name})\]?:? \[?${level}\]?:? (?<message>.*)`),
  format('time', String.raw`\[?${time}\]? (?<message>\S.*)`),
  format('level', String.raw`\[?${level}(?:\]:?|:) ?(?<message>\S.*)`),
]

/** `checkout: message`: a single word in front, as loggers write it; a scheme of an address or a sentence is none. */
function ownService(fields: Fields): Fields {
  if (fields.service !== undefined) return fields
  const [, service, message = ''] = /^([a-z][\w.$-]{1,60}): (\S.*)$/i.exec(fields.message) ?? []
  return service === undefined || /(?:Error|Exception)$/.test(service) ? fields : { ...fields, service, message }
}
