import { text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'
import type { Message } from '../message.ts'
import { type Card, fingerprint, inTurn, putAnew, remember } from './card.ts'
import { afterEdit, slowDown } from './edit-pace.ts'
import { contentOf, takeReactionsAway } from './post.ts'
import { type Rendered, render } from './render.ts'
import type { Place } from './thread.ts'

/** Milliseconds that the last edit may wait and try again; when the run is cancelled there are few. */
const patience = 25_000
const lastPatience = 4000
/** The same for an edit on the way. */
const openPatience = 2000
const tidyPatience = 3000

/** The message is there, and Slack does not let it be edited. */
const frozen = ['cant_update_message', 'edit_window_closed', 'block_mismatch', 'update_failed']

/**
 * Brings the message up to date. While it is open that may come a little later, with the newest of what was to be shown: Slack counts the
 * edits of all gates together, and the last ones must not have to wait for those on the way. When it is decided, nothing on it invites to
 * tap any more.
 */
export function showCard(card: Card, message: Message): Promise<void> {
  remember(card, message)
  return message.decision ? showOpen(card) : showEnd(card, message)
}

async function showOpen(card: Card): Promise<void> {
  if (isTooSoon(card)) showLater(card)
  else await showNow(card)
}

const isTooSoon = ({ edits, desk: { context } }: Card): boolean => context.clock.now() < edits.free

/** Shows what is open now, and takes note when the next edit may follow. */
const showNow = (card: Card): Promise<void> =>
  inTurn(card, async () => {
    const { api, context } = card.desk
    const { open, place } = card
    if (!open || !place) return
    try {
      if (await edit(card, open, place)) afterEdit(card.edits, context.clock.now())
    } catch (error) {
      const pause = api.pauseOf('chat.update')
      if (pause === 0) throw error
      slowDown(card.edits, context.clock.now() + pause)
      showLater(card)
    }
  })

function showLater(card: Card): void {
  const { edits, closed } = card
  const { clock } = card.desk.context
  edits.waiting ??= clock
    .sleep(edits.free - clock.now(), closed)
    .finally(() => {
      edits.waiting = undefined
    })
    .then(() => showNow(card))
    .catch(() => {
      if (!card.open || closed.aborted) return
      slowDown(edits, clock.now())
      showLater(card)
    })
}

const showEnd = (card: Card, message: Message): Promise<void> =>
  inTurn(card, async () => {
    const { place, desk } = card
    if (!place) return
    await edit(card, message, place)
    if (card.place) await takeReactionsAway(desk.api, card.place, desk.context.signal.aborted ? 0 : tidyPatience)
  })

/** Whether Slack was asked for it: what it shows already, it need not be told. */
async function edit(card: Card, message: Message, place: Place): Promise<boolean> {
  const { api, context, refuse } = card.desk
  const rendered = render(message, context.log.locale)
  if (fingerprint(rendered) === card.shown) return false
  const edited = await api.call('chat.update', { ...place, ...contentOf(rendered) }, { repeatable: true, ...waitFor(message, context) })
  if (edited.ok) card.shown = fingerprint(rendered)
  else if (edited.error === 'message_not_found') await putAnew(card, message)
  else if (!frozen.includes(edited.error)) throw refuse(edited)
  else if (!message.decision) await sayBelow(card, rendered, place)
  return true
}

/** What will be outdated soon does not wait long, and not at all when the run ends. */
const waitFor = ({ decision }: Message, { signal }: ChannelContext) => {
  if (decision) return { patience: openPatience, signal }
  return { patience: signal.aborted ? lastPatience : patience }
}

/** The end of it, where the message itself cannot say so: below it, and in the channel. */
async function sayBelow(card: Card, rendered: Rendered, { channel, ts }: Place): Promise<void> {
  const { api, context, name, refuse } = card.desk
  context.log.warning(saidBelow, name)
  const params = { channel, thread_ts: ts, reply_broadcast: 'true', ...contentOf(rendered) }
  const said = await api.call('chat.postMessage', params, { patience, repeatable: false })
  if (!said.ok) throw refuse(said)
  card.shown = fingerprint(rendered)
}

const saidBelow = text(
  'Slack lets the message be edited no more; its end was posted below it.',
  'Slack 不再允许编辑该消息；结果已发布在其下方。',
)
