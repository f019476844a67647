import type { MessageEntity } from 'grammy/types'
import type { Clock } from '../../../src/kit/clock.ts'
import type { ClickAnswer, Clicks } from './clicks.ts'
import type { UpdateBody } from './queue.ts'
import type { UpdateDesk } from './update-desk.ts'
import type { FakeChat, FakeMessage, FakeUser, World } from './world.ts'

export interface SayOptions {
  readonly replyTo?: number
  readonly topic?: number
  /** Forwarded from somebody else's message. */
  readonly forwarded?: boolean
  /** Sent in the name of the group, as anonymous administrators do. */
  readonly anonymous?: boolean
  /** Seconds since 1970; now by default. */
  readonly date?: number
}

/** What people do in their apps. */
export interface People {
  /**
   * Presses the button with this data under a message. Resolves to the answer that the app shows; undefined when none came in time.
   * Throws when there is no such button to press, unless `forged`: a client of one's own can send any data.
   */
  click(
    user: FakeUser,
    chat: number,
    messageId: number,
    data: string,
    options?: { readonly forged?: boolean },
  ): Promise<ClickAnswer | undefined>
  /** The same, by the words on the button. */
  press(user: FakeUser, chat: number, messageId: number, label: string): Promise<ClickAnswer | undefined>
  /** Writes a message; its id. */
  say(user: FakeUser, chat: number, text: string, options?: SayOptions): number
  edit(user: FakeUser, chat: number, messageId: number, text: string): void
  /** Deletes any message, as an administrator may; the bot is not told. */
  remove(chat: number, messageId: number): void
  /** Turns a group into a supergroup; the new one's id. */
  migrate(chat: number): number
}

const secondsOfClick = 150
const secondsOfMessage = 86_400
const anonymousBot: FakeUser = { id: 1087968824, first_name: 'Group', username: 'GroupAnonymousBot', is_bot: true }

export function peopleOf(world: World, desk: UpdateDesk, clicks: Clicks, clock: Clock): People {
  const chatOf = (id: number): FakeChat => {
    const chat = world.chats.get(id)
    if (!chat) throw new Error(`there is no chat ${id}`)
    return chat
  }
  const now = () => Math.floor(clock.now() / 1000)
  const userJson = (user: FakeUser) => ({ is_bot: false, ...user })
  const tell = (kind: 'message' | 'edited_message', chat: FakeChat, message: FakeMessage) => {
    const life = (message.editDate ?? message.date) + secondsOfMessage - now()
    desk.add({ [kind]: world.messageJson(chat, message) } as UpdateBody, life)
  }
  const put = (chat: FakeChat, message: Omit<FakeMessage, 'id' | 'deleted' | 'edits' | 'markup'>): FakeMessage => {
    const put: FakeMessage = { id: chat.nextMessage++, deleted: false, edits: 0, markup: undefined, ...message }
    chat.messages.set(put.id, put)
    return put
  }
  const click: People['click'] = (user, chatId, messageId, data, { forged = false } = {}) => {
    const chat = chatOf(chatId)
    const message = chat.messages.get(messageId)
    const buttons = message?.deleted ? [] : (message?.markup?.inline_keyboard.flat() ?? [])
    const isThere = buttons.some((button) => 'callback_data' in button && button.callback_data === data)
    if (!forged && !isThere) throw new Error(`message ${messageId} has no button with “${data}”`)
    const { id, answer } = clicks.open()
    const where =
      message && !message.deleted ? world.messageJson(chat, message) : { chat: world.chatJson(chat), message_id: messageId, date: 0 }
    desk.add({ callback_query: { id, from: userJson(user), message: where, chat_instance: '77', data } } as UpdateBody, secondsOfClick)
    return answer
  }
  const service = (chat: FakeChat, extra: Readonly<Record<string, unknown>>) =>
    tell(
      'message',
      chat,
      put(chat, { from: anonymousBot, date: now(), text: '', entities: [], topic: undefined, replyTo: undefined, extra }),
    )
  return {
    click,
    press: (user, chatId, messageId, label) => {
      const buttons = chatOf(chatId).messages.get(messageId)?.markup?.inline_keyboard.flat() ?? []
      const button = buttons.find(({ text }) => text.includes(label))
      if (!button || !('callback_data' in button)) throw new Error(`message ${messageId} has no button “${label}”`)
      return click(user, chatId, messageId, button.callback_data)
    },
    say: (user, chatId, text, options = {}) => {
      const chat = chatOf(chatId)
      const extra = {
        ...(options.forwarded ? { forward_origin: { type: 'hidden_user', sender_user_name: 'Somebody', date: now() - 60 } } : {}),
        ...(options.anonymous ? { sender_chat: world.chatJson(chat) } : {}),
      }
      const from = options.anonymous ? anonymousBot : user
      const message = put(chat, {
        from,
        date: options.date ?? now(),
        text,
        entities: commandsIn(text),
        topic: options.topic,
        replyTo: options.replyTo,
        extra,
      })
      if (reachesBot(world, chat, message)) tell('message', chat, message)
      if (from.is_bot) chat.botSpokeLast = false
      return message.id
    },
    edit: (user, chatId, messageId, text) => {
      const chat = chatOf(chatId)
      const message = chat.messages.get(messageId)
      if (message?.from?.id !== user.id) throw new Error(`message ${messageId} is not by ${user.first_name}`)
      Object.assign(message, { text, entities: commandsIn(text), editDate: now(), edits: message.edits + 1 })
      if (reachesBot(world, chat, message)) tell('edited_message', chat, message)
    },
    remove: (chatId, messageId) => {
      const message = chatOf(chatId).messages.get(messageId)
      if (message) message.deleted = true
    },
    migrate: (chatId) => {
      const old = chatOf(chatId)
      const id = -1_000_000_000_000 + chatId
      const { messages: _messages, nextMessage: _next, members, migratedTo: _to, botSpokeLast: _last, ...options } = old
      const next = world.addChat({ ...options, id, type: 'supergroup', members: [...members.values()] })
      old.migratedTo = id
      service(old, { migrate_to_chat_id: id })
      service(next, { migrate_from_chat_id: chatId })
      return id
    },
  }
}

/** The server marks commands itself. */
function commandsIn(text: string): MessageEntity[] {
  return [...text.matchAll(/(?<=^|\s)\/[a-z0-9_]{1,64}(?:@\w{3,})?/gi)].map(({ 0: found, index }) => ({
    type: 'bot_command',
    offset: index,
    length: found.length,
  }))
}

/** Privacy mode: in groups a bot sees commands for it, replies to it and little else (facts/chat.md 1.6). */
function reachesBot(world: World, chat: FakeChat, message: FakeMessage): boolean {
  if (chat.bot === 'left' || chat.bot === 'kicked' || chat.type === 'channel') return false
  if (message.from?.is_bot && message.from !== anonymousBot) return false
  if (chat.type === 'private' || chat.bot === 'administrator' || world.bot.readsAll) return true
  const replied = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo)
  if (replied && !replied.from) return true
  const [, name] = /^\/[a-z0-9_]{1,64}(?:@(\w+))?/i.exec(message.text) ?? []
  if (name !== undefined) return name.toLowerCase() === world.bot.username.toLowerCase()
  return message.text.startsWith('/') && chat.botSpokeLast
}
