import type { Deployment } from './deployment.ts'
import { partingRequests } from './finish.ts'
import type { HostRequest } from './host/ahead.ts'
import { persist } from './host/host.ts'
import { surveyHost } from './host/survey.ts'
import { lockToken } from './lock.ts'
import { lostNote } from './lost-note.ts'
import { hasBegun, hostOf, type Member, type Reach } from './member.ts'
import { isLookedAt, switchRequest } from './switch.ts'

/**
 * How far a host may go by itself once the release is complete there. A fleet of one waits for nobody: it switches, and where nobody looks
 * whether the release is well it clears up and gives the lock back, without asking at each step. That is a round trip less each.
 */
export function reachOf(deployment: Deployment, fleet: readonly Member[]): Reach {
  const [only, ...others] = fleet
  if (others.length > 0 || only?.plan?.kind !== 'transfer') return 'preparation'
  if (deployment.strategy.hooks['before-release'] || only.state?.live.kind === 'folder') return 'preparation'
  return isLookedAt(deployment, 'after-release') ? 'switch' : 'end'
}

/** What is sent along with the release. */
export function requestsAhead(deployment: Deployment, member: Member): readonly HostRequest[] {
  if (member.reach === 'preparation') return []
  const parting = member.reach === 'end' ? partingRequests(deployment, member).map(({ request }) => request) : []
  return [switchRequest(deployment, member, 'after-release'), ...parting]
}

/** Before anything is asked of a host over a new connection. */
export async function resolveDoubt(deployment: Deployment, member: Member): Promise<void> {
  if (hostOf(member).ahead.isInDoubt) await findOut(deployment, member)
}

/**
 * Whether a host has switched by itself though the run could not follow: its connection broke, or it was aborted. Where the host cannot be asked, it may
 * have, but nothing can be done about that now.
 */
export async function goesOnByItself(deployment: Deployment, member: Member): Promise<boolean> {
  if (!hasBegun(member)) return false
  const { log, signal } = deployment
  const look = () => findOut(deployment, member)
  try {
    await (signal.aborted ? look() : persist(hostOf(member), look, () => log.info(lostNote(member.order.name))))
    return hasBegun(member)
  } catch {
    return false
  }
}

/** Looks how far a host has gone: whether all was carried out, the release is live, or neither. */
async function findOut({ strategy, token }: Deployment, member: Member): Promise<void> {
  const host = hostOf(member)
  const { state } = await surveyHost(host, strategy.shared)
  const isHeld = state.lock?.owner?.token === lockToken(token, member.order.name)
  const isDone = member.reach === 'end' && !isHeld && state.releases.some(({ name, isSettled }) => name === member.target && isSettled)
  host.ahead.settle(isDone)
  member.isSwitched = isDone || state.liveRelease === member.target
}
