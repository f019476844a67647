import { type FeishuAnswer, refusal, success } from './answers.ts'
import type { Call } from './call.ts'
import { cardFault } from './cards.ts'
import { published } from './limits.ts'
import { newId } from './state.ts'

/** `POST /open-apis/ephemeral/v1/send`: a card in a group for one person's eyes. Not in topics; nobody is notified; cannot be edited. */
export function whisper(call: Call): FeishuAnswer {
  const { chat_id: chatId, open_id: openId, msg_type: type, card } = call.body
  const chat = call.state.chats.get(String(chatId))
  if (!chat || chat.isDissolved || type !== 'interactive' || typeof openId !== 'string') return refusal(9499)
  if (chat.mode !== 'group' || chat.messages === 'thread') return refusal(18053)
  if (!chat.apps.has(call.app.id)) return refusal(10002)
  if (!chat.people.has(openId)) return refusal(11206)
  const problem = cardFault(card, call.state)
  if (problem !== undefined) return refusal(230099, problem)
  if (call.limits.take(`whisper ${chat.id}`, published.whisper) !== undefined) return refusal(230020)
  const sent = { id: newId('om_'), chatId: chat.id, openId, card, at: call.now }
  call.state.whispers.push(sent)
  return success({ message_id: sent.id }, 'ok')
}
