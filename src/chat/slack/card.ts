import { text } from '../../kit/text.ts'
import type { ChannelContext, Posted } from '../channel.ts'
import type { Decision, Message } from '../message.ts'
import type { Refuse } from './answer.ts'
import { type EditPace, newEditPace } from './edit-pace.ts'
import { layOutReactions, type Mark, newMark, postOnce } from './post.ts'
import { type Rendered, render } from './render.ts'
import type { Place } from './thread.ts'
import type { SlackApi } from './web-api.ts'

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

/** One change at a time: a message that both a read and an edit find deleted is posted anew once. */
export function inTurn<T>(card: Card, work: () => Promise<T>): Promise<T> {
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

/** Somebody deleted the message: it is posted anew if it can still be decided, and nobody has done so already. */
export const replaceCard = (card: Card, lost: Place): Promise<void> =>
  inTurn(card, async () => {
    if (card.open && card.place?.ts === lost.ts) await putAnew(card, card.open)
  })

export function remember(card: Card, message: Message): void {
  card.decision = message.decision ?? card.decision
  card.open = message.decision && message
}

async function put(card: Card, message: Message): Promise<Place> {
  const { api, chat, context, refuse } = card.desk
  const mayBeThere = card.mark !== undefined
  const mark = card.mark ?? newMark(context)
  card.mark = mark
  const rendered = render(message, context.log.locale)
  const way = { mark, mayBeThere, clock: context.clock, refuse, ...(message.decision ? { signal: context.signal } : {}) }
  const { bot, ...place } = await postOnce(api, card.place?.channel ?? chat, rendered, way)
  Object.assign(card, { mark: undefined, place, bot: bot || card.bot, shown: fingerprint(rendered) })
  if (message.decision) await layOut(card, place)
  return place
}

/** Without them people can still react by themselves, or reply. */
async function layOut({ desk: { api, context, name } }: Card, place: Place): Promise<void> {
  const refusal = await layOutReactions(api, place).catch((error: unknown) => error)
  if (refusal !== undefined) context.log.warning(noReactions, name)
}

/** In place of a message that somebody has deleted. */
export async function putAnew(card: Card, message: Message): Promise<void> {
  card.desk.context.log.warning(message.decision ? deletedWhileOpen : deletedAtEnd, card.desk.name)
  await put(card, message)
}

/** Tells whether Slack shows something already. */
export const fingerprint = (rendered: Rendered): string => JSON.stringify(rendered)

/** The address of a message in Slack; nothing depends on it. */
async function pageOf(api: SlackApi, { channel, ts }: Place): Promise<{ url?: string }> {
  const link = await api.call('chat.getPermalink', { channel, message_ts: ts }, { patience: 3000, repeatable: true }).catch(() => undefined)
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
