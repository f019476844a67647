import type { Ask } from '../channel.ts'
import { verdictOf } from './buttons.ts'
import { type Command, commandIn } from './command.ts'
import { isSame, type Place, type Spot } from './place.ts'
import { type CallbackQuery, nameOf, type TelegramMessage } from './shapes.ts'
import type { FreshUpdate } from './window.ts'

/** What an update means for one request. */
export type Act =
  | { readonly kind: 'ask'; readonly ask: Ask; readonly spot: Spot }
  /** Our button, but not where we put it: sent by a client of somebody's own, or from a copy. */
  | { readonly kind: 'stray'; readonly click: string }
  /** A command that does not say which request it is about. */
  | { readonly kind: 'which'; readonly does: Ask['does']; readonly spot: Spot }
  /** A command for this request that nobody gives in their own name: it is forwarded, or an anonymous administrator's. */
  | { readonly kind: 'borrowed'; readonly spot: Spot }
  | { readonly kind: 'migrated'; readonly from: string; readonly to: string }

export interface Hearing {
  readonly place: Place
  /** The chats that count: the one of the request, under all its ids. */
  readonly chats: ReadonlySet<string>
  /** A message of ours may have been posted whose number never reached us. */
  readonly hasTwin: boolean
  /** Milliseconds since 1970. */
  readonly now: number
  /** Milliseconds by which Telegram's clock is ahead of ours. */
  readonly ahead: number
}

/** How a click is known again, and a command. */
export const clickKey = (id: string): string => `click/${id}`
export const commandKey = ({ chat, message }: Spot): string => `command/${chat}/${message}`

/** What an act was, by its key. */
export function actOf(key: string): { readonly click: string } | { readonly command: Spot } | undefined {
  const [kind, first = '', second = ''] = key.split('/')
  if (kind === 'click') return { click: first }
  return kind === 'command' ? { command: { chat: first, message: Number(second) } } : undefined
}

/**
 * What an update means here; undefined for what is none of this request's business. Only the numeric id tells who it was. What bots, copies
 * and edits say does not count (facts/approval.md 5.2).
 */
export function actIn({ update, after }: FreshUpdate, hearing: Hearing): Act | undefined {
  if (update.callback_query) return clickIn(update.callback_query, after, hearing)
  return update.message ? saidIn(update.message, hearing) : undefined
}

function clickIn({ id, from, message, data }: CallbackQuery, after: number | undefined, hearing: Hearing): Act | undefined {
  const { place, chats, hasTwin, now } = hearing
  const does = verdictOf(data, place.id, place.nonce)
  if (does === undefined || from.is_bot) return undefined
  const spot = message ? { chat: String(message.chat.id), message: message.message_id } : { chat: '', message: 0 }
  const isTwin = hasTwin && message?.from?.id === place.bot.id && chats.has(spot.chat)
  if (!isTwin && !place.cards.some((card) => isSame(card, spot))) return { kind: 'stray', click: id }
  const at = timeOfClick(does, after, now)
  return {
    kind: 'ask',
    spot,
    ask: { key: clickKey(id), does, user: String(from.id), userName: nameOf(from), at, reason: '', by: 'button' },
  }
}

/** A look at the queue is this long at most after what it finds, in milliseconds; of what took longer, approvals may have been late. */
const usualDelay = 5000

/**
 * Telegram does not tell when a button was pressed, only between which two looks. In doubt it was early, so that what was pressed in time is
 * not refused; but after a gap an approval counts as late, and a rejection does not.
 */
function timeOfClick(does: 'approve' | 'reject', after: number | undefined, now: number): number {
  if (after === undefined) return now
  return Math.min(now, does === 'reject' ? after + 1 : Math.max(after + 1, now - usualDelay))
}

function saidIn(message: TelegramMessage, hearing: Hearing): Act | undefined {
  const chat = String(message.chat.id)
  if (!hearing.chats.has(chat)) return undefined
  if (message.migrate_to_chat_id !== undefined) return { kind: 'migrated', from: chat, to: String(message.migrate_to_chat_id) }
  const spot = { chat, message: message.message_id }
  const replied = message.reply_to_message
  const isOnCard = replied !== undefined && hearing.place.cards.some((card) => isSame(card, { chat, message: replied.message_id }))
  const command = commandIn(message.text ?? '', hearing.place.bot.username, isOnCard ? hearing.place.id : undefined)
  if (!command || (command.request !== hearing.place.id && isOlder(spot, hearing.place))) return undefined
  if (!isOwnWord(message) || !message.from)
    return isByPerson(message) && (isOnCard || command.request === hearing.place.id) ? { kind: 'borrowed', spot } : undefined
  if (command.request === undefined && !isOnCard && command.does !== 'status') return { kind: 'which', does: command.does, spot }
  const at = Math.min(hearing.now, message.date * 1000 - hearing.ahead)
  const who = { user: String(message.from.id), userName: nameOf(message.from) }
  const said = { key: commandKey(spot), ...asked(command), ...who, at, by: 'command' } as const
  return { kind: 'ask', spot, ask: isOnCard ? { ...said, isOnCard } : said }
}

const asked = ({ does, request, reason }: Command) => ({ does, reason, ...(request === undefined ? {} : { request }) })

/** Numbers of messages rise within a chat: what came before the card was said to another request, and stays in the queue for a day. */
function isOlder({ chat, message }: Spot, { cards }: Place): boolean {
  const own = cards.flatMap((card) => (card.chat === chat ? [card.message] : []))
  return own.length > 0 && message < Math.min(...own)
}

/** Other bots are not answered. An administrator who stays anonymous speaks through one, in the name of the chat. */
const isByPerson = ({ from, sender_chat }: TelegramMessage): boolean => from?.is_bot !== true || sender_chat !== undefined

/** Said by a person, now, in their own name. */
function isOwnWord(message: TelegramMessage): boolean {
  const { from, forward_origin, forward_date, sender_chat, via_bot, edit_date } = message
  const borrowed = [forward_origin, forward_date, sender_chat, via_bot, edit_date]
  return from !== undefined && !from.is_bot && borrowed.every((part) => part === undefined)
}
