import { type FeishuAnswer, invalidField, refusal, success } from './answers.ts'
import type { Call } from './call.ts'
import { isShared } from './cards.ts'
import { published } from './limits.ts'
import { chatFor, contentFault, isAnswer, messageFor } from './message-rules.ts'
import { viewOf } from './message-view.ts'
import { type FeishuChat, type FeishuMessage, newId, type Sender } from './state.ts'

const hour = 3_600_000
const day = 86_400_000
const idTypes = ['open_id', 'user_id', 'union_id', 'email', 'chat_id']
const longestUuid = 50

/** `POST /im/v1/messages`. Only groups are played; a message to a person is refused as one whom the bot does not reach. */
export function sendMessage(call: Call): FeishuAnswer {
  const { receive_id: to, msg_type: type, content } = call.body
  const idType = call.query.receive_id_type
  if (idType === undefined || !idTypes.includes(idType)) return invalidField('receive_id_type', 'receive_id_type is required')
  if (typeof to !== 'string') return invalidField('receive_id', 'receive_id is required')
  if (idType !== 'chat_id') return refusal(230013)
  const chat = chatFor(call, to)
  if (isAnswer(chat)) return chat
  return post(call, chat, { type, content, isTopic: chat.mode === 'topic' || chat.messages === 'thread' })
}

/** `POST /im/v1/messages/:id/reply`. In a topic everything is a reply to its root. */
export function replyToMessage(call: Call): FeishuAnswer {
  const { msg_type: type, content, reply_in_thread: inThread } = call.body
  const parent = messageFor(call, call.parts[0] ?? '')
  if (isAnswer(parent)) return parent
  if (parent.isRecalled) return refusal(230011)
  const chat = chatFor(call, parent.chatId)
  if (isAnswer(chat)) return chat
  if (inThread === true && !chat.allowsThreads)
    return refusal(230071, 'The group to which the message belongs does not support reply in thread.')
  return post(call, chat, { type, content, isTopic: inThread === true || parent.threadId !== undefined, parent })
}

interface Draft {
  readonly type: unknown
  readonly content: unknown
  readonly isTopic: boolean
  readonly parent?: FeishuMessage
}

function post(call: Call, chat: FeishuChat, draft: Draft): FeishuAnswer {
  const { uuid } = call.body
  if (typeof uuid === 'string' && uuid.length > longestUuid) return invalidField('uuid', `the max len is ${longestUuid}`)
  const refused = contentFault(call, draft.type, draft.content)
  if (refused) return refused
  const before = typeof uuid === 'string' ? sentBefore(call, uuid) : undefined
  if (before) return success(viewOf(before, call.state))
  if (call.limits.take(`chat ${chat.id}`, published.chat) !== undefined) return refusal(230020)
  const sender: Sender = { id: call.app.id, type: 'app' }
  const message = addMessage(call.state, chat, { ...draft, type: String(draft.type), content: String(draft.content), sender, at: call.now })
  if (typeof uuid === 'string') call.state.sent.set(`${call.app.id} ${uuid}`, { messageId: message.id, until: call.now + hour })
  return success(viewOf(message, call.state))
}

function sentBefore({ state, app, now }: Call, uuid: string): FeishuMessage | undefined {
  const sent = state.sent.get(`${app.id} ${uuid}`)
  return sent && sent.until > now ? state.messages.get(sent.messageId) : undefined
}

interface Written {
  readonly type: string
  readonly content: string
  readonly sender: Sender
  readonly at: number
  readonly isTopic: boolean
  readonly parent?: FeishuMessage
  readonly mentions?: FeishuMessage['mentions']
}

/** Puts a message into a chat, whoever wrote it. */
export function addMessage(state: Call['state'], chat: FeishuChat, written: Written): FeishuMessage {
  const { parent, isTopic, at, content } = written
  const root = parent ? (state.messages.get(parent.rootId ?? parent.id) ?? parent) : undefined
  if (isTopic && root) root.threadId ??= newId('omt_', 8)
  const message: FeishuMessage = {
    id: newId('om_'),
    number: ++state.last,
    chatId: chat.id,
    rootId: root?.id,
    parentId: isTopic ? root?.id : parent?.id,
    threadId: isTopic ? (root?.threadId ?? newId('omt_', 8)) : undefined,
    type: written.type,
    content,
    createdAt: at,
    updatedAt: at,
    isRecalled: false,
    isUpdated: false,
    edits: 0,
    sender: written.sender,
    mentions: written.mentions ?? mentionsIn(state, written),
    reactions: [],
    history: [content],
  }
  state.messages.set(message.id, message)
  return message
}

const mentionsIn = ({ people }: Call['state'], { content }: Written): FeishuMessage['mentions'] =>
  [...new Set([...content.matchAll(/ou_[0-9a-f]{32}/g)].map(([id]) => id))]
    .filter((id) => people.has(id))
    .map((openId, index) => ({ key: `@_user_${index + 1}`, openId }))

/** `PATCH /im/v1/messages/:id`: another card in the place of one's own. */
export function patchCard(call: Call): FeishuAnswer {
  const message = messageFor(call, call.parts[0] ?? '')
  if (isAnswer(message)) return message
  const refused = editFault(call, message) ?? contentFault(call, 'interactive', call.body.content)
  if (refused) return refused
  const content = String(call.body.content)
  if (message.type !== 'interactive') return refusal(230001, 'This message is NOT a card.')
  // What exactly it answers to a card that is not shared is not documented, only that both must be.
  if (!isShared(message.content) || !isShared(content)) return refusal(230001, 'update_multi must be true in both cards')
  if (call.limits.take(`edit ${message.id}`, published.edit) !== undefined) return refusal(230020)
  rewrite(message, content, call.now)
  return success()
}

function editFault({ app, now }: Call, message: FeishuMessage): FeishuAnswer | undefined {
  if (message.isRecalled) return refusal(230011)
  if (message.sender.id !== app.id) return refusal(230027)
  return now - message.createdAt > 14 * day ? refusal(230031) : undefined
}

const mostEdits = 20

/** `PUT /im/v1/messages/:id`: edits one's own text. */
export function putText(call: Call): FeishuAnswer {
  const message = messageFor(call, call.parts[0] ?? '')
  if (isAnswer(message)) return message
  if (message.isRecalled) return refusal(230011)
  if (message.sender.id !== call.app.id) return refusal(230071)
  if (!['text', 'post'].includes(message.type) || call.body.msg_type === 'interactive') return refusal(230054)
  if (message.edits >= mostEdits) return refusal(230072)
  const refused = contentFault(call, call.body.msg_type, call.body.content)
  if (refused) return refused
  message.edits++
  rewrite(message, String(call.body.content), call.now)
  return success(viewOf(message, call.state))
}

/** Changes a message, whoever does it. */
export function rewrite(message: FeishuMessage, content: string, now: number): void {
  message.content = content
  message.history.push(content)
  message.isUpdated = true
  message.updatedAt = now
}

/** `DELETE /im/v1/messages/:id`: recalls one's own message. */
export function recallMessage(call: Call): FeishuAnswer {
  const message = messageFor(call, call.parts[0] ?? '')
  if (isAnswer(message)) return message
  if (message.isRecalled) return refusal(230110)
  if (message.sender.id !== call.app.id) return refusal(230026)
  message.isRecalled = true
  return success()
}
