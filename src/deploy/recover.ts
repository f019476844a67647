import { textOf } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import { asBefore } from './as-before.ts'
import type { Deployment } from './deployment.ts'
import { finishMembers } from './finish.ts'
import { goBack } from './go-back.ts'
import type { Host } from './host/host.ts'
import type { KeptRelease } from './host/state.ts'
import { surveyHost } from './host/survey.ts'
import { inParallel } from './in-parallel.ts'
import { lockToken } from './lock.ts'
import { asideOf, failMember, hostOf, type Member, newMember, servedBefore } from './member.ts'
import type { HostOrder, Strategy } from './order.ts'

/**
 * Clears up after a main step that did not get to its end, on hosts that still have this run's lock: what it still does there ends,
 * hosts go back as they would have if the main step had failed, and the lock is given back. `release`: what hosts were to serve;
 * empty: each its own.
 */
export async function recoverFleet(deployment: Deployment, hosts: readonly HostOrder[], release: string): Promise<void> {
  const { strategy, log } = deployment
  const members = hosts.map((host) => newMember(host, release, deployment.clock.now()))
  await inParallel(members, strategy.parallel, async (member) => {
    try {
      await reclaim(deployment, member)
    } catch (error) {
      failMember(member, error)
      log.warning(textOf(error), member.order.name)
    }
  })
  const ours = members.filter(({ mayHoldLock }) => mayHoldLock)
  for (const { order } of ours)
    log.info(text(`${order.name}: the run did not get to its end here; clearing up.`, `${order.name}：运行未正常结束；正在清理。`))
  const back = whoComesBack(strategy, release, members)
  await inParallel(back, strategy.parallel, (member) => prepareBack(deployment, member))
  await goBack(deployment, back, deployment.signal)
  await finishMembers(deployment, ours)
  for (const member of members) member.host?.close()
}

/** Ends what the dead main step still does on a host, and looks. */
async function reclaim({ open, strategy, token }: Deployment, member: Member): Promise<void> {
  const host = await open(member.order)
  member.host = host
  await host.ask('rejoin')
  member.state = (await surveyHost(host, strategy.shared)).state
  member.mayHoldLock = member.state.lock?.owner?.token === lockToken(token, member.order.name)
  member.target ||= member.state.liveRelease ?? ''
}

const liveOf = ({ state }: Member): KeptRelease | undefined => state?.releases.find(({ name }) => name === state.liveRelease)

/** Of the hosts with this run's lock, those that go back: none when the whole fleet serves the release and is well. */
function whoComesBack({ onHostFailure, rollback }: Strategy, release: string, members: readonly Member[]): Member[] {
  if (onHostFailure !== 'rollback' || rollback === 'none') return []
  const unwell = members.filter((member) => member.mayHoldLock && isUnwell(member))
  if (release === '' || rollback !== 'fleet') return unwell
  const isThrough = members.every((member) => liveOf(member)?.isSettled && isOnTarget(member, members))
  return isThrough ? [] : members.filter((member) => member.mayHoldLock && (isUnwell(member) || wasSwitched(member)))
}

/** A host may serve the same content under an earlier name. */
function isOnTarget(member: Member, members: readonly Member[]): boolean {
  const releases = members.flatMap(({ state }) => state?.releases ?? [])
  const digest = releases.find(({ name }) => name === member.target)?.digest
  return liveOf(member)?.name === member.target || liveOf(member)?.digest === digest
}

/** The main step was killed after it switched the host, or while a folder stood aside, and before it was found well. */
const isUnwell = (member: Member): boolean =>
  member.state?.live.kind === 'none' || (liveOf(member)?.name === member.target && !liveOf(member)?.isSettled)

/** Whether the target went live since this run has the lock; both times are the runner's. */
const wasSwitched = (member: Member): boolean =>
  liveOf(member)?.name === member.target && (liveOf(member)?.lastLive ?? '') >= (member.state?.lock?.owner?.since ?? '')

async function prepareBack({ log }: Deployment, member: Member): Promise<void> {
  const before = member.state && asBefore(member.state)
  if (!before) {
    const { name } = member.order
    log.warning(text(`${name}: nobody knows what was live before; it is left as it is.`, `${name}：不知道之前的上线版本；保持现状。`), name)
    return
  }
  try {
    member.isSwitched = member.state?.live.kind !== 'none'
    member.state = before
    if (servedBefore(member) === '') await takeBackFolder(hostOf(member), member)
  } catch (error) {
    member.isSwitched = false
    failMember(member, error)
    log.error(textOf(error), member.order.name)
  }
}

/** A real folder that had stepped aside comes back, if there is one. */
async function takeBackFolder(host: Host, member: Member): Promise<void> {
  const { status } = await host.ask('unadopt', [asideOf(member)], { accept: ['absent'] })
  if (status === 'ok') member.isSwitched = false
}
