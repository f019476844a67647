import { RemoteError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import type { Deployment } from './deployment.ts'
import { type Host, persist } from './host/host.ts'
import { type Survey, surveyHost } from './host/survey.ts'
import { refuseUnusable } from './host-plan.ts'
import { inParallel } from './in-parallel.ts'
import { lockToken } from './lock.ts'
import { keepHeartbeat, takeLock } from './locking.ts'
import { failMember, type Member } from './member.ts'

/**
 * Connects to every host, takes its lock (unless only looking) and looks at it. Hosts are opened side by side; one that cannot be
 * reached or locked is marked failed, the others go on. `digest`: of the release that is to come.
 */
export async function openMembers(deployment: Deployment, members: readonly Member[], mode: 'lock' | 'look', digest = ''): Promise<void> {
  const results = await inParallel(members, deployment.strategy.parallel, (member) => openMember(deployment, member, mode, digest))
  results.forEach((result, index) => {
    const member = members[index]
    if (result.status !== 'rejected' || !member) return
    failMember(member, result.reason)
    if (member.fault) deployment.timeline.mark('upload', member.order.name, 'failed')
  })
}

async function openMember(deployment: Deployment, member: Member, mode: 'lock' | 'look', digest: string): Promise<void> {
  const { signal, log } = deployment
  signal.throwIfAborted()
  const host = await deployment.open(member.order)
  member.host = host
  const look =
    mode === 'lock' ? () => lockAndLook(deployment, member, host, digest) : () => surveyHost(host, deployment.strategy.shared, digest)
  const survey = await persist(host, look, () => log.info(lostNote(member.order.name)))
  member.state = survey.state
  member.liveManifest = survey.liveManifest
}

/** Takes the lock and looks, in one round trip: what was seen counts if the lock was free. */
async function lockAndLook(deployment: Deployment, member: Member, host: Host, digest: string): Promise<Survey> {
  const options = lockOptions(deployment, member)
  member.mayHoldLock = true
  const locking = takeLock(host, options)
  const looking = surveyHost(host, deployment.strategy.shared, digest)
  looking.catch(() => {}) // awaited only when it counts
  const wasFree = await locking.catch(async (error: unknown) => {
    throw await plainerReason(error, looking, member, deployment)
  })
  member.stopHeartbeat()
  member.stopHeartbeat = keepHeartbeat(host, options)
  return wasFree ? looking : surveyHost(host, deployment.strategy.shared, digest)
}

/** What the host looks like is known all the same; where the lock could not be written, it says more plainly why, and what to do. */
async function plainerReason(error: unknown, looking: Promise<Survey>, member: Member, { strategy }: Deployment): Promise<unknown> {
  const { order } = member
  const isDenied = error instanceof RemoteError && error.code === 'host-permission'
  const survey = await looking.catch(() => undefined)
  member.state = survey?.state
  try {
    if (survey && isDenied) refuseUnusable(survey.state, order, strategy)
    return error
  } catch (refusal) {
    return refusal
  }
}

const lockOptions = (deployment: Deployment, { order }: Member) => ({
  run: deployment.run,
  token: lockToken(deployment.token, order.name),
  clock: deployment.clock,
  signal: deployment.signal,
  force: deployment.strategy.forceUnlock,
  patience: deployment.strategy.lockWait,
  runFinished: deployment.runFinished,
  say: (message: Parameters<Deployment['log']['info']>[0]) => deployment.log.info(message),
})

export const lostNote = (host: string) => text(`${host}: the connection was lost; connecting again.`, `${host}：连接中断；正在重新连接。`)
