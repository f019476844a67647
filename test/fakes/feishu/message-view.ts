import { isObject, parsed } from './call.ts'
import { type FeishuMessage, type FeishuState, tenantKey } from './state.ts'

const recalled = 'This message was recalled'

/** A message as the API shows it. Times are milliseconds, as text; what does not apply is left out. */
export function viewOf(message: FeishuMessage, state: FeishuState): object {
  const { id, rootId, parentId, threadId, type, sender } = message
  const mentions = message.mentions.map(({ key, openId }) => ({
    key,
    id: openId,
    id_type: 'open_id',
    name: state.people.get(openId)?.name ?? '',
    tenant_key: tenantKey,
  }))
  return {
    message_id: id,
    ...(rootId ? { root_id: rootId } : {}),
    ...(parentId ? { parent_id: parentId } : {}),
    ...(threadId ? { thread_id: threadId } : {}),
    msg_type: type,
    create_time: String(message.createdAt),
    update_time: String(message.updatedAt),
    deleted: message.isRecalled,
    updated: message.isUpdated,
    chat_id: message.chatId,
    sender: { id: sender.id, id_type: sender.type === 'app' ? 'app_id' : 'open_id', sender_type: sender.type, tenant_key: tenantKey },
    body: { content: message.isRecalled ? recalled : contentOf(message) },
    ...(mentions.length > 0 ? { mentions } : {}),
  }
}

/** Cards do not come back as they were sent: only their title and texts. */
function contentOf({ type, content }: FeishuMessage): string {
  const card = type === 'interactive' ? parsed(content) : undefined
  if (!isObject(card)) return content
  const header = isObject(card.header) && isObject(card.header.title) ? card.header.title.content : ''
  return JSON.stringify({ title: header, elements: [[{ tag: 'text', text: '' }]] })
}
