import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Receipt, verifyReceipt } from '../approval/receipt.ts'
import { gitWith } from '../deploy/git.ts'
import type { RunFacts } from '../deploy/order.ts'
import { prepareRelease, type SourceOrder } from '../deploy/prepare-release.ts'
import { startTimeline } from '../deploy/stages.ts'
import { gitHubWith } from '../github/client.ts'
import type { Outcome } from '../kit/outcome.ts'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { assembleDeployment, withTimeLimit } from './assemble.ts'
import { checkTargets } from './check-targets.ts'
import { cloneUrl } from './clone-url.ts'
import type { DeployInputs } from './deploy-inputs.ts'
import { fleetAccess } from './fleet-access.ts'
import { readFleetConfig } from './read-config.ts'
import { runFactsFrom } from './run-facts.ts'
import { strategyFrom } from './strategy.ts'

/**
 * Deploys as the inputs say: everything is read and checked first, then the release is made, then the fleet gets it. What the fleet takes is loaded while
 * the hosts are on the line. `mustBeApproved`: whatever the environment says, only what the receipt is for.
 */
export async function deploy(io: Io, inputs: DeployInputs, mustBeApproved = false): Promise<Outcome> {
  const order = await readOrder(io, inputs)
  try {
    const release = await prepareRelease(order.source, order.context)
    if (mustBeApproved || order.config.settings.requiresApproval) {
      const { request } = checkApproval(io, order.inputs, order.context.run, release.sha)
      io.log.info(text(`Approved by request ${printable(request, 40)}.`, `已由审批 ${printable(request, 40)} 批准。`))
    }
    const deployment = assembleDeployment({ ...order, ...order.context, io, version: release.version, sha: release.sha })
    const { config, context } = order
    if (order.inputs['dry-run'])
      return await (await import('./preview-release.ts')).previewRelease(io, deployment, config, release, context.temporary)
    return await (await import('./release-to-fleet.ts')).releaseToFleet(io, deployment, config, release, context.temporary)
  } finally {
    order.access.close()
    await rm(order.context.temporary, { recursive: true, force: true })
  }
}

/** Everything that is asked for, checked as far as it can be without touching anything. */
async function readOrder(io: Io, inputs: DeployInputs) {
  io.log.mask(inputs.token)
  const timeline = startTimeline(io.clock)
  const github = gitHubWith(inputs.token, io.env)
  return timeline.run('start', undefined, async () => {
    const config = await readFleetConfig(io, inputs, github)
    const { runNumber, ...facts } = runFactsFrom(io.env, config.project, inputs.environment)
    const workspace = io.env.GITHUB_WORKSPACE ?? process.cwd()
    const strategy = await strategyFrom(config.settings, workspace, { adopt: inputs.adopt, forceUnlock: inputs['force-unlock'] })
    const signal = withTimeLimit(io.signal, config.settings.timeout)
    if (config.settings.requiresApproval) checkApproval(io, inputs, facts, undefined)
    await checkTargets(io, config, signal)
    const server = io.env.GITHUB_SERVER_URL ?? 'https://github.com'
    const temporary = await mkdtemp(join(io.env.RUNNER_TEMP ?? tmpdir(), 'sallyport-'))
    const git = gitWith({ server, token: inputs.token }, io.env, signal)
    const source: SourceOrder = { ...inputs, repository: cloneUrl(inputs.repository, inputs.ref, server, facts.repository), runNumber }
    const shared = strategy.shared.map(({ path }) => path)
    const access = fleetAccess({ io, config, signal, willDeliver: !inputs['dry-run'], shared })
    const world = { env: io.env, clock: io.clock, log: io.log, signal }
    const context = { ...world, workspace, temporary, timeline, strategy, run: facts, git, onDownloaded: access.warmUp }
    return { inputs, config, github, source, context, access }
  })
}

/** Throws when the receipt does not count. `commit`: undefined until the source is there. */
function checkApproval(io: Io, inputs: DeployInputs, run: RunFacts, commit: string | undefined): Receipt {
  const key = io.env.SALLYPORT_SIGNING_KEY
  if (key) io.log.mask(key)
  const { repository, project, environment } = run
  return verifyReceipt(inputs.receipt, { repository, project, environment, commit, now: io.clock.now(), key })
}
