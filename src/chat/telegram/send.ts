import { type Text, text } from '../../kit/text.ts'
import { cut } from '../fit.ts'
import type { Message } from '../message.ts'
import type { Answer, Refused } from './bot-api.ts'
import type { Desk } from './desk.ts'
import type { CallOptions, Parameters } from './patient-api.ts'
import { resultOf } from './patient-api.ts'
import type { Spot } from './place.ts'
import { plain, type RenderOptions, render } from './render.ts'
import type { TelegramMessage } from './shapes.ts'

/** What is said: a message to be rendered, or words as they are. */
export type Content = { readonly message: Message; readonly options: RenderOptions } | { readonly words: string }

interface Sending {
  readonly content: Content
  readonly keyboard?: object
  /** The message it answers. */
  readonly replyTo?: Spot
  readonly options: CallOptions
}

/** Sends a message to the chat, wherever it is by now. Throws what stands in the way. */
export async function send(desk: Desk, sending: Sending): Promise<Spot> {
  const sent = resultOf(await attempt(desk, sending), desk.refuse)
  const chat = String(sent.chat.id)
  desk.state.chats.add(chat)
  return { chat, message: sent.message_id }
}

async function attempt(desk: Desk, { content, keyboard, replyTo, options }: Sending): Promise<Answer<TelegramMessage>> {
  const { state, topic } = desk
  const call = (body: Parameters) => {
    const parameters = {
      chat_id: state.chat,
      ...(topic === undefined ? {} : { message_thread_id: Number(topic) }),
      ...(replyTo && state.chats.has(replyTo.chat) ? { reply_parameters: replyParameters(replyTo, state.chat) } : {}),
      ...(keyboard ? { reply_markup: keyboard } : {}),
      ...body,
    }
    return desk.calls.call<TelegramMessage>('sendMessage', parameters, options)
  }
  const answer = await inWhateverForm(content, call)
  if (answer.ok || answer.migrateTo === undefined) return answer
  moveTo(desk, answer.migrateTo)
  return inWhateverForm(content, call)
}

/** The replied message may be gone; that of a former chat cannot be named. */
const replyParameters = ({ chat, message }: Spot, here: string) =>
  chat === here || here.startsWith('@') ? { message_id: message, allow_sending_without_reply: true } : undefined

/** With markup; without, should Telegram not understand it; shorter, should it count differently. */
export async function inWhateverForm<T>(content: Content, call: (body: Parameters) => Promise<Answer<T>>): Promise<Answer<T>> {
  const base = { link_preview_options: { is_disabled: true } }
  if ('words' in content) return call({ ...base, text: cut(content.words, longestWords) })
  const { message, options } = content
  const marked = await call({ ...base, text: render(message, options), parse_mode: 'HTML' })
  if (marked.ok || !isAboutText(marked)) return marked
  return call({ ...base, text: cut(plain(message, options), longestWords) })
}

/** UTF-16 units of words that are sent as they are: fewer than Telegram takes, should it count differently. */
export const longestWords = 3500
export const isAboutText = ({ description }: Refused): boolean =>
  /can't parse entities|message is too long|text is too long/i.test(description)

/** The group has become a supergroup: with a new id, and without the messages that were in it. */
export function moveTo({ state, context, name }: Desk, chat: string): void {
  if (state.chat === chat) return
  context.log.warning(movedText(name, chat), name)
  state.chat = chat
  state.chats.add(chat)
  state.isLost = true
}

/** What to do about a group that has a new id. */
export const movedText = (channel: string, chat: string): Text =>
  text(
    `The group has become a supergroup. Put its new id into the configuration: channels.${channel}.chat: ${chat}`,
    `群组已升级为超级群。请在配置中填写新的 ID：channels.${channel}.chat: ${chat}`,
  )
