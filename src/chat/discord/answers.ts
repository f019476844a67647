import { type HttpResponse, jsonOf } from '../../kit/http.ts'
import { type Text, text } from '../../kit/text.ts'
import type { Lost } from '../delivery/placing.ts'
import { type AnswerClass, type Meaning, party, type Trouble, troubleOf, unknownAnswer, unknownCode } from '../delivery/reading.ts'
import { statusTrouble, waitHint } from '../delivery/status.ts'

export const discord = party('Discord')

const limited: Meaning = { class: 'limited', what: text('too many messages', '消息过多') }
const gone: Meaning = { class: 'gone', what: text('there is no such webhook any more', '该 webhook 已不存在') }
const forbidden: Meaning = { class: 'forbidden', what: text('it does not permit the message', '不允许发送该消息') }

/** Codes that a webhook answers (facts/chat.md 6, and Discord's list of JSON error codes). */
export const discordCodes: Readonly<Record<number, Meaning>> = {
  10003: { class: 'gone', what: text('the channel of the webhook is gone', '该 webhook 的频道已不存在') },
  10015: gone,
  50027: { class: 'credentials', what: text('the address of the webhook is not right', 'webhook 地址不正确') },
  50035: { class: 'malformed', what: text('it does not understand the message', '无法理解该消息') },
  50109: { class: 'malformed', what: text('it does not understand the message', '无法理解该消息') },
  50006: { class: 'malformed', what: text('the message is empty', '消息为空') },
  40005: { class: 'too-long', what: text('the message is too long', '消息过长') },
  50001: forbidden,
  50013: forbidden,
  200000: { class: 'forbidden', what: text('its AutoMod blocks the message', '消息被自动审核（AutoMod）拦截') },
  240000: { class: 'forbidden', what: text('its filter of links blocks the message', '消息被链接过滤器拦截') },
  50083: {
    class: 'gone',
    what: text('the thread is archived', '该子区已归档'),
    remedy: text('Open the thread again, or take thread_id out of the address.', '请重新打开该子区，或从地址中去掉 thread_id。'),
  },
  160005: { class: 'forbidden', what: text('the thread is locked', '该子区已锁定') },
  220001: {
    class: 'configuration',
    what: text('the channel is a forum, where every message belongs to a post', '该频道是论坛，每条消息都必须属于某个帖子'),
    remedy: text('Add ?thread_id=<id of a post> to the address of the webhook.', '请在 webhook 地址后加上 ?thread_id=<帖子 ID>。'),
  },
  220003: { class: 'configuration', what: text('the channel of the webhook has no posts', '该 webhook 的频道没有帖子') },
  50024: { class: 'configuration', what: text('the channel takes no such messages', '该频道不接收此类消息') },
  10004: { class: 'gone', what: text('the server of the webhook is gone', '该 webhook 的服务器已不存在') },
  50045: { class: 'too-long', what: text('the file is too large', '文件过大') },
  50046: { class: 'malformed', what: text('it does not take the picture', '不接受该图片') },
  40062: limited,
  130000: { class: 'retry', what: text('it is overloaded', '服务过载') },
  40333: { class: 'configuration', what: text('Cloudflare turns the request away', 'Cloudflare 拦截了该请求') },
}

/** Codes for a message that cannot be edited: deleted, another author's, or too old to be edited often. */
const lost: Readonly<Record<number, Text>> = {
  10008: text('Discord has no such message any more.', 'Discord 中该消息已不存在。'),
  50005: text('The message is not of this webhook.', '该消息不属于此 webhook。'),
  30046: text('Discord lets a message that old be edited only so often.', '该消息过旧，Discord 限制其编辑次数。'),
}

/**
 * What Discord answered to a message with `wait=true`, or to an edit: the message itself, with its id, or why not. `now` in milliseconds
 * since 1970.
 */
export function readDiscord(response: HttpResponse, now: number): { readonly class: 'delivered'; readonly id: string } | Trouble {
  const body = (jsonOf(response) ?? {}) as { id?: unknown } // looked at where it is used
  if (response.status === 200 && typeof body.id === 'string') return { class: 'delivered', id: body.id }
  return discordTrouble(response, now) ?? troubleOf(discord, unknownAnswer, { code: `HTTP ${response.status}` })
}

/** Why an edit finds no message that it could change. */
export function lostIn(response: HttpResponse): Lost | undefined {
  const { code } = (jsonOf(response) ?? {}) as { code?: unknown } // looked at where it is used
  const reason = response.status >= 400 && typeof code === 'number' ? lost[code] : undefined
  return reason && { class: 'lost', reason }
}

/** Why a request was refused; undefined where it was not. */
export function discordTrouble(response: HttpResponse, now: number): Trouble | undefined {
  const { code, message, retry_after: seconds } = (jsonOf(response) ?? {}) as Record<string, unknown> // looked at one by one
  if (response.status === 429) {
    const wait = typeof seconds === 'number' ? Math.ceil(seconds * 1000) : waitHint(response.headers, now)
    return troubleOf(discord, limited, { code: 'HTTP 429' }, wait)
  }
  if (response.status < 400 || typeof code !== 'number' || code === 0) return statusTrouble(discord, response, now)
  return troubleOf(discord, discordCodes[code] ?? unknownCode, { code, words: String(message ?? '') })
}

/** Classes of refusals after which the same words without a picture may be taken. */
const pictureClasses: readonly AnswerClass[] = ['malformed', 'too-long', 'forbidden']
export const mayBeThePicture = ({ class: kind }: Trouble): boolean => pictureClasses.includes(kind)
