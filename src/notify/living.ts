import { randomUUID } from 'node:crypto'
import type { Delivery, NoticeChannel } from '../chat/channel.ts'
import type { Message } from '../chat/message.ts'
import type { Unavailable } from '../github/ledger.ts'
import type { Clock } from '../kit/clock.ts'
import { textOf } from '../kit/errors.ts'
import { type Text, text } from '../kit/text.ts'
import { isUnavailable, type Kept, type LivingStore, orderBeside, type Standing } from './living-store.ts'

/** What is to be seen of a run, and how far the run had got then. */
export interface Showing {
  readonly message: Message
  readonly order: number
  /** Nobody knows how far its jobs are: see {@link orderBeside}. */
  readonly isBlind?: boolean
  /** In one word. */
  readonly verdict: string
  /** The run is over as far as it can be seen. */
  readonly isOver: boolean
  /** Edits alert nobody: this short message follows one, once for each verdict, where somebody is to be alerted. */
  readonly alert?: Message | undefined
  /** Only a message that is there already is brought up to date; none is begun. */
  readonly onlyThere?: boolean
}

/** What became of showing it in a channel. */
export type Shown = Delivery | { readonly state: 'skipped'; readonly reason: Text }

interface World {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** In [0, 1). */
  readonly random: () => number
}

/** Whoever writes is nearly always done by then, or has died. Milliseconds. */
const longestWrite = 120_000
/** Milliseconds between two looks whether another job has finished writing. */
const pause = 1500

/**
 * Shows the state of a run in its one message of a channel, which jobs and attempts share: whoever is first posts it, the others edit it, one
 * at a time, and what is outdated gives way. Where the platform cannot edit, only the end is sent, and only where it says something new.
 * Never throws. Where the repository keeps nothing, `forgetful` hears why: what it does not tell is sent anew, what it did not note may be.
 */
export async function showLiving(
  channel: NoticeChannel,
  showing: Showing,
  store: LivingStore,
  world: World,
  forgetful: (why: Unavailable | Text) => void,
): Promise<Shown> {
  if (!channel.edit && !showing.isOver) return skipped(notEditable)
  try {
    const turn = await takeTurn(channel.name, showing, !channel.edit, store, world)
    if (turn.kind === 'absent') return skipped(notThere)
    if (turn.kind === 'told') return skipped(channel.edit ? newerShown : toldBefore)
    if (turn.kind === 'mine') return await write(channel, showing, turn.kept, store, forgetful)
    if (turn.kind === 'cancelled') return cancelled
    forgetful(turn.why)
  } catch (error) {
    forgetful(textOf(error))
  }
  return showing.onlyThere ? skipped(notThere) : channel.send(showing.message)
}

const skipped = (reason: Text) => ({ state: 'skipped', reason }) as const

const notEditable = text('Messages cannot be edited there: it hears of the result alone.', '该渠道无法编辑消息：只通知结果。')
const newerShown = text('It shows this state of the run, or a newer one.', '其消息已显示此状态或更新的状态。')
const notThere = text('There is no message to bring up to date.', '没有需要更新的消息。')
/** Sending it anew beside the one that is there would tell nobody anything. */
const cancelled: Delivery = {
  state: 'rejected',
  reason: text('The run was cancelled before it was this message’s turn.', '轮到此消息之前运行已被取消。'),
}
const toldBefore = text('It was told the same of this run before.', '此前已告知该运行的相同结果。')

type Turn =
  | { readonly kind: 'mine'; readonly kept: Kept }
  | { readonly kind: 'told' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'alone'; readonly why: Unavailable }
  | { readonly kind: 'cancelled' }

/** Waits until nobody else writes, and notes that we do. A turn lasts no longer than {@link longestWrite} by our own clock, whatever that of its job says. */
async function takeTurn(channel: string, showing: Showing, isOnce: boolean, store: LivingStore, world: World): Promise<Turn> {
  const { clock, signal, random } = world
  const by = randomUUID()
  let awaited: NonNullable<Standing['busy']> = { by, since: 0 }
  do {
    const kept = await store.read(channel)
    if (isUnavailable(kept)) return { kind: 'alone', why: kept }
    if (showing.onlyThere && !kept?.standing.ref && !kept?.standing.busy) return { kind: 'absent' }
    if (kept && isTold(kept.standing, showing, isOnce)) return { kind: 'told' }
    const busy = kept?.standing.busy
    if (busy && busy.by !== awaited.by) awaited = { by: busy.by, since: Math.min(busy.since, clock.now()) }
    if (!busy || clock.now() - awaited.since > longestWrite) {
      const before = kept?.standing ?? nothing
      const mine = await store.write(channel, { ...before, busy: { by, since: clock.now() } }, kept)
      if (isUnavailable(mine)) return { kind: 'alone', why: mine }
      if (mine) return { kind: 'mine', kept: mine }
    }
    await clock.sleep(pause * (0.5 + random()), signal).catch(() => {})
  } while (!signal.aborted)
  return { kind: 'cancelled' }
}

