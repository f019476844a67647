import { RemoteError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import type { Deployment } from './deployment.ts'
import { recordOf } from './deployment.ts'
import { failAt } from './fail-at.ts'
import { finishMembers } from './finish.ts'
import { releaseInWaves } from './fleet.ts'
import type { HostState, KeptRelease } from './host/state.ts'
import { inParallel } from './in-parallel.ts'
import { hostOf, type Member, newMember } from './member.ts'
import { openMembers } from './open-members.ts'
import type { HostOrder } from './order.ts'
import { byAge, previousGood } from './retention.ts'

/**
 * Goes back to an earlier release: the named one, or each host's previous good one. What is there is verified before any host is
 * switched. A release that is left for an older one is marked bad, so that going back again does not return to it.
 */
export async function rollbackFleet(
  deployment: Deployment,
  hosts: readonly HostOrder[],
  wanted: string,
  mode: 'lock' | 'look',
): Promise<readonly Member[]> {
  const members = hosts.map((host) => newMember(host, wanted, deployment.clock.now()))
  try {
    await deployment.log.group(text('Look at the hosts', '查看主机'), async () => {
      await openMembers(deployment, members, mode)
      await inParallel(members.filter(isOpen), deployment.strategy.parallel, (member) => chooseTarget(deployment, member, wanted, mode))
    })
    if (mode === 'lock') {
      await releaseInWaves(deployment, members, 'after-rollback')
      await inParallel(
        members.filter(({ end }) => end === 'released'),
        deployment.strategy.parallel,
        (member) => markLeft(deployment, member),
      )
    }
  } finally {
    if (mode === 'lock') await finishMembers(deployment, members)
    for (const member of members) member.host?.close()
  }
  return members
}

const isOpen = (member: Member): boolean => member.end === undefined && member.state !== undefined

async function chooseTarget(deployment: Deployment, member: Member, wanted: string, mode: 'lock' | 'look'): Promise<void> {
  try {
    if (!member.state) return
    const target = targetOn(member.order, member.state, wanted)
    member.target = target.name
    member.plan = { kind: 'switch' }
    if (target.name === member.state.liveRelease && target.standing === 'verified') member.end = 'unchanged'
    else if (mode === 'lock') await hostOf(member).ask('verify', [member.target, 'left'])
  } catch (error) {
    failAt(deployment, member, 'upload', error)
  }
}

/** The release to go back to. Throws `no-release` with those that there are. */
export function targetOn(host: HostOrder, state: HostState, wanted: string): KeptRelease {
  const target = wanted === '' ? previousGood(state.releases, state.liveRelease) : state.releases.find(({ name }) => name === wanted)
  if (target) return target
  const good = state.releases
    .filter(({ standing }) => standing === 'verified')
    .sort(byAge)
    .reverse()
    .map(({ name }) => name)
  throw new RemoteError({
    code: 'no-release',
    party: host.name,
    where: host.name,
    problem:
      wanted === ''
        ? text(`${host.name} has no earlier good release to go back to.`, `${host.name} 上没有可回退的正常版本。`)
        : text(`${host.name} has no release ${wanted}.`, `${host.name} 上没有版本 ${wanted}。`),
    remedy: text(
      `Good releases there: ${good.join(', ') || 'none'}. Or deploy that version again.`,
      `该主机上的正常版本：${good.join('、') || '无'}。或重新部署该版本。`,
    ),
  })
}

async function markLeft(deployment: Deployment, member: Member): Promise<void> {
  const { state, target } = member
  const left = state?.releases.find(({ name }) => name === state.liveRelease)
  const to = state?.releases.find(({ name }) => name === target)
  if (!left || !to || byAge(left, to) <= 0) return
  await hostOf(member)
    .ask('journal', [recordOf(deployment, 'failed', left.name, { version: left.version, sha: left.sha })])
    .catch((error: unknown) => failAt(deployment, member, 'verify', error))
}
