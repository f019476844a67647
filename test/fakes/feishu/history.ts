import { type FeishuAnswer, invalidField, refusal, success } from './answers.ts'
import { type Call, page, sizeOf } from './call.ts'
import { chatFor, historyFault, isAnswer, messageFor } from './message-rules.ts'
import { viewOf } from './message-view.ts'
import type { FeishuChat, FeishuMessage } from './state.ts'

/** `GET /im/v1/messages/:id`. */
export function getMessage(call: Call): FeishuAnswer {
  const message = messageFor(call, call.parts[0] ?? '')
  if (isAnswer(message)) return message
  const chat = chatFor(call, message.chatId)
  if (isAnswer(chat)) return chat
  return historyFault(call, chat) ?? success({ items: [viewOf(message, call.state)] })
}

/** `GET /im/v1/messages`: what was said in a chat, or in one of its topics. */
export function listMessages(call: Call): FeishuAnswer {
  const { container_id_type: kind, container_id: id, sort_type: order = 'ByCreateTimeAsc', page_token: token } = call.query
  if (kind !== 'chat' && kind !== 'thread') return invalidField('container_id_type', 'container_id_type must be chat or thread')
  if (id === undefined) return invalidField('container_id', 'container_id is required')
  if (order !== 'ByCreateTimeAsc' && order !== 'ByCreateTimeDesc') return invalidField('sort_type', 'sort_type is invalid')
  const size = sizeOf(call.query.page_size, 50)
  if (size === undefined) return invalidField('page_size', 'the range of page_size is 1-50')
  const found = kind === 'chat' ? chatMessages(call, id) : threadMessages(call, id)
  if (isAnswer(found)) return found
  const down = order === 'ByCreateTimeDesc'
  const sorted = down ? found.toReversed() : found // the state keeps them in the order in which they came
  const listed = page(sorted, ({ number }) => (down ? Number.MAX_SAFE_INTEGER - number : number), size, token)
  if (!listed) return refusal(230001, 'invalid page_token')
  return success({ ...listed.more, items: listed.part.map((message) => viewOf(message, call.state)) })
}

/** Of a topic only its root shows in a chat of plain messages. */
function chatMessages(call: Call, id: string): FeishuMessage[] | FeishuAnswer {
  const chat = chatFor(call, id)
  if (isAnswer(chat)) return chat
  const refused = historyFault(call, chat) ?? secretFault(chat)
  if (refused) return refused
  const { start_time: from, end_time: to } = call.query
  const since = from === undefined ? 0 : Number(from) * 1000
  const until = to === undefined ? Number.POSITIVE_INFINITY : Number(to) * 1000 + 999
  if (Number.isNaN(since) || Number.isNaN(until)) return refusal(230001, 'invalid time')
  return [...call.state.messages.values()].filter(
    ({ chatId, threadId, rootId, createdAt }) =>
      chatId === id && (threadId === undefined || rootId === undefined) && createdAt >= since && createdAt <= until,
  )
}

function threadMessages(call: Call, id: string): FeishuMessage[] | FeishuAnswer {
  if (call.query.start_time !== undefined || call.query.end_time !== undefined) return refusal(230001, 'thread does not support time range')
  const messages = [...call.state.messages.values()].filter(({ threadId }) => threadId === id)
  const [first] = messages
  if (!first) return refusal(230001, 'invalid container_id')
  const chat = chatFor(call, first.chatId)
  if (isAnswer(chat)) return chat
  return historyFault(call, chat) ?? secretFault(chat) ?? messages
}

const secretFault = ({ isSecret }: FeishuChat): FeishuAnswer | undefined => (isSecret ? refusal(231203) : undefined)
