import { resolveServer } from '../../config/resolve-server.ts'
import type { Server } from '../../config/servers.ts'
import { persist } from '../../deploy/host/host.ts'
import { surveyHost } from '../../deploy/host/survey.ts'
import { inParallel } from '../../deploy/in-parallel.ts'
import { readSharedPath } from '../../deploy/shared.ts'
import { about, type Check } from '../../doctor/check.ts'
import { isKnownError } from '../../kit/errors.ts'
import type { Io } from '../../kit/run.ts'
import { joinText, text } from '../../kit/text.ts'
import { checkTarget } from '../../ssh/check-target.ts'
import { unpinned } from '../../ssh/host-key-failures.ts'
import type { SshTarget } from '../../ssh/target.ts'
import { withTimeLimit } from '../assemble.ts'
import { checkTargets } from '../check-targets.ts'
import { type FleetAccess, fleetAccess } from '../fleet-access.ts'
import { hostOrder } from '../read-config.ts'
import type { ReleaseInputs } from '../release-inputs.ts'
import { runFactsFrom } from '../run-facts.ts'
import type { Examination, Reading } from './examine.ts'
import { checkOfFault, guarded, isOfVariables } from './findings.ts'
import { hostWords, type Need } from './host-words.ts'
import { quietIo } from './quiet-io.ts'

/** Hears of each host as soon as it was looked at. */
export type HostListener = (host: string, checks: readonly Check[]) => void

type Deploy = NonNullable<Examination['deploy']>
type Ways = ReadonlyMap<Server, SshTarget | Check>

/** How each server is reached, or the line that says why it is not. */
function waysTo({ config }: Reading, { servers }: Deploy): Ways {
  return new Map(
    servers.map((server): readonly [Server, SshTarget | Check] => {
      try {
        return [server, resolveServer(config, server)]
      } catch (error) {
        return [server, unresolved(server.name, error)]
      }
    }),
  )
}

/** A variable that is missing has a line of its own. */
function unresolved(name: string, error: unknown): Check {
  if (!isKnownError(error) || !isOfVariables(error)) return checkOfFault('hosts', name, error)
  return about('hosts', name).unknown(
    text('Not looked at: a secret of it, or of the way to it, is missing.', '未检查：该主机或其跳板机的密钥缺失。'),
    text('Set it, and look again.', '请设置后重新检查。'),
  )
}

const isTarget = (way: SshTarget | Check): way is SshTarget => 'host' in way

/** What can be refused of keys and pins without speaking to anybody. */
export async function keyChecks({ own, deploy }: Examination): Promise<readonly Check[]> {
  if (!own || !deploy) return []
  const checks = await Promise.all(
    [...waysTo(own, deploy)].map(async ([{ name }, way]) => {
      if (!isTarget(way)) return [way]
      return guarded('hosts', name, async () => ((await checkTarget(way)) ? [] : [about('hosts', name).failedBy(unpinned(way, undefined))]))
    }),
  )
  return checks.flat()
}

/** Looks at every host as the dry run of a deployment does: one login, one question. Nothing on it is changed. */
export async function hostChecks(
  io: Io,
  inputs: ReleaseInputs,
  { own, deploy }: Examination,
  need: Need,
  onHost: HostListener = () => {},
): Promise<readonly Check[]> {
  if (!own || !deploy) return []
  const { settings, servers } = deploy
  const ways = waysTo(own, deploy)
  const targets = new Map([...ways].flatMap(([{ name }, way]) => (isTarget(way) ? [[name, way] as const] : [])))
  const hosts = servers.map((server) => hostOrder(server, settings, own.project, own.environment.name))
  const quiet = quietIo(io)
  const signal = withTimeLimit(io.signal, lookLimit)
  const access = fleetAccess({
    io: quiet,
    config: { project: own.project, settings, hosts, targets },
    signal,
    willDeliver: false,
  })
  try {
    const results = await inParallel(servers, settings.parallel, async (server) => {
      const way = ways.get(server)
      const look = () => lookAt(quiet, { inputs, own, deploy, access, need }, server, targets.get(server.name))
      const checks = way && !isTarget(way) ? [way] : await guarded('hosts', server.name, look)
      onHost(server.name, checks)
      return withOwner(server, checks)
    })
    io.signal.throwIfAborted()
    return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  } finally {
    access.close()
  }
}

/** Milliseconds for all hosts: one that logs in and then says nothing holds up no dry run. */
const lookLimit = 120_000

interface Given {
  readonly inputs: ReleaseInputs
  readonly own: Reading
  readonly deploy: Deploy
  readonly access: FleetAccess
  readonly need: Need
}

async function lookAt(io: Io, given: Given, server: Server, target: SshTarget | undefined): Promise<readonly Check[]> {
  const { inputs, own, access, need } = given
  const { settings } = given.deploy
  io.signal.throwIfAborted()
  if (target) await checkTargets(io, { targets: new Map([[server.name, target]]) }, io.signal)
  const order = hostOrder(server, settings, own.project, own.environment.name)
  const shared = settings.shared.map(readSharedPath)
  const host = await access.open(order)
  try {
    const { state } = await persist(
      host,
      () => surveyHost(host, shared),
      () => {},
    )
    const run = runFactsFrom(io.env, own.project, own.environment.name)
    return hostWords(state, order, { adopt: inputs.adopt, reuse: settings.reuse, shared, need, run })
  } finally {
    host.close()
  }
}

/** Who is in charge of a host that is not well. */
const withOwner = ({ owner }: Server, checks: readonly Check[]): readonly Check[] =>
  checks.map((check) => {
    if (!owner || check.state !== 'failed') return check
    const charge = text(`In charge: ${owner}.`, `负责人：${owner}。`)
    return { ...check, remedy: check.remedy ? joinText([check.remedy, charge], '\n') : charge } // a line of its own: the other may be a command
  })
