import type { Host } from './host/host.ts'
import type { HostState } from './host/state.ts'
import type { SentManifest } from './host/survey.ts'
import type { HostPlan } from './host-plan.ts'
import { type Fault, faultOf, type HostEnd, type HostReport, isAbort } from './host-report.ts'
import { isReleaseName } from './names.ts'
import type { HostOrder } from './order.ts'
import type { Shipment } from './transfer.ts'

/** How far a host goes without being asked: the release is complete there, it is live, or all is done and the lock given back. */
export type Reach = 'preparation' | 'switch' | 'end'

/** A host of the fleet in the course of one deployment: what is known of it and how far it has come. */
export interface Member {
  readonly order: HostOrder
  readonly started: number
  /** The release it is to serve. */
  target: string
  host: Host | undefined
  state: HostState | undefined
  /** What is live there, where the host thought that it would be of use. */
  liveManifest: SentManifest | undefined
  plan: HostPlan | undefined
  shipment: Shipment | undefined
  bytes: number
  wave: number | undefined
  /** Whether the live link was switched by this run, and has not been switched back. */
  isSwitched: boolean
  /** How far the host goes by itself once the release is complete there (in-one-go.ts). */
  reach: Reach
  /** Where a real folder that was live has been put aside. */
  aside: string | undefined
  end: HostEnd | undefined
  fault: Fault | undefined
  kept: readonly string[]
  /** When it came to its end, in milliseconds since 1970. */
  ended: number | undefined
  /** Whether the host's lock may be in the hands of this run. */
  mayHoldLock: boolean
  stopHeartbeat: () => void
}

export const newMember = (order: HostOrder, target: string, now: number): Member => ({
  order,
  started: now,
  target,
  host: undefined,
  state: undefined,
  liveManifest: undefined,
  plan: undefined,
  shipment: undefined,
  bytes: 0,
  wave: undefined,
  isSwitched: false,
  reach: 'preparation',
  aside: undefined,
  end: undefined,
  fault: undefined,
  kept: [],
  ended: undefined,
  mayHoldLock: false,
  stopHeartbeat: () => {},
})

/** Whether the host may have switched by itself: what was told to do so has left. */
export const hasBegun = ({ reach, isSwitched }: Member): boolean => reach !== 'preparation' && isSwitched

/** Whether it is too late to go back: the host has given its lock back by itself. */
export const isOver = ({ reach, end }: Member): boolean => reach === 'end' && end === 'released'

/** The host of a member that was reached. */
export function hostOf({ host, order }: Member): Host {
  if (!host) throw new Error(`${order.name} was not opened`)
  return host
}

/**
 * Notes a failure; the first one of a host is the one that counts. An abort of the whole deployment is no fault of a host that was
 * not switched yet: it is left as it was.
 */
export function failMember(member: Member, error: unknown): void {
  if (isAbort(error) && !member.isSwitched) {
    member.end = 'left'
    return
  }
  member.fault ??= faultOf(error)
  if (member.fault.code === 'locked' || member.fault.code === 'lock-lost') member.mayHoldLock = false
  member.end = 'failed'
}

/** Where a real folder goes that is in the place of the live link. */
export const asideOf = ({ order, target }: Member): string => `${order.live}.before-${target}`

/** What the host served when this run looked at it first. */
export function servedBefore({ state }: Member): string {
  if (state?.live.kind === 'link') return state.liveRelease ?? state.live.target
  return ''
}

const folderOf = ({ state, order }: Member): string => (state?.live.kind === 'folder' ? order.live : '')

/** Same for the journal: the target of a link that is not ours, told so that nobody takes it for a release's name. */
export function tracedBefore(member: Member): string {
  const { state } = member
  const isForeign = state?.live.kind === 'link' && state.liveRelease === undefined
  return isForeign && isReleaseName(servedBefore(member)) ? `./${servedBefore(member)}` : servedBefore(member)
}

/** Version and commit of a release of this host: what this run deploys, or what the host's journal says of an earlier one. */
export function factsOf(
  { version, sha }: { readonly version: string; readonly sha: string },
  { target, state }: Member,
  release: string,
): { readonly version: string; readonly sha: string } {
  if (release === target && version !== '') return { version, sha }
  const kept = state?.releases.find(({ name }) => name === release)
  return { version: kept?.version ?? '', sha: kept?.sha ?? '' }
}

export const reportOf = (member: Member, now: number): HostReport => ({
  host: member.order.name,
  owner: member.order.owner,
  state: member.end ?? 'left',
  from: member.state && (servedBefore(member) || folderOf(member)),
  to: member.isSwitched ? member.target : member.state && (servedBefore(member) || folderOf(member)),
  seconds: Math.round((member.ended ?? now) - member.started) / 1000,
  bytes: member.bytes,
  wave: member.wave,
  fault: member.fault,
  kept: member.kept,
})
