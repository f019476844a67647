import { messageOf, RemoteError, textOf } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import { type Deployment, recordOf } from './deployment.ts'
import type { HostRequest } from './host/ahead.ts'
import { persist } from './host/host.ts'
import { inParallel } from './in-parallel.ts'
import { lostNote } from './lost-note.ts'
import { factsOf, hostOf, type Member, servedBefore } from './member.ts'
import { incomingName } from './names.ts'
import { removable } from './retention.ts'

/**
 * The last thing that happens on a host: half-made folders go, on hosts that serve what they should old releases go, and the lock
 * is given back. What fails here is said, and fails nothing.
 */
export async function finishMembers(deployment: Deployment, members: readonly Member[]): Promise<void> {
  await inParallel(members, deployment.strategy.parallel, async (member) => {
    member.stopHeartbeat()
    if (!member.host) return
    if (member.mayHoldLock) await leave(deployment, member)
    member.ended ??= deployment.clock.now()
    member.host.close()
  })
}

/** A host whose connection was lost gets another chance: otherwise its lock would stay. */
async function leave(deployment: Deployment, member: Member): Promise<void> {
  const { name } = member.order
  try {
    await persist(
      hostOf(member),
      () => clearUp(deployment, member),
      () => deployment.log.info(lostNote(name)),
    )
  } catch (error) {
    const why = textOf(error)
    deployment.log.warning(text(`The lock of ${name} stays: ${why.en}`, `${name} 的锁未能归还：${why['zh-CN']}`), name)
  }
}

async function clearUp(deployment: Deployment, member: Member): Promise<void> {
  const host = hostOf(member)
  const { state, target } = member
  const releases = state?.releases ?? []
  const isThere = member.end === 'released' || deployment.timeline.stateOf('upload', member.order.name) === 'succeeded'
  const ours = isThere && !releases.some(({ name }) => name === target)
  const names = [...releases.map(({ name }) => name), ...(ours ? [target] : [])]
  const old = member.end === 'released' || member.end === 'unchanged' ? surplus(deployment, member) : []
  const requests = partingRequests(deployment, member, old)
  const results = await Promise.allSettled([
    host.standDown(),
    ...requests.map(({ request: [verb, ...args], accept }) => host.ask(verb, args, { accept })),
  ])
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown)
  const lost = failures.find((reason) => codeOf(reason) === 'connection-lost')
  if (lost) throw lost
  member.mayHoldLock = results.at(-1)?.status === 'rejected' && codeOf(failures.at(-1)) !== 'lock-lost'
  for (const reason of failures.filter((each) => codeOf(each) !== 'lock-lost').slice(0, 3)) {
    const words = messageOf(reason)
    deployment.log.warning(text(`Clearing up on ${member.order.name}: ${words}`, `清理 ${member.order.name}：${words}`), member.order.name)
  }
  member.kept = names.filter((name) => !old.includes(name))
}

/** What there is to do on a host in the end: half-made folders go, and releases that are too `old`; the last gives back the lock. */
export function partingRequests(
  deployment: Deployment,
  member: Member,
  old: readonly string[] = surplus(deployment, member),
): readonly { readonly request: HostRequest; readonly accept: readonly string[] }[] {
  const incoming = isSatisfied(member) ? [] : [incomingName(member.target)]
  const leftovers = new Set([...(member.state?.leftovers ?? []), ...incoming])
  return [
    ...[...leftovers].map((name) => ({ request: ['remove', name, ''] as const, accept: ['denied'] })),
    ...old.map((name, index) => {
      const line = recordOf(deployment, 'removed', name, factsOf(deployment, member, name))
      const isSpared = deployment.strategy.reuse === 'copy' && index === old.length - 1
      return { request: ['remove', name, line, isSpared ? 'spare' : ''] as const, accept: ['in-use'] }
    }),
    { request: ['close'], accept: [] },
  ]
}

/** Nothing was begun for it. */
const isSatisfied = ({ plan, target }: Member): boolean => target === '' || plan?.kind === 'unchanged' || plan?.kind === 'switch'

const codeOf = (error: unknown) => (error instanceof RemoteError ? error.code : undefined)

function surplus(deployment: Deployment, member: Member): readonly string[] {
  const { state, target } = member
  const known = state?.releases ?? []
  const now = new Date(deployment.clock.now()).toISOString()
  const fresh = {
    name: target,
    digest: '',
    standing: 'verified',
    isSettled: true,
    since: now,
    version: '',
    sha: '',
    lastLive: now,
    replaced: undefined,
    pinned: false,
    linked: true,
  } as const
  const releases = known.some(({ name }) => name === target) ? known : [...known, fresh]
  return removable({ releases }, { live: target, previous: servedBefore(member) || undefined, keep: deployment.strategy.keep })
}
