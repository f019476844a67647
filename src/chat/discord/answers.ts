import { type HttpResponse, jsonOf } from '../../kit/http.ts'
import { text } from '../../kit/text.ts'
import { delivered, type Meaning, party, type Reading, type Trouble, troubleOf, unknownAnswer, unknownCode } from '../delivery/reading.ts'
import { statusTrouble, waitHint } from '../delivery/status.ts'

export const discord = party('Discord')

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
  50083: { class: 'gone', what: text('the thread is archived', '该子区已归档') },
  160005: { class: 'forbidden', what: text('the thread is locked', '该子区已锁定') },
  220001: {
    class: 'configuration',
    what: text('the channel is a forum, where every message belongs to a post', '该频道是论坛，每条消息都必须属于某个帖子'),
    remedy: text('Add ?thread_id=<id of a post> to the address of the webhook.', '请在 webhook 地址后加上 ?thread_id=<帖子 ID>。'),
  },
  40333: { class: 'configuration', what: text('Cloudflare turns the request away', 'Cloudflare 拦截了该请求') },
}

const limited: Meaning = { class: 'limited', what: text('too many messages', '消息过多') }

/** What Discord answered to a message with `wait=true`: the message itself, or why not. `now` in milliseconds since 1970. */
export function readDiscord(response: HttpResponse, now: number): Reading {
  const body = (jsonOf(response) ?? {}) as { id?: unknown } // looked at where it is used
  if (response.status === 200 && typeof body.id === 'string') return delivered
  return discordTrouble(response, now) ?? troubleOf(discord, unknownAnswer, { code: `HTTP ${response.status}` })
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
