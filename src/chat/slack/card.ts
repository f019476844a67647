import { text } from '../../kit/text.ts'
import type { ChannelContext, Posted } from '../channel.ts'
import type { Decision, Message } from '../message.ts'
import { afterEdit, type EditPace, newEditPace, slowDown } from './edit-pace.ts'
import { contentOf, layOutReactions, type Mark, newMark, postOnce, takeReactionsAway } from './post.ts'
import { type Rendered, render } from './render.ts'
import type { Place } from './thread.ts'
import type { Refuse, SlackApi } from './web-api.ts'

/** What everything here needs of Slack and the world around. */
export interface SlackDesk {
  readonly api: SlackApi
  readonly name: string
  readonly chat: string
  readonly context: ChannelContext
  readonly refuse: Refuse
}

/** The one message of a request, wherever it is by now. */
export interface Card {
  readonly desk: SlackDesk
  place: Place | undefined
  /** User id of our bot; empty until it is known. */
  bot: string
  /** What was last asked, also when it is decided since. */
  decision: Decision | undefined
  /** What the message says, where it is still open. */
  open: Message | undefined
  /** The content that Slack has taken last. */
  shown: string
  /** A message whose arrival is unknown. */
  mark: Mark | undefined
  /** What is being done to it: one change at a time. */
  turn: Promise<unknown>
  readonly edits: EditPace
  /** Aborts when the run is cancelled, or the channel closed: nothing more is done behind the back of the caller. */
  readonly closed: AbortSignal
  /** The last answers on their way. */
  whispers: readonly Promise<void>[]
}

export const newCard = (desk: SlackDesk, closed: AbortSignal): Card => ({
  desk,
  place: undefined,
  bot: '',
  decision: undefined,
  open: undefined,
  shown: '',
  mark: undefined,
  turn: Promise.resolve(),
  edits: newEditPace(),
  closed: AbortSignal.any([closed, desk.context.signal]),
  whispers: [],
})

/** Milliseconds that the last edit may wait and try again; when the run is cancelled there are few. */
const patience = 25_000
const lastPatience = 4000
/** The same for an edit on the way. */
const openPatience = 2000
const tidyPatience = 3000

/** The message is there, and Slack does not let it be edited. */
const frozen = ['cant_update_message', 'edit_window_closed', 'block_mismatch', 'update_failed']

/** One change at a time: a message that both a read and an edit find deleted is posted anew once. */
function inTurn<T>(card: Card, work: () => Promise<T>): Promise<T> {
  const next = card.turn.then(work)
  card.turn = next.catch(() => {})
  return next
}

export const postCard = (card: Card, message: Message): Promise<Posted> =>
  inTurn(card, async () => {
    remember(card, message)
    const place = await put(card, message)
    return { ref: JSON.stringify(place), ...(await pageOf(card.desk.api, place)) }
  })

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

/** Somebody deleted the message: it is posted anew if it can still be decided, and nobody has done so already. */
export const replaceCard = (card: Card, lost: Place): Promise<void> =>
  inTurn(card, async () => {
    if (card.open && card.place?.ts === lost.ts) await putAnew(card, card.open)
  })

function remember(card: Card, message: Message): void {
  card.decision = message.decision ?? card.decision
  card.open = message.decision && message
}

async function put(card: Card, message: Message): Promise<Place> {
  const { api, chat, context, refuse } = card.desk
  const mayBeThere = card.mark !== undefined
  const mark = card.mark ?? newMark(context)
  card.mark = mark
  const rendered = render(message, context.log.locale)
  const { bot, ...place } = await postOnce(api, card.place?.channel ?? chat, rendered, { mark, mayBeThere, clock: context.clock, refuse })
  Object.assign(card, { mark: undefined, place, bot: bot || card.bot, shown: fingerprint(rendered) })
  if (message.decision) await layOut(card, place)
  return place
}

/** Without them people can still react by themselves, or reply. */
async function layOut({ desk: { api, context, name } }: Card, place: Place): Promise<void> {
  const refusal = await layOutReactions(api, place).catch((error: unknown) => error)
  if (refusal !== undefined) context.log.warning(noReactions, name)
}

async function putAnew(card: Card, message: Message): Promise<void> {
  card.desk.context.log.warning(message.decision ? deletedWhileOpen : deletedAtEnd, card.desk.name)
  await put(card, message)
}

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

const fingerprint = (rendered: Rendered): string => JSON.stringify(rendered)

/** The address of a message in Slack; nothing depends on it. */
async function pageOf(api: SlackApi, { channel, ts }: Place): Promise<{ url?: string }> {
  const link = await api
    .call('chat.getPermalink', { channel, message_ts: ts }, { patience: tidyPatience, repeatable: true })
    .catch(() => undefined)
  return link?.ok && typeof link.body.permalink === 'string' ? { url: link.body.permalink } : {}
}

const noReactions = text(
  'The two reactions could not be laid out below the message: people add ✅ or ❌ themselves, or reply in its thread.',
  '未能在消息下方放置两个表情：请自行添加 ✅ 或 ❌，或在其消息列中回复。',
)
const deletedWhileOpen = text(
  'Somebody deleted the message; it was posted anew. Votes that were counted stand.',
  '消息被人删除，已重新发布。已计入的表态仍然有效。',
)
const deletedAtEnd = text('Somebody deleted the message; the outcome was posted anew.', '消息被人删除，结果已重新发布。')
const saidBelow = text(
  'Slack lets the message be edited no more; its end was posted below it.',
  'Slack 不再允许编辑该消息；结果已发布在其下方。',
)
