import type { ChannelContext } from '../channel.ts'
import type { Message } from '../message.ts'
import type { BotApi, Refused } from './bot-api.ts'
import { newNonce } from './buttons.ts'
import { type PatientApi, patience, resultOf } from './patient-api.ts'
import type { Place } from './place.ts'
import { refusalError } from './refusals.ts'
import type { BotUser } from './shapes.ts'

/** A channel's settings, as they are in the configuration. */
export interface TelegramSettings {
  readonly name: string
  readonly token: string
  readonly chat: string
  readonly topic?: string
  readonly api?: string
}

/** All that works together on one request in one chat. */
export interface Desk {
  readonly name: string
  readonly context: ChannelContext
  readonly api: BotApi
  readonly calls: PatientApi
  /** The topic to write in; undefined for General, which must not be named (facts/chat.md 1.6). */
  readonly topic: string | undefined
  /** Aborts when the run is cancelled, or the channel closed. */
  readonly closed: AbortSignal
  readonly refuse: (refused: Refused) => Error
  readonly state: DeskState
}

export interface DeskState {
  /** Where to write: it changes when a group becomes a supergroup. */
  chat: string
  /** The chat under all its ids: what people do there counts. */
  readonly chats: Set<string>
  bot: BotUser | undefined
  /** Of the buttons; another process had its own. */
  nonce: string
  place: Place | undefined
  /** The last card that was wanted, and how it was sent. */
  card: Message | undefined
  shown: string | undefined
  /** The newest card is out of reach: the chat has moved. */
  isLost: boolean
  /** A card may have been posted whose number never reached us. */
  hasTwin: boolean
  /** A card is being posted: it can be pressed before its number reaches us. */
  isPosting: boolean
}

export function deskOf(settings: TelegramSettings, context: ChannelContext, api: BotApi, calls: PatientApi, closed: AbortSignal): Desk {
  const { name, chat, topic } = settings
  return {
    name,
    context,
    api,
    calls,
    topic: topic === '1' ? undefined : topic,
    closed: AbortSignal.any([closed, context.signal]),
    refuse: (refused) => refusalError(refused, name, api.party),
    state: {
      chat,
      chats: new Set([chat]),
      bot: undefined,
      nonce: newNonce(),
      place: undefined,
      card: undefined,
      shown: undefined,
      isLost: false,
      hasTwin: false,
      isPosting: false,
    },
  }
}

/** Who the bot is; asked once. */
export async function whoIs({ calls, state, refuse, context }: Desk): Promise<BotUser> {
  const options = { patience: patience.post, repeatable: true, signal: context.signal }
  state.bot ??= resultOf(await calls.call<BotUser>('getMe', {}, options), refuse)
  return state.bot
}
