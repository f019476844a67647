import type { Fields } from './log-pattern.ts'

const pair = /([A-Za-z_@][\w.@-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g

/** A line of `key=value` (logfmt, logrus, Go's slog) that has a level or a time, and a message. */
export function readLogfmt(line: string): Fields | undefined {
  if (!/^[A-Za-z_@][\w.@-]*=/.test(line)) return undefined
  const given = new Map<string, string>()
  for (const [, key = '', quoted, bare = ''] of line.matchAll(pair)) {
    const name = key.toLowerCase()
    if (!given.has(name)) given.set(name, quoted === undefined ? bare : unquoted(quoted))
  }
  const first = (...names: readonly string[]) => names.map((name) => given.get(name)).find((value) => value)
  const message = first('msg', 'message', 'err', 'error')
  const [time, level] = [first('time', 'ts', 't', 'timestamp', '@timestamp'), first('level', 'lvl', 'severity')]
  if (message === undefined || (time ?? level) === undefined) return undefined
  const service = first('service', 'logger', 'component', 'app', 'module', 'name', 'caller', 'source')
  return { ...(time ? { time } : {}), ...(level ? { level } : {}), ...(service ? { service } : {}), message }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

const unquoted = (words: string): string => words.replace(/\\(.)/g, (_, sign: string) => escapes[sign] ?? sign)
