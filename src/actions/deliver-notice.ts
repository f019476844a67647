import { climb } from '../chat/delivery/ladder.ts'
import { scrubbed } from '../chat/delivery/scrubbed.ts'
import type { Message } from '../chat/message.ts'
import { gitHubLedger } from '../github/ledger.ts'
import { textOf } from '../kit/errors.ts'
import type { Io } from '../kit/run.ts'
import { joinText, type Locale, type Text, text } from '../kit/text.ts'
import { states, type Target } from '../notify/delivery-report.ts'
import { type Showing, type Shown, showAt, showLiving } from '../notify/living.ts'
import { ledgerStore } from '../notify/living-ledger.ts'
import { impatient, type LivingStore } from '../notify/living-store.ts'
import type { Place, Places } from './notice-places.ts'
import type { NotifyOrder } from './read-notify.ts'

/** What goes to whom. */
export interface Parcel {
  readonly channels: readonly string[]
  /** Channels tried in this order where one of those did not take the message. */
  readonly fallback: readonly string[]
  readonly showing: Showing
  /** What the one message of a run is about: jobs and attempts that give the same share it. Undefined: a message of its own. */
  readonly subject: string | undefined
}

/** What delivering takes of an order. */
export type DeliveryOrder = Pick<NotifyOrder, 'ids' | 'github'> & { readonly inputs: Pick<NotifyOrder['inputs'], 'token' | 'mode'> }

export type Deliver = (parcel: Parcel) => Promise<readonly Target[]>

/** Brings messages to channels, side by side, and tells the log what became of each. */
export function deliveryOf(io: Io, order: DeliveryOrder, places: Places): Deliver {
  const say = forgetfulness(io)
  const storeFor = storesOf(io, order)
  const show = async (place: Place, { showing, subject }: Parcel): Promise<Shown> => {
    if (!('channel' in place)) return place.fault
    const { channel } = place
    if (subject === undefined) return channel.send(showing.message)
    if (order.ids.size > 0) return showAt(channel, order.ids.get(channel.name), showing)
    const store = storeFor(subject)
    if (!store) return showAt(channel, undefined, showing)
    return showLiving(channel, showing, store, { clock: io.clock, signal: io.signal, random: Math.random }, say)
  }
  const deliverTo = async (name: string, parcel: Parcel, insteadOf?: string): Promise<Target> => {
    const place = await places.named(name)
    const platform = 'channel' in place ? place.channel.platform : ''
    const { showing } = parcel
    const clean = (message: Message) => scrubbed(message, io.secrets())
    const bring = async (): Promise<Shown> => {
      const given = insteadOf === undefined ? showing.message : standIn(showing.message, insteadOf, io.log.locale)
      const alert = showing.alert && clean(showing.alert)
      return show(place, { ...parcel, showing: { ...showing, message: clean(given), alert } })
    }
    const shown = await bring().catch(unforeseen)
    const target = { channel: name, platform, shown, ...(insteadOf === undefined ? {} : { insteadOf }) }
    if (!isUnseen(target, parcel)) tell(io, target)
    return target
  }
  return async (parcel) => {
    const ladder = { targets: parcel.channels, fallback: parcel.fallback }
    const targets = new Map<string, Target>()
    const rungs = await climb(ladder, async (name, insteadOf) => {
      const target = await deliverTo(name, parcel, insteadOf)
      targets.set(name, target)
      return target.shown
    })
    // In the order in which they were named, not in which they answered.
    return rungs.flatMap(({ channel }) => targets.get(channel) ?? []).filter((target) => !isUnseen(target, parcel))
  }
}

/** A fault of ours at one channel keeps no message from the others. What had been done by then nobody knows. */
const unforeseen = (fault: unknown): Shown => ({ state: 'unknown', reason: textOf(fault) })

/** There was no message to bring to its end. */
const isUnseen = ({ shown }: Target, { showing }: Parcel): boolean => showing.onlyThere === true && shown.state === 'skipped'

const standIn = (message: Message, channel: string, locale: Locale): Message => ({
  ...message,
  footer: `${message.footer} · ${text(`in place of ${channel}`, `代替 ${channel}`)[locale]}`,
})

/** What stands in the way of one living message is said once. */
function forgetfulness(io: Io): (why: Text | { readonly problem: Text; readonly remedy: Text | undefined }) => void {
  let isSaid = false
  return (why) => {
    if (isSaid) return
    isSaid = true
    const words = 'problem' in why ? [why.problem, ...(why.remedy ? [why.remedy] : []), costs.always] : [why, costs.once]
    io.log.warning(joinText(words))
  }
}

const costs = {
  always: text(
    'Without a place to keep where messages are, each step sends a new one; “message-ids” of an earlier step, or “contents: write”, prevents that.',
    '无法记录消息位置时，每个步骤都会发送新消息；提供先前步骤的“message-ids”或“contents: write”权限即可避免。',
  ),
  once: text(
    'Where messages are could not be looked up or kept this time: this step sends a new one, or the next does.',
    '本次无法查询或记录消息位置：此步骤或下一步骤会发送新消息。',
  ),
}

/** Milliseconds for GitHub to tell where a message is, and to keep it: both take a second at most, but jobs that end together write by turns. */
const patience = { read: 8000, write: 20_000, cancelled: 2000 }

function storesOf(io: Io, { github, inputs }: DeliveryOrder): (subject: string) => LivingStore | undefined {
  if (!github.repository || !inputs.token || inputs.mode === 'new') return () => undefined
  const ledger = gitHubLedger(github.client, github.repository, { clock: io.clock })
  const stores = new Map<string, LivingStore>()
  return (subject) => {
    const store = stores.get(subject) ?? impatient(ledgerStore(ledger, subject, { clock: io.clock, random: Math.random }), patience, io)
    stores.set(subject, store)
    return store
  }
}

function tell(io: Io, { channel, platform, shown, insteadOf }: Target): void {
  const place = platform && platform !== channel ? `${channel} (${platform})` : channel
  const state = states[shown.state]
  const words = [
    text(`${place}: ${state.en}.`, `${place}：${state['zh-CN']}。`),
    ...(insteadOf ? [text(`In place of ${insteadOf}.`, `代替 ${insteadOf}。`)] : []),
    ...('reason' in shown ? [shown.reason] : []),
    ...('remedy' in shown && shown.remedy ? [shown.remedy] : []),
    ...('note' in shown && shown.note ? [shown.note] : []),
  ]
  if (shown.state === 'delivered' || shown.state === 'skipped') io.log.info(joinText(words))
  else io.log.warning(joinText(words), channel)
}
