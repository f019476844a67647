import type { Config } from '../../../src/config/config.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { secretsFrom } from '../../../src/config/secrets.ts'
import { explain, InputError } from '../../../src/kit/errors.ts'
import type { Locale } from '../../../src/kit/text.ts'

interface Given {
  readonly env?: NodeJS.ProcessEnv
  readonly inline?: string
  readonly mask?: (secret: string) => void
}

/** Loads a configuration file that exists only here. */
export const load = (file: string | undefined, { env = {}, inline = '', mask = () => {} }: Given = {}): Promise<Config> =>
  loadConfig(
    { file: '.github/sallyport.yml', inline, ref: 'default-branch', workspace: '/nowhere', readAt: async () => file },
    secretsFrom(env, mask),
  )

/** What a person reads when `task` throws an InputError. */
export async function refusal(task: () => unknown, locale: Locale = 'en'): Promise<{ code: string; words: string }> {
  try {
    await task()
  } catch (error) {
    if (error instanceof InputError) return { code: error.code, words: explain(error, locale) }
    throw error
  }
  throw new Error('nothing was refused')
}
