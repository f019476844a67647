import type { Config } from '../config/config.ts'
import { type DeploySettings, deploySettings, environmentOf } from '../config/environment.ts'
import { resolveServer } from '../config/resolve-server.ts'
import { selectServers } from '../config/select-servers.ts'
import type { Server } from '../config/servers.ts'
import { fillPath } from '../deploy/names.ts'
import type { HostOrder } from '../deploy/order.ts'
import type { GitHub } from '../github/client.ts'
import { InputError } from '../kit/errors.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import type { SshTarget } from '../ssh/target.ts'
import { loadProject } from './load-project.ts'

interface ConfigInputs {
  readonly environment: string
  readonly project: string
  readonly 'config-file': string
  readonly config: string
  readonly 'config-ref': string
  readonly locale: string
  readonly servers: readonly string[]
}

/** The part of the configuration that a deployment or a rollback follows. */
export interface FleetConfig {
  readonly project: string
  readonly settings: DeploySettings
  readonly hosts: readonly HostOrder[]
  /** How each host is reached, by its name. */
  readonly targets: ReadonlyMap<string, SshTarget>
}

/** Reads the configuration, chooses the servers and reads their secrets. Throws an InputError before anything is touched. */
export async function readFleetConfig(io: Io, inputs: ConfigInputs, github: GitHub): Promise<FleetConfig> {
  const { config, project } = await loadProject(io, inputs, github)
  refuseUnsafe(project)
  const settings = deploySettings(config, environmentOf(config, project, inputs.environment))
  const servers = chooseServers(config, settings, inputs.servers)
  return {
    project,
    settings,
    hosts: servers.map((server) => hostOrder(server, settings, project, inputs.environment)),
    targets: new Map(servers.map((server) => [server.name, resolveServer(config, server)])),
  }
}

/** The servers that a release goes to: those of the environment, or those of them that are `wanted`. Throws an InputError. */
export function chooseServers(config: Config, settings: DeploySettings, wanted: readonly string[]): readonly Server[] {
  const configured = selectServers(config, settings.servers)
  return wanted.length === 0 ? configured : selectServers(config, wanted, configured)
}

/** Where on a server things go. */
export function hostOrder(server: Server, settings: DeploySettings, project: string, environment: string): HostOrder {
  const fill = (path: string) => fillPath(path, { project, environment, server: server.name }).replace(/\/+$/, '')
  return { name: server.name, tags: server.tags, owner: server.owner, releases: fill(settings.releases), live: fill(settings.live) }
}

/** A project's name becomes part of paths on hosts. */
export function refuseUnsafe(project: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(project)) return
  throw new InputError({
    code: 'invalid-input',
    problem: text('The name of the project cannot be part of a path.', '项目名称不能用作路径。'),
    where: 'with: project',
    remedy: text(
      'Use letters, digits and . _ - only, at most 64, beginning with a letter or digit.',
      '只能使用字母、数字和 . _ -，最多 64 个，且以字母或数字开头。',
    ),
  })
}
