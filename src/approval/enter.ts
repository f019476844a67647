import type { Clock } from '../kit/clock.ts'
import { RemoteError } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import { text } from '../kit/text.ts'
import { type GateState, openGate, step } from './gate.ts'
import type { Kept, RequestRecord, RequestStore } from './keeper.ts'
import { type Earlier, judgeEarlier, resumed } from './newer.ts'
import type { ApprovalRequest } from './request.ts'

interface Policy {
  readonly onNewer: 'supersede' | 'queue' | 'block'
  /** Milliseconds; see {@link judgeEarlier}. */
  readonly carryOver: number
}

interface World {
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** Rejects where nobody may be asked after all. Until it resolves, nothing is said or written that anybody could see. */
  readonly cleared: Promise<unknown>
  /** Whether a run has ended: what it left open is nobody's any more. Undefined when that cannot be known. */
  readonly hasEnded: (request: ApprovalRequest) => Promise<boolean | undefined>
}

/** How a request came in: with which state, kept how, and what it took the place of, which is over with that. */
export type Entry =
  | { readonly kind: 'open'; readonly state: GateState; readonly kept: Kept; readonly replaced?: RequestRecord }
  | { readonly kind: 'resume'; readonly state: GateState; readonly kept: Kept }
  | { readonly kind: 'decided'; readonly state: GateState }

/** Milliseconds between two looks at the request that is waited for. */
const queuePause = 10_000

/**
 * Brings a request in: as the newest of its project and environment, or as one that is there already. Throws `request-pending` where another
 * is open and the policy says `block`; waits for it where it says `queue`, until this request's own deadline. What is there is read while it is
 * still checked whether anybody can be asked: throws what `cleared` throws, and nothing was written then.
 */
export async function enter(store: RequestStore, request: ApprovalRequest, policy: Policy, world: World): Promise<Entry> {
  let found = await store.read()
  await world.cleared
  // A check takes a while: who would end, be refused or wait because of what was there looks whether it still is.
  if (!takesPlace(judgeEarlier(found?.record.state, request, policy.carryOver, world.clock.now()), policy))
    found = await readAgain(store, found)
  let isQueued = false
  for (;;) {
    const earlier = judgeEarlier(found?.record.state, request, policy.carryOver, world.clock.now())
    if (earlier.kind === 'decided') return { kind: 'decided', state: earlier.state }
    if (await mustWait(earlier, request, policy, world)) {
      if (!isQueued) sayQueue(earlier, world)
      isQueued = true
      await world.clock.sleep(queuePause, world.signal)
      found = await readAgain(store, found)
      continue
    }
    const asked = isQueued ? { ...request, opened: world.clock.now() } : request
    const state = earlier.kind === 'resume' ? resumed(earlier.state, request) : openGate(asked)
    const posted = earlier.kind === 'resume' ? (found?.record.posted ?? {}) : {}
    const { written, now } = await store.write({ version: 1, state, posted }, found)
    if (written && now && earlier.kind === 'resume') return { kind: 'resume', state, kept: now }
    if (written && now) return { kind: 'open', state, kept: now, ...replacedBy(state, earlier, found, world) }
    found = now
  }
}

/** Whether the request goes on at once, whatever was there. */
const takesPlace = ({ kind }: Earlier, { onNewer }: Policy): boolean => kind !== 'decided' && (kind !== 'open' || onNewer === 'supersede')

/** Nobody else may be left to bring its messages to their end. */
function replacedBy({ request }: GateState, { kind }: Earlier, found: Kept | undefined, { clock }: World): { replaced?: RequestRecord } {
  if (!found || (kind !== 'open' && kind !== 'overdue')) return {}
  const end = kind === 'open' ? ({ kind: 'supersede', by: request.id } as const) : ({ kind: 'time', isDeaf: true } as const)
  return { replaced: { ...found.record, state: step(found.record.state, end, clock.now()).state } }
}

/** Whether to look again later: another request is open, alive, and goes first. */
async function mustWait(earlier: Earlier, request: ApprovalRequest, { onNewer }: Policy, world: World): Promise<boolean> {
  if (earlier.kind !== 'open' || onNewer === 'supersede' || (await world.hasEnded(earlier.state.request))) return false
  const { id, runUrl, version } = earlier.state.request
  if (onNewer === 'block') throw pending(id, version, runUrl)
  if (world.clock.now() >= request.deadline) throw pending(id, version, runUrl)
  return true
}

function sayQueue(earlier: Earlier, { log }: World): void {
  if (earlier.kind !== 'open') return
  const { id, runUrl, version } = earlier.state.request
  log.info(text(`Waiting for request ${id} (${version}) to end: ${runUrl}`, `正在等待请求 ${id}（${version}）结束：${runUrl}`))
}

/** Who waits for a turn does not lose it by a fault of the network: what was known last counts on. */
async function readAgain(store: RequestStore, known: Kept | undefined): Promise<Kept | undefined> {
  try {
    return await store.read()
  } catch (error) {
    if (error instanceof RemoteError && error.retryable) return known
    throw error
  }
}

const pending = (id: string, version: string, runUrl: string): RemoteError =>
  new RemoteError({
    code: 'request-pending',
    party: 'GitHub',
    problem: text(`Request ${id} (${version}) for this environment is still open.`, `该环境的请求 ${id}（${version}）尚未决定。`),
    where: runUrl,
    remedy: text(
      'Decide it or cancel its run, or set “on-newer: supersede” so that a newer request takes its place.',
      '请先决定该请求或取消其运行，或设置“on-newer: supersede”让新请求取代它。',
    ),
  })
