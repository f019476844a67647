import type { Deployment } from '../deploy/deployment.ts'
import { previewFleet } from '../deploy/fleet.ts'
import { reportOf } from '../deploy/member.ts'
import type { Release } from '../deploy/order.ts'
import { previewLines } from '../deploy/preview.ts'
import type { Outcome } from '../kit/outcome.ts'
import { markdown } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { reportFleet, titleOf } from './fleet-outcome.ts'
import type { FleetConfig } from './read-config.ts'

/** Tells what a release would do on every host; nothing is changed. `folder`: for parcels. */
export async function previewRelease(
  io: Io,
  deployment: Deployment,
  config: Pick<FleetConfig, 'project' | 'hosts'>,
  release: Release,
  folder: string,
): Promise<Outcome> {
  const members = await previewFleet(deployment, config.hosts, release, folder)
  for (const member of members) {
    const lines = previewLines(member, release, deployment.strategy, io.log.locale)
    await io.log.group(member.order.name, async () => io.log.info(lines.join('\n')))
    io.summary([`### ${markdown(member.order.name)}`, ...lines.map((line) => `- ${markdown(line, 400)}`), ''].join('\n'))
  }
  const failed = members.filter(({ fault }) => fault !== undefined)
  const hosts = members.map((member) => reportOf(member, io.clock.now()))
  const title = titleOf(config.project, deployment.run.environment, failed.length > 0 ? 'dry-run-failed' : 'dry-run', release.name)
  const reasonCode = failed[0]?.fault?.code ?? 'dry-run'
  const end = {
    outcome: failed.length > 0 ? 'failed' : 'unchanged',
    reasonCode,
    succeeded: failed.length === 0,
    title,
    release: release.name,
    hosts,
  }
  return reportFleet(io, { ...end, records: deployment.timeline.records() })
}
