import { endWords } from '../approval/end-words.ts'
import { type Entry, enter } from '../approval/enter.ts'
import { type GateState, openGate } from '../approval/gate.ts'
import { type Held, hold } from '../approval/hold.ts'
import { keeperIn, noKeeper, type RequestRecord, type RequestStore } from '../approval/keeper.ts'
import { runFinished } from '../github/run-finished.ts'
import { Cancelled } from '../kit/cancelled.ts'
import { RemoteError, textOf } from '../kit/errors.ts'
import type { Outcome } from '../kit/outcome.ts'
import type { Io } from '../kit/run.ts'
import { joinText, text } from '../kit/text.ts'
import { type OpenChannels, openChannels } from './approval-channels.ts'
import { approvalOutcome } from './approval-outcome.ts'
import type { ApproveInputs } from './approve-inputs.ts'
import { checkToAsk } from './check-channels.ts'
import { refuseLostLinks } from './personal-links.ts'
import { publish } from './publish-request.ts'
import { type ApprovalOrder, readApproval } from './read-approval.ts'
import { openRequestStore, withoutLedger } from './request-store.ts'
import { leaveRequest, noteRequestEnd } from './request-trace.ts'
import { retireMessages } from './retire-request.ts'

/**
 * Asks for an approval and waits for it. A run that is cancelled before anybody was asked ends like any other that is cancelled. `servers`: those that the
 * release is for, where it is not for all.
 */
export async function approve(io: Io, inputs: ApproveInputs, servers: readonly string[] = []): Promise<Outcome> {
  try {
    return await carryOut(io, inputs, servers)
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
    io.log.error(text('The run was cancelled before anybody was asked.', '运行已被取消，尚未询问任何人。'))
    return { outcome: 'cancelled', reasonCode: 'cancelled', succeeded: false, result: {} }
  }
}

/** Everything is read and checked before anybody hears of it. */
async function carryOut(io: Io, inputs: ApproveInputs, servers: readonly string[]): Promise<Outcome> {
  const order = await readApproval(io, inputs, servers)
  const channels = await openChannels(order.channels, io, order.voters, order.github)
  try {
    refuseLostLinks(io, order, channels)
    if (inputs['dry-run']) return await (await import('./preview-approval.ts')).previewApproval(io, order, channels)
    return await ask(io, order, channels)
  } finally {
    await channels.close()
  }
}

async function ask(io: Io, order: ApprovalOrder, channels: OpenChannels): Promise<Outcome> {
  const { cleared, tellFurther } = checkToAsk(channels, io)
  const store = openRequestStore(io, order)
  const [, entry] = await inThisOrder(cleared, store && enterLedger(io, order, store, cleared))
  if (entry?.kind === 'decided') return endedBefore(io, order, entry.state)
  tellEntry(io, order, entry)
  if (entry?.kind === 'open' && entry.replaced) await retireReplaced(io, order, entry.replaced)
  const start = { state: entry?.state ?? openGate(order.request), posted: entry?.kind === 'resume' ? entry.kept.record.posted : {} }
  const keeperFor = (posted: () => RequestRecord['posted']) => (store && entry ? keeperIn(store, entry.kept, posted, io.log) : noKeeper)
  const publication = await publish(io, order, channels, start, keeperFor)
  void tellFurther()
  const { clock, log, signal } = io
  const world = { clock, log, signal, random: Math.random, people: order.people, card: publication.card, keeper: publication.keeper }
  const held = await hold(start.state, publication.channels, world)
  leaveEnd(io, held, publication.posted())
  await publication.tellEnd(held.state, signal.aborted ? cancelLimit : noticeLimit)
  return outcomeOf(io, order, held.state, false)
}

/** How long the last notices may hold up the job, in milliseconds: usually, and when the runner is about to kill us. */
const noticeLimit = 8000
const cancelLimit = 1500

/** Waits for both, which are under way: of two faults the first one's is thrown. */
async function inThisOrder<A, B>(first: Promise<A>, second: Promise<B> | undefined): Promise<readonly [A, B | undefined]> {
  second?.catch(() => {})
  return [await first, await second]
}

/** A ledger that fails stops no approval; that another request is open may, if the policy says so. What stands in the way of asking goes before both. */
async function enterLedger(io: Io, order: ApprovalOrder, store: RequestStore, cleared: Promise<unknown>): Promise<Entry | undefined> {
  try {
    return await enter(store, order.request, order.settings, { ...worldOf(io, order), cleared })
  } catch (error) {
    await cleared
    if (!(error instanceof RemoteError) || error.code === 'request-pending') throw error
    io.log.warning(joinText([textOf(error), withoutLedger]))
    return undefined
  }
}

/** What the policy of `on-newer` needs to know of the world. */
const worldOf = (io: Io, { github }: ApprovalOrder) => ({
  clock: io.clock,
  log: io.log,
  signal: io.signal,
  hasEnded: ({ run }: { readonly run: string }) => runFinished(github.client, github.repository, run),
})

function tellEntry(io: Io, { request, settings }: ApprovalOrder, entry: Entry | undefined): void {
  const id = entry?.state.request.id ?? request.id
  if (entry?.kind === 'resume') io.log.info(text(`Request ${id} is still open: going on with it.`, `请求 ${id} 仍未决定：继续等待。`))
  else io.log.info(text(`Request ${id} is open.`, `请求 ${id} 已发起。`))
  if (settings.onTimeout === 'approve')
    io.log.warning(text('Silence counts as a yes: nobody needs to approve this.', '超时视为同意：此请求可能无人审批即通过。'))
}

/** An older request gives way: its own process does that too, if it still lives. */
async function retireReplaced(io: Io, order: ApprovalOrder, record: RequestRecord): Promise<void> {
  const { id } = record.state.request
  io.log.info(
    record.state.status === 'expired'
      ? text(`Request ${id} was left open when its time was over: ending its messages.`, `请求 ${id} 超时后仍未结束：正在结束其消息。`)
      : text(`It takes the place of request ${id}.`, `它取代了请求 ${id}。`),
  )
  await retireMessages(io, order.config, record, order.github)
}

function leaveEnd(io: Io, { state, stale }: Held, posted: RequestRecord['posted']): void {
  leaveRequest(io, state, posted)
  if (stale.length === 0) noteRequestEnd(io)
}

function endedBefore(io: Io, order: ApprovalOrder, state: GateState): Outcome {
  const { id } = state.request
  io.log.notice(text(`Already approved by request ${id}: nobody is asked again.`, `请求 ${id} 此前已获批：不再重复审批。`))
  return outcomeOf(io, order, state, true)
}

function outcomeOf(io: Io, { inputs, settings, config }: ApprovalOrder, state: GateState, isEarlier: boolean): Outcome {
  const ended = approvalOutcome(io, {
    state,
    failOn: inputs['fail-on'],
    carryOver: settings.carryOver,
    timeZone: config.timeZone,
    isEarlier,
  })
  io.log.info(text(`Outcome: ${ended.outcome} (${ended.reasonCode}).`, `结果：${ended.outcome}（${ended.reasonCode}）。`))
  if (!ended.succeeded) io.log.error(endWords(state))
  return ended
}
