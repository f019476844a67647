import { randomBytes } from 'node:crypto'
import { type FeishuAnswer, invalidField, refusal, success } from './answers.ts'
import { type Call, isObject, page, sizeOf } from './call.ts'
import { emojiTypes } from './emoji-types.ts'
import type { FeishuMessage, FeishuReaction, FeishuState } from './state.ts'

const viewOf = ({ id, operator, at, emoji }: FeishuReaction): object => ({
  reaction_id: id,
  operator: { operator_id: operator.id, operator_type: operator.type },
  action_time: String(at),
  reaction_type: { emoji_type: emoji },
})

/** The message if it is there and the bot may do this with it; `denied` is the code when it is not in the chat. */
function reactable({ state, app, parts }: Call, denied: number): FeishuMessage | FeishuAnswer {
  const message = state.messages.get(parts[0] ?? '')
  if (!message || message.isRecalled) return refusal(231003)
  const chat = state.chats.get(message.chatId)
  if (!chat || chat.isDissolved) return refusal(232009)
  return chat.apps.has(app.id) ? message : refusal(denied)
}

const isMessage = (value: FeishuMessage | FeishuAnswer): value is FeishuMessage => 'reactions' in value

/** `POST /im/v1/messages/:id/reactions`. The same reaction again is the one that is there. */
export function createReaction(call: Call): FeishuAnswer {
  const { reaction_type: kind } = call.body
  if (!isObject(kind) || typeof kind.emoji_type !== 'string') return invalidField('reaction_type', 'reaction_type is required')
  if (!emojiTypes.has(kind.emoji_type)) return refusal(231001)
  const message = reactable(call, 231002)
  if (!isMessage(message)) return message
  return success(
    viewOf(addReaction(call.state, message, { operator: { id: call.app.id, type: 'app' }, emoji: kind.emoji_type, at: call.now })),
  )
}

/** One of each emoji a person and message. */
export function addReaction(state: FeishuState, message: FeishuMessage, act: Omit<FeishuReaction, 'id' | 'number'>): FeishuReaction {
  const before = message.reactions.find(({ operator, emoji }) => operator.id === act.operator.id && emoji === act.emoji)
  if (before) return before
  const made = { id: randomBytes(24).toString('base64url'), number: ++state.last, ...act }
  message.reactions.push(made)
  return made
}

/** `DELETE /im/v1/messages/:id/reactions/:reaction`: one's own only. */
export function deleteReaction(call: Call): FeishuAnswer {
  const message = reactable(call, 231002)
  if (!isMessage(message)) return message
  const id = call.parts[1] ?? ''
  const found = message.reactions.find((reaction) => reaction.id === id)
  if (!found) return refusal(isElsewhere(call, id) ? 231010 : 231011)
  if (found.operator.id !== call.app.id) return refusal(231007)
  message.reactions.splice(message.reactions.indexOf(found), 1)
  return success(viewOf(found))
}

const isElsewhere = ({ state }: Call, id: string): boolean =>
  [...state.messages.values()].some(({ reactions }) => reactions.some((reaction) => reaction.id === id))

const largestPage = 50

/** `GET /im/v1/messages/:id/reactions`. */
export function listReactions(call: Call): FeishuAnswer {
  const { reaction_type: kind, page_token: token } = call.query
  const size = sizeOf(call.query.page_size, largestPage)
  if (size === undefined) return invalidField('page_size', `the max value of page_size is ${largestPage}`)
  if (kind !== undefined && !emojiTypes.has(kind)) return refusal(231001)
  const message = reactable(call, 231008)
  if (!isMessage(message)) return message
  const wanted = message.reactions.filter(({ emoji }) => kind === undefined || emoji === kind)
  const listed = page(wanted, ({ number }) => number, size, token)
  if (!listed) return refusal(231012)
  return success({ items: listed.part.map(viewOf), ...listed.more })
}
