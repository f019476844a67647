import type { ConfigSource } from '../config/read-source.ts'
import type { Io } from '../kit/run.ts'

export interface SourceInputs {
  readonly 'config-file': string
  readonly config: string
  readonly 'config-ref': string
}

/** Where the inputs say that the configuration is. */
export const configSource = ({ env }: Pick<Io, 'env'>, inputs: SourceInputs): ConfigSource => ({
  file: inputs['config-file'],
  inline: inputs.config,
  ref: inputs['config-ref'],
  workspace: env.GITHUB_WORKSPACE ?? process.cwd(),
})
