import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { secretsFrom } from '../config/secrets.ts'
import type { GitHub } from '../github/client.ts'
import { readRepositoryFile } from '../github/read-file.ts'
import type { Io } from '../kit/run.ts'
import { type Locale, locales } from '../kit/text.ts'
import { configSource, type SourceInputs } from './config-source.ts'

interface ConfigInputs extends SourceInputs {
  readonly project: string
  readonly locale: string
}

/** For who needs the same file again, later: its words as they were read (empty: there was none), to be read in its place. */
export interface FileMemory {
  readonly kept?: string | undefined
  keep?(words: string): void
}

/** Reads the configuration that the inputs name, and tells whose it is. From here on the log speaks its language. */
export async function loadProject(
  io: Io,
  inputs: ConfigInputs,
  github: GitHub,
  { kept, keep }: FileMemory = {},
): Promise<{ readonly config: Config; readonly project: string }> {
  const repository = io.env.GITHUB_REPOSITORY ?? ''
  let isFile = true // its words come first, then the inline ones
  const config = await loadConfig(
    {
      ...configSource(io, inputs),
      ...(kept === undefined ? {} : { ref: 'as it was' }),
      onWords: (words) => {
        if (isFile) keep?.(words)
        isFile = false
        if (inputs.locale === '') io.log.locale = localeIn(words) ?? io.log.locale
      },
      readAt: async (ref, path) => kept ?? readRepositoryFile(github, repository, ref, path),
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
