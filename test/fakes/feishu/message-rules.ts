import { type FeishuAnswer, invalidField, refusal } from './answers.ts'
import type { Call } from './call.ts'
import { isObject, parsed } from './call.ts'
import { cardTextFault } from './cards.ts'
import { groupHistory } from './scopes.ts'
import type { FeishuChat, FeishuMessage } from './state.ts'

export const isAnswer = (value: object): value is FeishuAnswer => 'status' in value && 'body' in value

/** The chat if this app's bot may act in it. */
export function chatFor({ state, app }: Call, chatId: string): FeishuChat | FeishuAnswer {
  if (!app.hasBot) return refusal(230006)
  const chat = state.chats.get(chatId)
  if (!chat) return refusal(230034)
  if (chat.isDissolved) return refusal(232009)
  return chat.apps.has(app.id) ? chat : refusal(230002)
}

/** A message of a chat that the bot is in. */
export function messageFor(call: Call, id: string): FeishuMessage | FeishuAnswer {
  const message = call.state.messages.get(id)
  if (!message) return refusal(99992354, `Invalid ids: [${id}]`)
  const chat = chatFor(call, message.chatId)
  return isAnswer(chat) ? chat : message
}

/** Reading what is said in a group takes one right more than the gateway asks for. */
export const historyFault = ({ app }: Call, chat: FeishuChat): FeishuAnswer | undefined => {
  if (chat.mode === 'p2p' || app.scopes.has(groupHistory)) return undefined
  return refusal(230027, `need scope: ${groupHistory}`)
}

const largest = { text: 150 * 1024, post: 30 * 1024, interactive: 30 * 1024, image: 1024 } as const
const kinds = ['text', 'post', 'interactive', 'image'] as const
type Kind = (typeof kinds)[number]
const isKind = (value: unknown): value is Kind => kinds.some((kind) => kind === value)

/** What is wrong with the content of a message that is sent, answered or edited. */
export function contentFault(call: Call, type: unknown, content: unknown): FeishuAnswer | undefined {
  if (type === undefined) return invalidField('msg_type', 'msg_type is required')
  if (content === undefined) return invalidField('content', 'content is required')
  if (!isKind(type)) return refusal(230001, 'invalid msg_type')
  if (typeof content !== 'string') return refusal(9499, 'Invalid parameter type in json: content')
  if (Buffer.byteLength(content) > largest[type]) return refusal(230025)
  if (type === 'interactive') {
    const problem = cardTextFault(content, call.state)
    return problem === undefined ? undefined : refusal(230099, problem)
  }
  if (type === 'image') return hasImage(call, parsed(content)) ? undefined : refusal(230001, 'invalid image_key')
  if (!isWellFormed(type, parsed(content)) || !picturesIn(content).every((key) => call.state.images.has(key)))
    return refusal(230001, 'invalid message content')
  // What becomes of somebody who is mentioned and does not exist is not documented: this fake takes the stricter way.
  const strangers = [...content.matchAll(/(?:"user_id":"|<at user_id=\\")([^"\\]+)/g)].filter(
    ([, id = '']) => id !== 'all' && !call.state.people.has(id),
  )
  return strangers.length > 0 ? refusal(230001, 'invalid user_id') : undefined
}

const hasImage = ({ state }: Call, content: unknown): boolean => isObject(content) && state.images.has(String(content.image_key))

const picturesIn = (content: string): readonly string[] => [...content.matchAll(/"image_key":"([^"]+)"/g)].map(([, key = '']) => key)

const nodes = new Set(['text', 'a', 'at', 'img', 'media', 'emotion', 'hr', 'code_block', 'md'])

function isWellFormed(type: 'text' | 'post', content: unknown): boolean {
  if (!isObject(content)) return false
  if (type === 'text') return typeof content.text === 'string' && content.text !== ''
  const languages = Object.values(content)
  return languages.length > 0 && languages.every((language) => isObject(language) && isParagraphs(language.content))
}

const isParagraphs = (content: unknown): boolean =>
  Array.isArray(content) &&
  content.every((line) => Array.isArray(line) && line.every((node) => isObject(node) && nodes.has(String(node.tag))))
