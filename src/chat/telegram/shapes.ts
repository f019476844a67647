/** The parts of the Bot API's objects that a gate looks at (facts/chat.md 1.2). Names and texts in them are hostile. */
export interface TelegramUser {
  readonly id: number
  readonly is_bot?: boolean
  readonly first_name?: string
  readonly last_name?: string
  readonly username?: string
}

export interface TelegramChat {
  readonly id: number
  readonly type?: 'private' | 'group' | 'supergroup' | 'channel'
  readonly title?: string
  readonly username?: string
  readonly is_forum?: boolean
  readonly permissions?: { readonly can_send_messages?: boolean }
}

export interface TelegramMessage {
  readonly message_id: number
  readonly chat: TelegramChat
  /** Seconds since 1970; 0 for one that cannot be looked at any more. */
  readonly date: number
  readonly from?: TelegramUser
  readonly text?: string
  readonly reply_to_message?: { readonly message_id: number; readonly from?: TelegramUser }
  /** There where the message is not the sender's own words at this moment. */
  readonly forward_origin?: unknown
  readonly forward_date?: number
  readonly sender_chat?: unknown
  readonly via_bot?: unknown
  readonly edit_date?: number
  readonly migrate_to_chat_id?: number
}

export interface CallbackQuery {
  readonly id: string
  readonly from: TelegramUser
  readonly message?: TelegramMessage
  readonly data?: string
}

export interface Update {
  readonly update_id: number
  readonly message?: TelegramMessage
  readonly callback_query?: CallbackQuery
}

export interface BotUser extends TelegramUser {
  /** Whether privacy mode is off. */
  readonly can_read_all_group_messages?: boolean
}

export interface ChatMember {
  readonly status: 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked'
  readonly is_member?: boolean
  readonly can_send_messages?: boolean
  readonly can_post_messages?: boolean
}

export interface WebhookInfo {
  readonly url?: string
  readonly pending_update_count?: number
}

export const nameOf = ({ first_name: first = '', last_name: last = '', username, id }: TelegramUser): string =>
  `${first} ${last}`.trim() || username || String(id)
