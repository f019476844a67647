import type { ChannelContext, Delivery } from '../channel.ts'
import { sender, type Try, type TryLimits } from '../delivery/sender.ts'
import type { FormFile } from '../form-body.ts'
import { telegram } from './answers.ts'
import { type Answer, type BotApi, botApi } from './bot-api.ts'
import type { TelegramSettings } from './desk.ts'
import type { Parameters } from './patient-api.ts'
import { movedText } from './send.ts'
import type { TelegramMessage } from './shapes.ts'
import { secretsOf } from './token.ts'
import { usableTopic } from './topic.ts'

/** Messages in a group or channel, edits among them, and milliseconds (facts/chat.md 1.6). To one person Telegram takes them faster. */
const groupAllowance = { count: 20, per: 60_000 }
/** Milliseconds for one message: enough to wait for the next minute. */
const limit = 90_000

/** What it takes to show messages in one chat. */
export interface NoticeDesk {
  readonly name: string
  readonly topic: number | undefined
  readonly log: ChannelContext['log']
  readonly api: BotApi
  readonly deliver: (attempt: Try) => Promise<Delivery>
  /** It changes when a group becomes a supergroup. */
  chat: string
}

export function noticeDesk(settings: TelegramSettings, context: ChannelContext): NoticeDesk {
  const { name, chat, token } = settings
  const rules = { service: telegram, deduplicates: false, limit, secrets: secretsOf(token) }
  const isGroup = /^[-@]/.test(chat)
  return {
    name,
    chat,
    topic: usableTopic(settings),
    log: context.log,
    api: botApi(settings, context),
    deliver: sender(context, isGroup ? { ...rules, allowance: groupAllowance } : rules),
  }
}

/** Sends something to the chat, wherever that is by now. What is refused is an answer. */
export async function sendTo(
  desk: NoticeDesk,
  method: 'sendMessage' | 'sendPhoto',
  body: Parameters,
  limits: TryLimits & { readonly file?: FormFile },
): Promise<Answer<TelegramMessage>> {
  const topic = desk.topic === undefined ? {} : { message_thread_id: desk.topic }
  const call = () => desk.api.exchange<TelegramMessage>(method, { chat_id: desk.chat, ...topic, ...body }, { ...limits, isFresh: true })
  const answer = await call()
  if (answer.ok || answer.migrateTo === undefined) return answer
  moveTo(desk, answer.migrateTo)
  return call()
}

export function moveTo(desk: NoticeDesk, chat: string): void {
  if (desk.chat === chat) return
  desk.chat = chat
  desk.log.warning(movedText(desk.name, chat), desk.name)
}
