import type { InlineKeyboardMarkup, Message, MessageEntity } from 'grammy/types'
import { badRequest, forbidden } from './refusal.ts'
import type { Photo } from './uploads.ts'

/** Someone with an account. */
export interface FakeUser {
  readonly id: number
  readonly first_name: string
  readonly username?: string
  readonly is_bot?: boolean
}

/** How the bot stands in a chat. `restricted`: in it, but may not send. */
export type Standing = 'member' | 'administrator' | 'restricted' | 'left' | 'kicked'

export interface FakeChatOptions {
  /** Groups below zero, supergroups and channels below -1000000000000, people above zero. */
  readonly id: number
  readonly type: 'private' | 'group' | 'supergroup' | 'channel'
  readonly title?: string
  readonly username?: string
  readonly members?: readonly FakeUser[]
  readonly bot?: Standing
  /** Topics of a forum besides General. */
  readonly topics?: readonly number[]
  /** Whether ordinary members may send. */
  readonly canSend?: boolean
  /** Whether they may send pictures. */
  readonly canSendPhotos?: boolean
}

/** A message as it stands, and how it came to. */
export interface FakeMessage {
  readonly id: number
  /** Undefined: the bot. */
  readonly from: FakeUser | undefined
  readonly date: number
  text: string
  entities: readonly MessageEntity[]
  markup: InlineKeyboardMarkup | undefined
  readonly topic: number | undefined
  readonly replyTo: number | undefined
  /** Its text is the caption below, or above, this picture. */
  readonly photo?: Photo
  /** What else its JSON has: where it was forwarded from, a service message. */
  readonly extra: Readonly<Record<string, unknown>>
  deleted: boolean
  edits: number
  editDate?: number
}

export interface FakeChat extends Omit<FakeChatOptions, 'bot' | 'members'> {
  bot: Standing
  readonly members: Map<number, FakeUser>
  readonly messages: Map<number, FakeMessage>
  nextMessage: number
  migratedTo?: number
  /** Whether the bot spoke last among bots: then it sees bare commands even in privacy mode. */
  botSpokeLast: boolean
}

export interface BotAccount {
  readonly id: number
  readonly first_name: string
  readonly username: string
  /** Whether privacy mode is off. */
  readonly readsAll: boolean
}

/** What the bot wants of a chat. */
export type Purpose = 'read' | 'edit' | 'write' | 'photo'
const isWriting = (purpose: Purpose): boolean => purpose === 'write' || purpose === 'photo'

/** Everything that exists: the bot, chats, people. */
export interface World {
  readonly bot: BotAccount
  readonly chats: Map<number, FakeChat>
  addChat(options: FakeChatOptions): FakeChat
  /** By id or `@name`, as the bot may reach it for this purpose; refuses in the server's words (facts/chat.md 1.6). */
  reach(id: string | undefined, purpose: Purpose): FakeChat
  /** The chat's JSON, short form. */
  chatJson(chat: FakeChat): object
  messageJson(chat: FakeChat, message: FakeMessage, depth?: number): Message
}

export function worldOf(bot: BotAccount): World {
  const chats = new Map<number, FakeChat>()
  const botUser = { id: bot.id, is_bot: true, first_name: bot.first_name, username: bot.username }
  const userJson = (user: FakeUser | undefined) => (user ? { is_bot: false, ...user } : botUser)
  const chatJson = ({ id, type, title, username, topics, members }: FakeChat) => ({
    id,
    ...(type === 'private' ? { first_name: members.get(id)?.first_name ?? 'Somebody' } : { title: title ?? 'A chat' }),
    ...(username ? { username } : {}),
    type,
    ...(topics ? { is_forum: true } : {}),
  })
  const messageJson = (chat: FakeChat, message: FakeMessage, depth = 1): Message => {
    const replied = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo)
    const json = {
      message_id: message.id,
      from: userJson(message.from),
      chat: chatJson(chat),
      date: message.date,
      ...(message.editDate ? { edit_date: message.editDate } : {}),
      ...(message.topic === undefined ? {} : { message_thread_id: message.topic, is_topic_message: true }),
      ...(replied && !replied.deleted && depth > 0 ? { reply_to_message: messageJson(chat, replied, depth - 1) } : {}),
      ...wordsJson(message),
      ...(message.markup ? { reply_markup: message.markup } : {}),
      ...message.extra,
    }
    return json as unknown as Message // the library's type is a union by content that this object is built for
  }
  const find = (id: string) =>
    id.startsWith('@') ? [...chats.values()].find(({ username }) => username === id.slice(1)) : chats.get(Number(id))
  return {
    bot,
    chats,
    chatJson,
    messageJson,
    addChat: ({ members = [], bot: standing = 'member', ...options }) => {
      const people = new Map(members.map((member) => [member.id, member]))
      const chat: FakeChat = { ...options, bot: standing, members: people, messages: new Map(), nextMessage: 1, botSpokeLast: false }
      chats.set(options.id, chat)
      return chat
    },
    reach: (id, purpose) => {
      if (id === undefined || id === '') throw badRequest('chat_id is empty')
      const chat = find(id)
      if (!chat) throw badRequest('chat not found')
      admit(chat, purpose)
      return chat
    },
  }
}

/** With a picture words are its caption. */
function wordsJson({ id, text, entities, photo }: FakeMessage): object {
  if (!photo) return { ...(text === '' ? {} : { text }), ...(entities.length > 0 ? { entities } : {}) }
  const { width, height, data } = photo
  return {
    photo: [{ file_id: `photo-${id}`, file_unique_id: `unique-${id}`, width, height, file_size: data.length }],
    ...(text === '' ? {} : { caption: text }),
    ...(entities.length > 0 ? { caption_entities: entities } : {}),
  }
}

const nameOf = { private: 'private', group: 'group', supergroup: 'supergroup', channel: 'channel' } as const

function admit(chat: FakeChat, purpose: Purpose): void {
  if (chat.migratedTo !== undefined && isWriting(purpose))
    throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.migratedTo })
  if (chat.migratedTo !== undefined || (chat.type === 'group' && purpose === 'read')) return
  if (chat.type === 'private') {
    if (chat.bot === 'kicked' && isWriting(purpose)) throw forbidden('bot was blocked by the user')
    if (chat.bot === 'left' && isWriting(purpose)) throw forbidden("bot can't initiate conversation with a user")
    return
  }
  if (chat.bot === 'kicked') throw forbidden(`bot was kicked from the ${nameOf[chat.type]} chat`)
  if (chat.bot === 'left' && !(chat.username && purpose === 'read')) throw forbidden(`bot is not a member of the ${nameOf[chat.type]} chat`)
  const mayNot = chat.bot === 'restricted' || (chat.canSend === false && chat.bot === 'member')
  if (purpose === 'write' && mayNot) throw badRequest('not enough rights to send text messages to the chat')
  if (purpose === 'photo' && (mayNot || (chat.canSendPhotos === false && chat.bot === 'member'))) {
    throw badRequest('not enough rights to send photos to the chat')
  }
}
