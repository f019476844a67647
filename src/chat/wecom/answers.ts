import { type HttpResponse, jsonOf } from '../../kit/http.ts'
import { text } from '../../kit/text.ts'
import { delivered, type Meaning, type Reading, troubleOf, unknownAnswer, unknownCode } from '../delivery/reading.ts'
import { statusTrouble } from '../delivery/status.ts'

export const wecom = text('WeCom', '企业微信')

const tooLong: Meaning = { class: 'too-long', what: text('the message is too long', '消息过长') }
const malformed: Meaning = { class: 'malformed', what: text('it does not understand the message', '无法理解该消息') }

/** Codes of group webhooks (facts/chat.md 4.1): they come with HTTP 200. */
export const wecomCodes: Readonly<Record<number, Meaning>> = {
  [-1]: { class: 'retry', what: text('it is busy', '系统繁忙') },
  93000: {
    class: 'gone',
    what: text('there is no robot with this key', '该 key 对应的机器人不存在'),
    remedy: text('Copy the address from the settings of the group’s robot anew.', '请从群机器人设置中重新复制地址。'),
  },
  // Twenty messages in a minute; the answer does not say when it takes the next.
  45009: { class: 'limited', what: text('more than 20 messages in a minute', '每分钟超过 20 条消息'), wait: 20_000 },
  45002: tooLong,
  40008: malformed,
  40058: malformed,
  40007: malformed,
  40009: { class: 'too-long', what: text('the picture is larger than 2 MB', '图片超过 2 MB') },
  42045: { class: 'malformed', what: text('the card leads nowhere', '卡片缺少跳转链接') },
  301019: { class: 'malformed', what: text('the digest of the picture is not its own', '图片的 md5 不匹配') },
  44004: { class: 'malformed', what: text('the message is empty', '消息为空') },
  60020: {
    class: 'forbidden',
    what: text('the runner’s address is not permitted', '运行器的 IP 不被允许'),
    remedy: text('Add the address of the runner to the trusted ones.', '请将运行器的 IP 加入可信列表。'),
  },
}

/** Two codes are also used for texts that are too long, and say so in words. */
const isAboutLength = (code: number, words: string): boolean => [93000, 40058].includes(code) && /exceed|too long|max length/i.test(words)

/** What a group webhook answered to a message: the body decides, whatever the HTTP status. */
export function readWecom(response: HttpResponse, now: number): Reading {
  const { errcode, errmsg } = (jsonOf(response) ?? {}) as { errcode?: unknown; errmsg?: unknown } // looked at one by one
  if (typeof errcode !== 'number') {
    return statusTrouble(wecom, response, now) ?? troubleOf(wecom, unknownAnswer, { code: `HTTP ${response.status}` })
  }
  const words = String(errmsg ?? '')
  if (errcode === 0) return statusTrouble(wecom, response, now) ?? delivered
  const meaning = isAboutLength(errcode, words) ? tooLong : (wecomCodes[errcode] ?? unknownCode)
  return troubleOf(wecom, meaning, { code: errcode, words })
}
