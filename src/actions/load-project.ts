import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { secretsFrom } from '../config/secrets.ts'
import type { GitHub } from '../github/client.ts'
import { readRepositoryFile } from '../github/read-file.ts'
import type { Io } from '../kit/run.ts'
import { type Locale, locales } from '../kit/text.ts'

interface ConfigInputs {
  readonly project: string
  readonly 'config-file': string
  readonly config: string
  readonly 'config-ref': string
  readonly locale: string
}

/** Reads the configuration that the inputs name, and tells whose it is. From here on the log speaks its language. */
export async function loadProject(
  io: Io,
  inputs: ConfigInputs,
  github: GitHub,
): Promise<{ readonly config: Config; readonly project: string }> {
  const repository = io.env.GITHUB_REPOSITORY ?? ''
  const config = await loadConfig(
    {
      file: inputs['config-file'],
      inline: inputs.config,
      ref: inputs['config-ref'],
      workspace: io.env.GITHUB_WORKSPACE ?? process.cwd(),
      onWords: (words) => {
        if (inputs.locale === '') io.log.locale = localeIn(words) ?? io.log.locale
      },
      readAt: (ref, path) => readRepositoryFile(github, repository, ref, path),
    },
    secretsFrom(io.env, io.log.mask),
  )
  if (inputs.locale === '') io.log.locale = config.locale
  return { config, project: inputs.project || config.project || repository.split('/')[1] || 'project' }
}

/** The language that a configuration asks for, read off its text: mistakes in it are told before it can be read as a whole. */
const localeIn = (words: string): Locale | undefined => {
  const [, written] = /^\s*\{?\s*["']?locale["']?\s*:\s*["']?([\w-]+)/m.exec(words) ?? []
  return locales.find((locale) => locale === written)
}
