import type { Standing } from '../deploy/journal.ts'
import { judgeFleet } from '../deploy/judge-fleet.ts'
import { type Member, reportOf } from '../deploy/member.ts'
import { byAge } from '../deploy/retention.ts'
import { rollbackFleet } from '../deploy/rollback-fleet.ts'
import { startTimeline } from '../deploy/stages.ts'
import { gitHubWith } from '../github/client.ts'
import type { Outcome } from '../kit/outcome.ts'
import { markdown } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import { abortOf, assembleDeployment, withTimeLimit } from './assemble.ts'
import { checkTargets } from './check-targets.ts'
import { fleetAccess } from './fleet-access.ts'
import { reportFleet, titleOf } from './fleet-outcome.ts'
import { readFleetConfig } from './read-config.ts'
import type { RollbackInputs } from './rollback-inputs.ts'
import { runFactsFrom } from './run-facts.ts'
import { strategyFrom } from './strategy.ts'
import { leaveTrace, noteEnd } from './trace.ts'

/** Goes back on every chosen host, or lists what is there. */
export async function rollback(io: Io, inputs: RollbackInputs): Promise<Outcome> {
  io.log.mask(inputs.token)
  const timeline = startTimeline(io.clock)
  const github = gitHubWith(inputs.token, io.env)
  const config = await readFleetConfig(io, inputs, github)
  const { runNumber: _, ...facts } = runFactsFrom(io.env, config.project, inputs.environment)
  const strategy = await strategyFrom(config.settings, io.env.GITHUB_WORKSPACE ?? process.cwd(), {
    adopt: false,
    forceUnlock: inputs['force-unlock'],
  })
  const signal = withTimeLimit(io.signal, config.settings.timeout)
  await checkTargets(io, config, signal)
  const access = fleetAccess({ io, config, signal, willDeliver: false })
  const deployment = assembleDeployment({
    io,
    github,
    run: facts,
    strategy,
    timeline,
    access,
    signal,
    version: '',
    sha: '',
  })
  const isLooking = inputs.list || inputs['dry-run']
  if (!isLooking) leaveTrace(io, deployment, inputs.release)
  const members = await rollbackFleet(deployment, config.hosts, inputs.release, isLooking ? 'look' : 'lock')
  if (!isLooking) noteEnd(io, members)
  access.close()
  return inputs.list ? listing(io, members) : ended(io, members, abortOf(signal), isLooking, { project: config.project, inputs, timeline })
}

interface Asked {
  readonly project: string
  readonly inputs: { readonly environment: string; readonly release: string }
  readonly timeline: ReturnType<typeof startTimeline>
}

async function ended(
  io: Io,
  members: readonly Member[],
  aborted: ReturnType<typeof abortOf>,
  isDry: boolean,
  { project, inputs, timeline }: Asked,
): Promise<Outcome> {
  const hosts = members.map((member) => reportOf(member, io.clock.now()))
  const targets = [...new Set(members.map(({ target }) => target))].filter((name) => name !== '')
  const verdict = judgeFleet(hosts, aborted)
  const isWell = isDry ? hosts.every(({ fault }) => !fault) : verdict.outcome === 'released' || verdict.outcome === 'unchanged'
  const outcome = isWell ? (isDry ? 'unchanged' : verdict.outcome) : 'failed'
  const reasonCode = isWell && isDry ? 'dry-run' : verdict.reasonCode
  if (isDry)
    for (const { order, target } of members)
      io.log.info(text(`${order.name}: would go back to ${target || '–'}`, `${order.name}：将回退到 ${target || '–'}`))
  const title = titleOf(project, inputs.environment, isDry && isWell ? 'dry-run' : outcome, targets.join(', '))
  return reportFleet(io, {
    outcome,
    reasonCode,
    succeeded: isWell,
    release: targets.length === 1 ? (targets[0] ?? '') : '',
    title,
    hosts,
    records: timeline.records(),
  })
}

const standings: Readonly<Record<Standing, Text>> = {
  prepared: text('never found well', '未经验证'),
  verified: text('good', '正常'),
  failed: text('bad', '有问题'),
}

/** The releases of each host, newest first. */
async function listing(io: Io, members: readonly Member[]): Promise<Outcome> {
  const releases = members.map(({ order, state, fault }) => ({
    host: order.name,
    live: state?.liveRelease ?? '',
    error: fault && fault.code !== 'no-release' ? fault.problem[io.log.locale] : null,
    releases: [...(state?.releases ?? [])]
      .sort(byAge)
      .reverse()
      .map(({ name, standing, since, version, sha, pinned }) => ({ name, standing, since, version, sha, pinned })),
  }))
  for (const host of releases) {
    const lines = host.releases.map(({ name, standing, since, pinned }) => {
      const marks = [standings[standing][io.log.locale], pinned ? text('pinned', '已固定')[io.log.locale] : ''].filter(
        (mark) => mark !== '',
      )
      return `${name === host.live ? '→' : ' '} ${name}  ${marks.join(', ')}  ${since}`
    })
    await io.log.group(host.host, async () => io.log.info(lines.join('\n')))
    if (host.error) io.log.error(host.error, host.host)
    io.summary([`### ${markdown(host.host)}`, ...(host.error ? [markdown(host.error, 400)] : []), '```text', ...lines, '```'].join('\n'))
  }
  const unseen = releases.filter(({ error }) => error)
  return {
    outcome: unseen.length > 0 ? 'failed' : 'unchanged',
    reasonCode: unseen.length > 0 ? 'unreachable' : 'listed',
    succeeded: unseen.length === 0,
    result: { hosts: releases },
    outputs: {
      releases,
      release: '',
      previous: '',
      hosts: [],
      'failed-hosts': unseen.map(({ host }) => host).join(','),
      'rolled-back': 'false',
    },
  }
}