const nothing: Standing = { ref: undefined, order: -1, verdict: '', alerted: '', busy: undefined }

function isTold(standing: Standing, showing: Showing, isOnce: boolean): boolean {
  const order = orderIn(showing, standing)
  if (standing.order > order) return true
  return isOnce ? standing.ref !== undefined && standing.verdict === showing.verdict : standing.order === order
}

const orderIn = ({ order, isBlind }: Showing, { order: shown }: Standing): number => (isBlind ? orderBeside(order, shown) : order)

/** Edits what is there, or posts it; notes where it is now, and lets the next one write. */
async function write(
  channel: NoticeChannel,
  showing: Showing,
  kept: Kept,
  store: LivingStore,
  forgetful: (why: Unavailable | Text) => void,
): Promise<Delivery> {
  const before = kept.standing
  const delivery = await editOrSend(channel, before.ref, showing.message)
  const isEdited = delivery.state === 'delivered' && before.ref !== undefined && before.ref === delivery.ref
  const isDue = isEdited && showing.alert !== undefined && before.alerted !== showing.verdict
  const alert = isDue ? await channel.send(showing.alert) : undefined
  const isAlerted = alert ? alert.state === 'delivered' : delivery.state === 'delivered' && !isEdited
  const after = standingAfter(before, showing, delivery, { isOnce: !channel.edit, isAlerted })
  // Where it is not noted, the next one takes over when it has waited long enough; where somebody was faster, they have done so.
  const fault = await store.write(channel.name, after, kept).then((answer) => (isUnavailable(answer) ? answer : undefined), textOf)
  if (fault) forgetful(fault)
  return withAlert(delivery, alert)
}

/** What is noted of a message. One that may have arrived is not sent again where that would show it twice. */
function standingAfter(
  before: Standing,
  showing: Showing,
  delivery: Delivery,
  { isOnce, isAlerted }: { readonly isOnce: boolean; readonly isAlerted: boolean },
): Standing {
  const { verdict, message, isOver, alert: note } = showing
  const isThere = delivery.state === 'delivered' || (isOnce && delivery.state === 'unknown')
  if (!isThere) return { ...before, busy: undefined }
  const ref = (delivery.state === 'delivered' ? delivery.ref : undefined) ?? before.ref ?? ''
  const isAlerting = note !== undefined || message.mentions.length > 0
  // An end of which nobody has to be alerted makes the next failure news again.
  const alerted = isAlerting && isAlerted ? verdict : isOver && !isAlerting ? '' : before.alerted
  return { ref, order: orderIn(showing, before), verdict, alerted, busy: undefined }
}

/** The message itself is there, so that an alert which did not arrive is no failure; but it is said. */
function withAlert(delivery: Delivery, alert: Delivery | undefined): Delivery {
  if (delivery.state !== 'delivered' || alert === undefined || alert.state === 'delivered') return delivery
  const { reason } = alert
  return { ...delivery, note: text(`Perhaps nobody was alerted: ${reason.en}`, `可能无人收到提醒：${reason['zh-CN']}`) }
}

async function editOrSend(channel: NoticeChannel, ref: string | undefined, message: Message): Promise<Delivery> {
  if (!channel.edit || !ref) return channel.send(message)
  const edited = await channel.edit(ref, message)
  return edited.state === 'gone' ? channel.send(message) : edited.state === 'delivered' ? { ref, ...edited } : edited
}

/** Edits the messages of an earlier step, or posts anew what cannot be edited. */
export async function showAt(channel: NoticeChannel, ref: string | undefined, showing: Showing): Promise<Shown> {
  if (!channel.edit && !showing.isOver) return skipped(notEditable)
  if (showing.onlyThere && ref === undefined) return skipped(notThere)
  const delivery = await editOrSend(channel, ref, showing.message)
  const isEdited = ref !== undefined && delivery.state === 'delivered' && delivery.ref === ref
  return withAlert(delivery, isEdited && showing.alert ? await channel.send(showing.alert) : undefined)
}
