import { recoverFleet } from '../deploy/recover.ts'
import { startTimeline } from '../deploy/stages.ts'
import { gitHubWith } from '../github/client.ts'
import { readInputs } from '../kit/inputs.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { assembleDeployment, withTimeLimit } from './assemble.ts'
import { commonInputs } from './common-inputs.ts'
import { fleetAccess } from './fleet-access.ts'
import { readFleetConfig } from './read-config.ts'
import { runFactsFrom } from './run-facts.ts'
import { strategyFrom } from './strategy.ts'
import { readTrace } from './trace.ts'

/** Of the time that the runner gives to steps after a cancelled job, in milliseconds. */
const limit = 4 * 60_000

/**
 * The step after the job. Where the main step got to its end, no host has its lock any more and there is nothing to do. Where it was
 * killed, hosts that were switched and never found well go back, and the lock is given back.
 */
export async function clearUpAfter(io: Io): Promise<undefined> {
  const trace = readTrace(io)
  if (!trace) return
  const inputs = readInputs({ ...commonInputs, servers: { kind: 'list', description: text('', '') } }, io.env)
  const github = gitHubWith(inputs.token, io.env)
  const config = await readFleetConfig(io, inputs, github)
  const { runNumber: _, ...run } = runFactsFrom(io.env, config.project, inputs.environment)
  const workspace = io.env.GITHUB_WORKSPACE ?? process.cwd()
  const strategy = await strategyFrom(config.settings, workspace, { adopt: false, forceUnlock: false })
  const signal = withTimeLimit(io.signal, limit)
  const access = fleetAccess({ io, config, signal, willDeliver: false, token: trace.token })
  const deployment = assembleDeployment({
    io,
    github,
    run,
    strategy,
    timeline: startTimeline(io.clock),
    access,
    signal,
    ...trace,
  })
  await recoverFleet(deployment, config.hosts, trace.release)
  access.close()
}
