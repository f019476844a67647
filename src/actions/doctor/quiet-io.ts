import type { Log } from '../../kit/log.ts'
import type { Io } from '../../kit/run.ts'
import type { Text } from '../../kit/text.ts'

/** The same world, in which nothing is said but to `hear`: what is to be told stands in the table. What hides secrets goes on doing so. */
export function quietIo(io: Io, hear: (words: Text | string, level: 'info' | 'warning' | 'error') => void = () => {}): Io {
  const { log } = io
  const quiet: Log = {
    get locale() {
      return log.locale
    },
    set locale(to) {
      log.locale = to
    },
    info: (words) => hear(words, 'info'),
    debug: (words) => log.debug(words),
    from: (source, output) => log.debug(`${source}: ${output}`),
    notice: (words) => hear(words, 'info'),
    warning: (words) => hear(words, 'warning'),
    error: (words) => hear(words, 'error'),
    group: (_, body) => body(),
    mask: (secret) => log.mask(secret),
  }
  return { ...io, log: quiet, summary: () => {} }
}
