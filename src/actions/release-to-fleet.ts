import type { Deployment } from '../deploy/deployment.ts'
import { deployFleet } from '../deploy/fleet.ts'
import { judgeFleet } from '../deploy/judge-fleet.ts'
import { type Member, reportOf } from '../deploy/member.ts'
import type { Release } from '../deploy/order.ts'
import type { Outcome } from '../kit/outcome.ts'
import type { Io } from '../kit/run.ts'
import { abortOf } from './assemble.ts'
import { reportFleet, titleOf } from './fleet-outcome.ts'
import type { FleetConfig } from './read-config.ts'
import { leaveTrace, noteEnd } from './trace.ts'

/** Brings a release that is made to the fleet, and tells how that ended. `folder`: for parcels. */
export async function releaseToFleet(
  io: Io,
  deployment: Deployment,
  { project, hosts: orders }: Pick<FleetConfig, 'project' | 'hosts'>,
  release: Release,
  folder: string,
): Promise<Outcome> {
  leaveTrace(io, deployment, release.name)
  const members = await deployFleet(deployment, orders, release, folder)
  noteEnd(io, members)
  const hosts = members.map((member) => reportOf(member, io.clock.now()))
  const verdict = judgeFleet(hosts, abortOf(deployment.signal))
  const name = commonTarget(members) ?? release.name
  const title = titleOf(project, deployment.run.environment, verdict.outcome, name)
  const succeeded = verdict.outcome === 'released' || verdict.outcome === 'unchanged'
  return reportFleet(io, { ...verdict, succeeded, title, release: name, hosts, records: deployment.timeline.records() })
}

/** Where nothing had to be done, hosts serve the same content by the name that an earlier run gave it. */
const commonTarget = ([first, ...others]: readonly Member[]): string | undefined =>
  others.every(({ target }) => target === first?.target) ? first?.target : undefined
