import { type Spot, urlOf } from './place.ts'
import type { TelegramMessage } from './shapes.ts'

/** Where a notice is. The words of a picture are edited in another way than those of a message. */
export interface NoticePlace extends Spot {
  readonly isCaption?: boolean
}

export const noticeRef = (place: NoticePlace): string => JSON.stringify(place)

/** The place that a text stands for; undefined where it is none. */
export function noticePlace(ref: string): NoticePlace | undefined {
  try {
    const { chat, message, isCaption } = (JSON.parse(ref) ?? {}) as Partial<NoticePlace> // looked at part by part
    if (typeof chat !== 'string' || typeof message !== 'number') return undefined
    return { chat, message, ...(isCaption === true ? { isCaption } : {}) }
  } catch {
    return undefined
  }
}

/** The page of a message: for everybody where the chat has a name, for its members in other supergroups and channels. */
export function noticeUrl({ chat, message_id: message }: TelegramMessage, topic: number | undefined): string | undefined {
  const isNamed = /^\w{4,40}$/.test(chat.username ?? '') && (chat.type === 'supergroup' || chat.type === 'channel')
  if (isNamed) return `https://t.me/${chat.username}/${topic === undefined ? '' : `${topic}/`}${message}`
  return urlOf({ chat: String(chat.id), message }, topic === undefined ? undefined : String(topic))
}
