import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type ReleaseInputs, releaseInputs } from '../../../src/actions/release-inputs.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { readInputs } from '../../../src/kit/inputs.ts'
import { maskable } from '../../../src/kit/log.ts'
import { type Io, localeOf } from '../../../src/kit/run.ts'
import type { Options } from './options.ts'

/** The inputs of the root action, as its step would have them. Everything is read from the folder that it is called in. */
export function inputsOf(options: Options, token: string): ReleaseInputs {
  const { environment, config, project, servers, source, locale } = options
  const given = {
    environment,
    'config-file': config,
    project,
    servers,
    source,
    locale,
    token,
    'config-ref': 'workspace',
    'dry-run': 'true',
  }
  return readInputs(releaseInputs, Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])))
}

/** The world of a terminal: what is said on the way stands in the table. */
export function terminalIo(options: Options, env: NodeJS.ProcessEnv, signal: AbortSignal): Io {
  const secrets = new Set<string>()
  const silent = () => {}
  return {
    log: {
      locale: localeOf(options.locale),
      ...{ info: silent, debug: silent, from: silent, notice: silent, warning: silent, error: silent },
      group: (_, body) => body(),
      mask: (secret) => {
        for (const part of maskable(secret)) secrets.add(part)
      },
    },
    clock: systemClock,
    env,
    signal,
    summary: silent,
    isPost: false,
    saveState: silent,
    state: () => '',
    secrets: () => [...secrets],
  }
}

/** The environment with the repository that the remote `origin` leads to, where that is on GitHub and none is named. */
export async function withRepository(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (env.GITHUB_REPOSITORY) return env
  const url = await promisify(execFile)('git', ['remote', 'get-url', 'origin']).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )
  const { hostname } = new URL(env.GITHUB_SERVER_URL ?? 'https://github.com')
  const [, server = '', repository] = /^(?:\w+:\/\/)?(?:[^@/]*@)?([^:/]+)(?::\d+)?[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url) ?? []
  return repository && server === hostname ? { ...env, GITHUB_REPOSITORY: repository } : env
}
