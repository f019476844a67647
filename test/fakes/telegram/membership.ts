import { integer, type Parameters } from './parameters.ts'
import { badRequest } from './refusal.ts'
import type { FakeChat, World } from './world.ts'

/** What the bot can ask about itself, chats and members. */
export function membership(world: World) {
  const { bot } = world
  const me = { id: bot.id, is_bot: true, first_name: bot.first_name, username: bot.username }
  return {
    getMe: () => ({
      ...me,
      can_join_groups: true,
      can_read_all_group_messages: bot.readsAll,
      supports_inline_queries: false,
      supports_guest_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
    }),
    getChat: (parameters: Parameters) => {
      const chat = world.reach(parameters.chat_id, 'read')
      const permissions = { permissions: { can_send_messages: chat.canSend !== false } }
      return { ...world.chatJson(chat), accent_color_id: 0, max_reaction_count: 11, ...(/group/.test(chat.type) ? permissions : {}) }
    },
    getChatMember: (parameters: Parameters) => {
      const chat = world.reach(parameters.chat_id, 'read')
      const id = integer(parameters.user_id, 0, 0, Number.MAX_SAFE_INTEGER)
      if (id === 0) throw badRequest('invalid user_id specified')
      if (id === bot.id) return { user: me, ...botStatus(chat) }
      const user = chat.members.get(id)
      if (!user) throw badRequest('PARTICIPANT_ID_INVALID')
      return { user: { is_bot: false, ...user }, status: 'member' }
    },
  }
}

function botStatus(chat: FakeChat): object {
  if (chat.bot === 'restricted') return { status: 'restricted', is_member: true, can_send_messages: false, until_date: 0 }
  if (chat.bot === 'administrator')
    return { status: 'administrator', can_be_edited: false, ...(chat.type === 'channel' ? { can_post_messages: true } : {}) }
  return { status: chat.bot }
}
