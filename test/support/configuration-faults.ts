import { parse } from 'yaml'
import { platformsOf } from '../../src/actions/approval-channels.ts'
import { allChannels } from '../../src/actions/notice-places.ts'
import { resolvePolicy } from '../../src/approval/resolve-policy.ts'
import { type Config, channelNamed, directoryOf } from '../../src/config/config.ts'
import { approvalSettings, deploySettings, environmentOf, notifySettings } from '../../src/config/environment.ts'
import { loadConfig } from '../../src/config/load.ts'
import { resolveServer } from '../../src/config/resolve-server.ts'
import { general } from '../../src/config/schema.ts'
import { secretsFrom } from '../../src/config/secrets.ts'
import { selectServers } from '../../src/config/select-servers.ts'
import { explain, isKnownError } from '../../src/kit/errors.ts'
import { readPins } from '../../src/ssh/pins.ts'
import { hasOnly, isMapping, type Mapping } from './yaml-value.ts'

const sections: ReadonlySet<string> = new Set([
  ...Object.keys(general),
  ...['people', 'channels', 'servers', 'known-hosts', 'hook-templates', 'environments', 'explain', 'projects'],
])

export const isConfiguration = (value: unknown): boolean => isMapping(value) && hasOnly(value, sections)

/** What a variable of this name may hold. */
export function sampleOf(name: string): string {
  if (name.startsWith('SMTP')) return 'smtp://user:password@mail.example.com:587'
  if (name === 'KNOWN_HOSTS') return ''
  return /WEBHOOK|URL/.test(name) ? 'https://chat.example.com/hook/1' : 'something'
}

/** The environment with something in every variable that a text names. */
export const filled = (words: string): NodeJS.ProcessEnv =>
  Object.fromEntries([...words.matchAll(/\$\{?([A-Z_][A-Z0-9_]*)/g)].map(([, name = '']) => [name, sampleOf(name)]))

export const load = (file: string | undefined, inline: string, env: NodeJS.ProcessEnv): Promise<Config> =>
  loadConfig(
    { file: '.github/sallyport.yml', inline, ref: 'somewhere', workspace: import.meta.dirname, readAt: async () => file },
    secretsFrom(env, () => {}),
  )

/** Everything that a deployment to an environment would read. Throws what the user would be told. */
export function resolve(config: Config, project: string, environment: string): void {
  const settings = deploySettings(config, environmentOf(config, project, environment))
  for (const server of selectServers(config, settings.servers)) readPins(resolveServer(config, server))
}

/** Every channel that a message may go to. Throws what the user would be told. */
export function resolveNotices(config: Config, project: string, environment: string | undefined): void {
  if (environment !== undefined) notifySettings(config, environmentOf(config, project, environment))
  for (const name of allChannels(config)) channelNamed(config, name)
}

/** Everything that a request for an environment would read. Throws what the user would be told, also where nobody could decide. */
export function resolveApproval(config: Config, project: string, environment: string): void {
  const settings = approvalSettings(config, environmentOf(config, project, environment))
  const channels = settings.channels.flatMap((name) => channelNamed(config, name) ?? [])
  const platforms = platformsOf(channels)
  resolvePolicy(settings, directoryOf(config), {
    project,
    environment,
    requesters: [],
    authors: [],
    platforms: platforms.size > 0 ? platforms : new Set(['github']),
  })
}

/** What the loader finds wrong with a configuration, or with a part of one: of what a part leaves out nothing is asked. */
export async function configurationFaults(words: string, env: NodeJS.ProcessEnv = filled(words)): Promise<string[]> {
  try {
    const config = await load(words, '', env)
    for (const name of Object.keys(mappingIn(words, 'channels'))) channelNamed(config, name)
    for (const [name, environment] of Object.entries(mappingIn(words, 'environments'))) {
      const { approval, deploy, notify } = environment as Mapping
      if (isMapping(deploy) && 'servers' in deploy) resolve(config, 'shop', name)
      if (isMapping(approval) && 'require' in approval && 'people' in (parse(words) as Mapping)) resolveApproval(config, 'shop', name)
      if (notify !== undefined) resolveNotices(config, 'shop', name)
    }
    return []
  } catch (error) {
    if (!isKnownError(error)) throw error
    return [explain(error, 'en')]
  }
}

const mappingIn = (words: string, key: string): Mapping => {
  const value = (parse(words) as Mapping)[key]
  return isMapping(value) ? value : {}
}
