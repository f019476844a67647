import { InputError } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'
import type { TelegramUser } from './shapes.ts'

/** A message: its chat and its number there. */
export interface Spot {
  readonly chat: string
  readonly message: number
}

/** Where a request is shown, and how its buttons are known. */
export interface Place {
  readonly id: string
  readonly nonce: string
  readonly bot: Pick<TelegramUser, 'id'> & { readonly username: string }
  /** Cards of the request, the newest last: the one that is kept up to date, and those that were lost, which may still be pressed. */
  readonly cards: readonly Spot[]
}

/** A place as text that another process understands. The nonce is no secret: every client of the chat is sent it with the buttons. */
export const refOf = (place: Place): string => JSON.stringify(place)

/** The place that a text stands for. Throws an InputError when it is none: it was kept by another version, or changed. */
export function placeFrom(ref: string, channel: string): Place {
  const place = parse(ref)
  if (place) return place
  throw new InputError({
    code: 'channel-unusable',
    problem: text('What was kept about the message in Telegram cannot be read.', '无法读取所保存的 Telegram 消息信息。'),
    where: `channels.${channel}`,
  })
}

function parse(ref: string): Place | undefined {
  try {
    const { id, nonce, bot, cards } = JSON.parse(ref) as Partial<Place> // looked at part by part
    const isWhole = typeof id === 'string' && typeof nonce === 'string' && typeof bot?.id === 'number' && typeof bot.username === 'string'
    const areSpots = Array.isArray(cards) && cards.every(({ chat, message }) => typeof chat === 'string' && typeof message === 'number')
    return isWhole && areSpots && cards.length > 0 ? { id, nonce, bot, cards } : undefined
  } catch {
    return undefined
  }
}

/** The page of a message; only supergroups and channels have one. */
export function urlOf({ chat, message }: Spot, topic: string | undefined): string | undefined {
  const [, inner] = /^-100(\d+)$/.exec(chat) ?? []
  return inner === undefined ? undefined : `https://t.me/c/${inner}/${topic === undefined ? '' : `${topic}/`}${message}`
}

export const isSame = (a: Spot, b: Spot): boolean => a.chat === b.chat && a.message === b.message
