import type { Route } from '../config/notify.ts'

/** How much an event matters: by these routes are chosen. */
export type Level = Route['level']

/** Most severe first. */
export const levels = ['error', 'warning', 'info'] as const satisfies readonly Level[]

/** What programs call them. `notice` is “normal but significant” in syslog's own words; debug and trace are counted as info, by their names. */
const named: Readonly<Record<Level, readonly string[]>> = {
  error: 'error err eror e fatal f ftl critical crit c severe emergency emerg alert panic dpanic fail failed failure exception'.split(' '),
  warning: 'warning warn w wrn'.split(' '),
  info: 'info inf information informational i notice n debug dbg d trace trc t verbose v fine finer finest config audit success ok'.split(
    ' ',
  ),
}

const known: ReadonlyMap<string, Level> = new Map(levels.flatMap((level) => named[level].map((word) => [word, level] as const)))

/** The level that a word or number of a log stands for; undefined for one that is not known. */
export function levelOf(written: string): Level | undefined {
  const word = written.trim().toLowerCase()
  return known.get(word) ?? (/^\d{1,3}$/.test(word) ? levelOfNumber(Number(word)) : undefined)
}

/** Syslog and GELF count from 0 (emergency) to 7 (debug), pino and bunyan by tens from 10 (trace) to 60 (fatal). */
function levelOfNumber(number: number): Level | undefined {
  if (number < 8) return severityLevel(number)
  if (number < 10 || number > 100) return undefined
  if (number >= 50) return 'error'
  return number >= 40 ? 'warning' : 'info'
}

/** Of a priority in syslog's angle brackets the last three bits are the severity (RFC 5424, 6.2.1). */
export const levelOfPriority = (priority: number): Level => severityLevel(priority % 8)

function severityLevel(severity: number): Level {
  if (severity <= 3) return 'error'
  return severity === 4 ? 'warning' : 'info'
}

const shouted = /(?:^|[\s[(<:])(EMERGENCY|ALERT|CRITICAL|FATAL|PANIC|SEVERE|ERROR|WARNING|WARN)(?=[\s\])>:,]|$)/
const atStart = /^(?:[\w.-]{1,40}: ?)?(emergency|alert|critical|fatal|panic|severe|error|warning|warn)(?: ?:|\])/i

/**
 * The level of a line that names none in a place of its own: what its message shouts (`ERROR`), or begins with (`error: …`). Mere
 * mention (`0 errors`) is none.
 */
export function levelWithin(message: string): Level {
  const [, word = ''] = shouted.exec(message) ?? atStart.exec(message) ?? []
  return levelOf(word) ?? 'info'
}
