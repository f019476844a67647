import { type Fleet, type ServerEntry, startFleet } from '../support/fleet.ts'
import type { StepOptions } from '../support/runner.ts'

/** The same step with some entries of servers changed. */
export function withServers(step: StepOptions, changes: Readonly<Record<string, ServerEntry>>): StepOptions {
  const config = JSON.parse(step.inputs?.config ?? '{}') as { servers: Record<string, ServerEntry> } // as the fleet has written it
  const servers = Object.entries(config.servers).map(([name, entry]) => [name, { ...entry, ...changes[name] }])
  return { ...step, inputs: { ...step.inputs, config: JSON.stringify({ ...config, servers: Object.fromEntries(servers) }) } }
}

/** A fleet on which v1 is live and v2 lies ready in the workspace. */
export async function fleetOnV1(wishes: Parameters<typeof startFleet>[0], ballast = ''): Promise<Fleet> {
  const fleet = await startFleet(wishes)
  fleet.write({ 'version.txt': 'v1', 'last.txt': 'v1' })
  const first = await fleet.deploy({ version: 'v1' })
  if (first.code !== 0) throw new Error(first.log)
  fleet.write({ 'version.txt': 'v2', 'last.txt': 'v2', ...(ballast === '' ? {} : { 'ballast.txt': ballast }) })
  return fleet
}
