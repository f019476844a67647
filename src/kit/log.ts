import { endGroup, error, info, isDebug, notice, setSecret, startGroup, warning } from '@actions/core'
import { printable, printableLines } from './printable.ts'
import type { Locale, Text } from './text.ts'

/** The job log. Everything that passes here is safe to print: see {@link printableLines}. */
export interface Log {
  locale: Locale
  /** One of our own messages, or raw text from outside. */
  info(message: Text | string): void
  /** Printed only when the run has debug logging on. */
  debug(message: string): void
  /** Lines of a remote party, each with its name in front. */
  from(source: string, output: string): void
  /** Annotations: shown on the run's page, with a title. */
  notice(message: Text | string, title?: Text | string): void
  warning(message: Text | string, title?: Text | string): void
  error(message: Text | string, title?: Text | string): void
  group<T>(title: Text | string, body: () => Promise<T>): Promise<T>
  /** Hides a secret, and each of its lines, in everything printed from now on. */
  mask(secret: string): void
}

/** The log of the runner, by workflow commands on standard output. `onMask` hears each part of a secret that is hidden. */
export function jobLog(locale: Locale, onMask: (secret: string) => void = () => {}): Log {
  const say = (message: Text | string): string => (typeof message === 'string' ? message : message[log.locale])
  const safe = (message: Text | string): string => printableLines(say(message)).join('\n')
  const titled = (title: Text | string | undefined) => (title === undefined ? {} : { title: printable(say(title)) })
  const log: Log = {
    locale,
    info: (message) => info(safe(message)),
    debug: (message) => {
      if (isDebug()) info(`  · ${printableLines(message).join('\n  · ')}`)
    },
    from: (source, output) => {
      for (const line of printableLines(output)) info(`${printable(source, 40)} │ ${line}`)
    },
    notice: (message, title) => notice(safe(message), titled(title)),
    warning: (message, title) => warning(safe(message), titled(title)),
    error: (message, title) => error(safe(message), titled(title)),
    group: async (title, body) => {
      startGroup(printable(say(title)))
      try {
        return await body()
      } finally {
        endGroup()
      }
    },
    mask: (secret) => {
      for (const part of maskable(secret)) {
        setSecret(part)
        onMask(part)
      }
    },
  }
  return log
}

/** The runner masks line by line, so each line of a secret counts; a very short one would hide half the log. */
export function maskable(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/).map((line) => line.trim())
  return [...new Set([secret.trim(), ...lines])].filter((part) => part.length >= 4)
}
