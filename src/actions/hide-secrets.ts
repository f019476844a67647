import { secretsIn } from '../chat/delivery/secrets.ts'
import { secretsOf } from '../chat/telegram/token.ts'
import type { Config } from '../config/config.ts'
import { variablesIn } from '../config/secrets.ts'
import { select, textAt } from '../config/tree.ts'

/** Set by the runner for every step, and secret nowhere but among the settings of channels and models. */
const ofRunner = /^(?:GITHUB|RUNNER)_(?!TOKEN$)/

/** Keys of a channel under which an address or a token stands. */
const channelKeys = ['webhook', 'url', 'smtp', 'token'] as const

/**
 * Hides every secret that the configuration names, used or not: a job may print the secret of a channel that nobody tells anything today, and
 * what it prints is quoted. A variable that is not set costs nothing here.
 */
export function hideSecrets({ tree, secrets }: Pick<Config, 'tree' | 'secrets'>): void {
  const hide = (value: string) => {
    for (const part of partsOf(value.trim())) secrets.mask(part)
  }
  for (const { name, path } of variablesIn(tree)) {
    const mayBeSecret = path[0] === 'channels' || path[0] === 'explain' || !ofRunner.test(name)
    const value = mayBeSecret ? secrets.read(name) : undefined
    if (value !== undefined && path[0] === 'channels') hide(value)
  }
  for (const key of channelKeys) {
    for (const { path } of select(tree, ['channels', '*', key])) {
      const written = textAt(tree, path) ?? ''
      // The address of a page for people is no secret.
      const isSecret = textAt(tree, [...path.slice(0, -1), 'type']) !== 'web'
      if (isSecret && !written.includes('$')) hide(written)
    }
  }
}

/** What must not be seen of an address or a token besides the whole of it. */
const partsOf = (value: string): readonly string[] => {
  if (URL.canParse(value)) return /^\w+:\/\//.test(value) ? secretsIn(value) : []
  return /^\d+:[\w-]{20,}$/.test(value) ? secretsOf(value) : []
}
