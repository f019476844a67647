import type { Clock } from '../../../src/kit/clock.ts'
import { readMarkup } from './markup.ts'
import { integer, isTrue, type Parameters, parseJson } from './parameters.ts'
import { badRequest } from './refusal.ts'
import { readCaption, readText } from './text.ts'
import { readPhoto, type Uploads } from './uploads.ts'
import type { FakeChat, FakeMessage, World } from './world.ts'

const notModified =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'
const largest = Number.MAX_SAFE_INTEGER

/** What the bot can do with messages: send, edit, delete (facts/chat.md 1.2, 1.6). */
export function speaking(world: World, clock: Clock) {
  const seconds = () => Math.floor(clock.now() / 1000)
  const own = (chat: FakeChat, parameters: Parameters, purpose: 'edit' | 'delete'): FakeMessage => {
    const message = chat.messages.get(integer(parameters.message_id, 0, 0, largest))
    if (!message || message.deleted) throw badRequest(`message to ${purpose} not found`)
    if (message.from) throw badRequest(`message can't be ${purpose === 'edit' ? 'edited' : 'deleted'}`)
    return message
  }
  const change = (parameters: Parameters, changes: (message: FakeMessage) => Partial<FakeMessage>) => {
    const chat = world.reach(parameters.chat_id, 'edit')
    const message = own(chat, parameters, 'edit')
    const next = { ...message, ...changes(message) }
    const facts = ({ text, entities, markup }: FakeMessage) => JSON.stringify([text, entities, markup ?? null])
    if (facts(next) === facts(message)) throw badRequest(notModified)
    Object.assign(message, next, { edits: message.edits + 1, editDate: seconds() })
    return world.messageJson(chat, message)
  }
  const post = (chat: FakeChat, parameters: Parameters, read: () => Pick<FakeMessage, 'text' | 'entities' | 'photo'>) => {
    const topic = topicOf(chat, parameters)
    const replyTo = replyOf(chat, parameters)
    const content = { ...read(), markup: readMarkup(parameters.reply_markup) }
    const message = { id: chat.nextMessage++, from: undefined, date: seconds(), topic, replyTo, extra: {}, deleted: false, edits: 0 }
    chat.messages.set(message.id, { ...message, ...content })
    chat.botSpokeLast = true
    return world.messageJson(chat, { ...message, ...content })
  }
  return {
    sendMessage: (parameters: Parameters) =>
      post(world.reach(parameters.chat_id, 'write'), parameters, () => readText(parameters.text, parameters.parse_mode)),
    sendPhoto: (parameters: Parameters, uploads: Uploads) =>
      post(world.reach(parameters.chat_id, 'photo'), parameters, () => ({
        ...readCaption(parameters.caption, parameters.parse_mode),
        photo: readPhoto(parameters, uploads),
      })),
    editMessageText: (parameters: Parameters) =>
      change(parameters, ({ photo }) => {
        if (photo) throw badRequest('there is no text in the message to edit')
        return { ...readText(parameters.text, parameters.parse_mode), markup: readMarkup(parameters.reply_markup) }
      }),
    editMessageCaption: (parameters: Parameters) =>
      change(parameters, ({ photo }) => {
        if (!photo) throw badRequest('there is no caption in the message to edit')
        return { ...readCaption(parameters.caption, parameters.parse_mode), markup: readMarkup(parameters.reply_markup) }
      }),
    editMessageReplyMarkup: (parameters: Parameters) => change(parameters, () => ({ markup: readMarkup(parameters.reply_markup) })),
    deleteMessage: (parameters: Parameters) => {
      const message = own(world.reach(parameters.chat_id, 'write'), parameters, 'delete')
      message.deleted = true
      return true
    },
    sendChatAction: (parameters: Parameters) => {
      if (parameters.action !== 'typing') throw badRequest('wrong parameter action in request')
      topicOf(world.reach(parameters.chat_id, 'write'), parameters)
      return true
    },
  }
}

/** General may not be named (its id is 1); where there are no topics the parameter means nothing. */
function topicOf(chat: FakeChat, parameters: Parameters): number | undefined {
  const topic = integer(parameters.message_thread_id, 0, 0, largest)
  if (!chat.topics || topic === 0) return undefined
  if (!chat.topics.includes(topic)) throw badRequest('message thread not found')
  return topic
}

function replyOf(chat: FakeChat, parameters: Parameters): number | undefined {
  const given = parseJson(parameters.reply_parameters ?? '')
  const written = (typeof given === 'object' ? given : undefined) as
    | { message_id?: number; allow_sending_without_reply?: boolean }
    | undefined
  const id = written?.message_id ?? integer(parameters.reply_to_message_id, 0, 0, largest)
  if (id === 0) return undefined
  const found = chat.messages.get(id)
  if (found && !found.deleted) return id
  if (written?.allow_sending_without_reply || isTrue(parameters.allow_sending_without_reply)) return undefined
  throw badRequest('message to be replied not found')
}
