import { type FeishuAnswer, invalidField, refusal, success } from './answers.ts'
import { type Call, page, sizeOf } from './call.ts'
import { type FeishuChat, tenantKey } from './state.ts'

function chatOf({ state, app, parts }: Call): FeishuChat | FeishuAnswer {
  if (!app.hasBot) return refusal(232025)
  return state.chats.get(parts[0] ?? '') ?? refusal(232006)
}

const isChat = (value: FeishuChat | FeishuAnswer): value is FeishuChat => 'people' in value

/** `GET /im/v1/chats/:id`. Who is not in it learns its name and size alone. */
export function getChat(call: Call): FeishuAnswer {
  const chat = chatOf(call)
  if (!isChat(chat)) return chat
  const counts = { user_count: String(chat.people.size), bot_count: String(chat.apps.size) }
  const outside = { name: chat.name, avatar: '', ...counts, chat_status: chat.isDissolved ? 'dissolved' : 'normal' }
  if (!chat.apps.has(call.app.id)) return success(outside)
  const messages = chat.mode === 'group' ? { group_message_type: chat.messages } : {}
  return success({
    ...outside,
    description: '',
    ...messages,
    chat_mode: chat.mode,
    chat_type: 'private',
    external: false,
    tenant_key: tenantKey,
  })
}

/** `GET /im/v1/chats/:id/members/is_in_chat`: whether the bot is. */
export function isInChat(call: Call): FeishuAnswer {
  const chat = chatOf(call)
  return isChat(chat) ? success({ is_in_chat: chat.apps.has(call.app.id) }) : chat
}

/** `GET /im/v1/chats/:id/members`: the people, without bots. */
export function listMembers(call: Call): FeishuAnswer {
  const size = sizeOf(call.query.page_size, 100)
  if (size === undefined) return invalidField('page_size', 'the max value of page_size is 100')
  const chat = chatOf(call)
  if (!isChat(chat)) return chat
  if (chat.isDissolved) return refusal(232009)
  if (!chat.apps.has(call.app.id)) return refusal(232011)
  const people = [...chat.people].map((openId, number) => ({ openId, number }))
  const listed = page(people, ({ number }) => number, size, call.query.page_token)
  if (!listed) return refusal(230001, 'invalid page_token')
  const items = listed.part.map(({ openId }) => ({
    member_id_type: 'open_id',
    member_id: openId,
    name: call.state.people.get(openId)?.name ?? '',
    tenant_key: tenantKey,
  }))
  return success({ items, ...listed.more, member_total: chat.people.size })
}
