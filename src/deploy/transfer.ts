import { hash } from 'node:crypto'
import { join } from 'node:path'
import { RemoteError } from '../kit/errors.ts'
import { type Delta, deltaFrom, wholeRelease } from './delta.ts'
import type { HostRequest } from './host/ahead.ts'
import type { Host } from './host/host.ts'
import type { HostState, KeptRelease } from './host/state.ts'
import { manifestIn, type SentManifest, unpack } from './host/survey.ts'
import { textOfLines } from './manifest.ts'
import type { Member } from './member.ts'
import { incomingName } from './names.ts'
import type { Release, Strategy } from './order.ts'
import { packParcel } from './pack.ts'
import { canZstd, type Packing, type Spool, spool } from './spool.ts'

/** What the hosts of a fleet share while a release is sent: manifests that were asked for and read, parcels that were packed, each once. */
export interface Depot {
  readonly release: Release
  readonly folder: string
  /** What has to be done to kept releases, by their digests. */
  readonly bases: Map<string, Promise<Delta | undefined>>
  /** The same by the digest of the manifest's bytes, as hosts sent them; undefined: they are none. */
  readonly deltas: Map<string, Delta | undefined>
  readonly parcels: Map<string, Spool>
}

export const openDepot = (release: Release, folder: string): Depot => ({
  release,
  folder,
  bases: new Map(),
  deltas: new Map(),
  parcels: new Map(),
})

export const closeDepot = async (depot: Depot): Promise<void> => {
  await Promise.all([...depot.parcels.values()].map((parcel) => parcel.remove()))
}

/** What will be sent to a host, and on which of its releases it builds. */
export interface Shipment {
  readonly base: KeptRelease | undefined
  readonly delta: Delta
}

/** Files that are sent; folders and links do not count. */
export const filesIn = ({ delta }: Shipment): number => delta.send.filter(({ kind }) => kind === 'file').length

/**
 * Another base is looked at only when the best so far leaves more than this to send, in bytes: its manifest costs something too, and what is live, the first
 * of them, is being copied already.
 */
const worthAnotherLook = ({ manifest }: Release): number => Math.max(256 << 10, manifest.bytes / 5)

/** Chooses what to build on: the kept release that leaves the fewest bytes to send. */
export async function planShipment(member: Member, depot: Depot, bases: readonly KeptRelease[]): Promise<Shipment> {
  let best: Shipment = { base: undefined, delta: wholeRelease(depot.release.manifest) }
  if (!member.state?.tools.has('awk')) return best
  for (const base of bases) {
    const delta = await deltaOn(member, depot, base)
    if (!delta) continue
    if (!best.base || delta.bytes < best.delta.bytes) best = { base, delta }
    if (best.delta.bytes <= worthAnotherLook(depot.release)) break
  }
  return best
}

/** What a kept release differs in; its manifest is asked for on the first host that has it, for all. */
async function deltaOn({ host, state, liveManifest }: Member, depot: Depot, base: KeptRelease): Promise<Delta | undefined> {
  if (!host || !state) return undefined
  const live = liveManifest && base.name === state.liveRelease ? readDelta(depot, liveManifest) : undefined
  if (live) return live
  const ask = async () => readDelta(depot, manifestIn(await host.ask('manifest', [base.name]), state))
  const known = depot.bases.get(base.digest) ?? ask()
  depot.bases.set(base.digest, known)
  return known.catch(() => {
    depot.bases.delete(base.digest)
    return ask()
  })
}

/** Reads what a host sent, unless another one sent the very same. */
function readDelta({ deltas, release }: Depot, sent: SentManifest): Delta | undefined {
  const key = `${sent.isPacked} ${hash('sha256', sent.blob)}`
  if (!deltas.has(key)) {
    const words = unpack(sent)
    deltas.set(key, words === undefined ? undefined : deltaFrom(words, release.manifest))
  }
  return deltas.get(key)
}

export interface SendOptions {
  readonly strategy: Strategy
  /** The journal's line for the finished release. */
  readonly journal: string
  /** What the host carries out by itself once the release is complete. */
  readonly ahead: readonly HostRequest[]
  readonly signal: AbortSignal
  readonly onBytes: (sent: number) => void
  /** Called when all has left: from now on the host may go on by itself. */
  readonly onSent: () => void
  readonly onFallback: () => void
}

/**
 * Brings a release to a host, complete and verified, under its name. Nothing that is served changes. Returns the bytes sent.
 * A base that turns out to be altered by hand is given up, and everything is sent.
 */
export async function sendRelease(host: Host, depot: Depot, state: HostState, shipment: Shipment, options: SendOptions): Promise<number> {
  try {
    return await assemble(host, depot, state, shipment, options)
  } catch (error) {
    const isAlteredBase = shipment.base !== undefined && error instanceof RemoteError && error.code === 'release-damaged'
    if (!isAlteredBase) throw error
    options.onFallback()
    return assemble(host, depot, state, { base: undefined, delta: wholeRelease(depot.release.manifest) }, options)
  }
}

async function assemble(host: Host, depot: Depot, state: HostState, { base, delta }: Shipment, options: SendOptions): Promise<number> {
  const { release } = depot
  const { strategy, journal, ahead, signal, onBytes, onSent } = options
  const missing = strategy.shared.filter((_, index) => !state.shared[index]).map(({ path }) => path)
  const packing = choosePacking(state.tools, host.connection.roundTrip)
  const parcel = parcelFor(depot, base, delta, missing, packing)
  let sent = 0
  const counted = async function* () {
    for await (const chunk of parcel.read()) {
      sent += chunk.length
      onBytes(sent)
      yield chunk as Buffer
    }
    onSent()
  }
  const incoming = incomingName(release.name)
  const order = [incoming, release.name, base?.name ?? '', strategy.reuse, packing, release.manifest.digest, journal, ...missing]
  const answer = await host.deliver(order, delta.takeOut, counted(), { accept: ['exists'], signal, ahead })
  if (answer.status !== 'exists') return sent
  const { status } = await host.ask('verify', [release.name], { accept: ['damaged'] })
  if (status === 'damaged') await host.ask('renew', [incoming, release.name])
  return sent
}

/**
 * zstd costs next to nothing. gzip is slower than a near network is: worth its time only when the host is far. In milliseconds.
 */
const farAway = 4

const choosePacking = (tools: ReadonlySet<string>, roundTrip: number): Packing => {
  if (canZstd && tools.has('zstd')) return 'zstd'
  return tools.has('gzip') && roundTrip >= farAway ? 'gzip' : 'plain'
}

/** The archive for all hosts that need the same: packed and compressed once. */
function parcelFor(depot: Depot, base: KeptRelease | undefined, delta: Delta, missing: readonly string[], packing: Packing): Spool {
  const { release } = depot
  const manifest = [...delta.gone.map((path) => `-${path}`), ...delta.added.map((line) => `+${line}`)]
  const key = JSON.stringify([base ? hash('sha256', textOfLines(manifest)) : '', missing, packing]) // hooks may have left one release in two ways
  const known = depot.parcels.get(key)
  if (known) return known
  const pieces = packParcel({
    root: release.root,
    entries: delta.send,
    seeds: missing.flatMap((path) => release.seeds.get(path) ?? []),
    manifest,
    time: release.time,
  })
  const parcel = spool(pieces, packing, join(depot.folder, `parcel-${depot.parcels.size}`))
  depot.parcels.set(key, parcel)
  return parcel
}
