import { type HttpResponse, jsonOf } from '../../kit/http.ts'
import { text } from '../../kit/text.ts'
import { delivered, type Meaning, type Reading, troubleOf, unknownAnswer, unknownCode } from '../delivery/reading.ts'
import { statusTrouble } from '../delivery/status.ts'

export const dingtalk = text('DingTalk', '钉钉')

/** After more than twenty messages in a minute, in milliseconds (facts/chat.md 3.1). */
const block = 600_000
/** After too many calls from one address, in milliseconds. */
const punishment = 300_000

const tooFast: Meaning = {
  class: 'limited',
  what: text('more than 20 messages in a minute; the robot is silenced for ten minutes', '每分钟超过 20 条消息，机器人被禁言十分钟'),
  wait: block,
}
const unsafe: Meaning = {
  class: 'forbidden',
  what: text('it takes the content for unsafe', '内容被判定为不安全'),
  remedy: text('Look for a word or link in the message that DingTalk does not permit.', '请检查消息中是否有钉钉不允许的词语或链接。'),
}
const malformed: Meaning = { class: 'malformed', what: text('it does not understand the message', '无法理解该消息') }

/** Codes of custom robots (facts/chat.md 3.1): they come with HTTP 200. */
export const dingtalkCodes: Readonly<Record<number, Meaning>> = {
  [-1]: { class: 'retry', what: text('it is busy', '系统繁忙') },
  40035: malformed,
  43004: malformed,
  400013: {
    class: 'gone',
    what: text('the group was dissolved', '群已被解散'),
    remedy: text('Make a robot in another group.', '请在其他群中创建机器人。'),
  },
  400101: { class: 'gone', what: text('there is no robot with this token', '该 token 对应的机器人不存在') },
  400102: {
    class: 'gone',
    what: text('the robot was switched off', '机器人已停用'),
    remedy: text('Switch it on in the settings of the group.', '请在群设置中启用该机器人。'),
  },
  400105: malformed,
  400106: { class: 'gone', what: text('there is no such robot', '机器人不存在') },
  410100: tooFast,
  130101: tooFast,
  430101: unsafe,
  430102: unsafe,
  430103: unsafe,
  430104: unsafe,
  460101: { class: 'too-long', what: text('the message is longer than 20,000 bytes', '消息超过 20000 字节') },
  310000: {
    class: 'configuration',
    what: text('the robot’s security settings refuse the message', '机器人的安全设置拒绝了该消息'),
    remedy: text('Compare the security settings of the robot with those of the channel.', '请核对机器人的安全设置与渠道配置。'),
  },
}

/** Code 310000 says in words which of the robot's security settings refused the message. */
const securityMeanings: readonly (readonly [RegExp, Meaning])[] = [
  [
    /keyword/i,
    {
      class: 'configuration',
      what: text('the message has none of the robot’s keywords', '消息不含机器人的关键词'),
      remedy: text(
        'Let the robot check signatures instead of keywords, or add a keyword that is in every message.',
        '请将机器人的安全设置改为“加签”，或添加每条消息都包含的关键词。',
      ),
    },
  ],
  [
    /timestamp/i,
    {
      class: 'configuration',
      what: text('the time of the message is more than an hour off', '消息时间偏差超过一小时'),
      remedy: text('Set the clock of the runner.', '请校准运行器的时钟。'),
    },
  ],
  [
    /sign/i,
    {
      class: 'credentials',
      what: text('the signature does not match', '签名不匹配'),
      remedy: text(
        'Put the robot’s secret (SEC…) into the channel’s setting “secret”.',
        '请将机器人的密钥（SEC…）填入该渠道的“secret”设置。',
      ),
    },
  ],
  [
    /\bip\b|whitelist/i,
    {
      class: 'forbidden',
      what: text('the runner’s address is not on the robot’s list', '运行器的 IP 不在机器人的白名单中'),
      remedy: text(
        'Hosted runners have changing addresses: let the robot check signatures instead.',
        '托管运行器的 IP 会变化：请将机器人的安全设置改为“加签”。',
      ),
    },
  ],
]

/** What a custom robot answered to a message: the body decides, whatever the HTTP status. */
export function readDingtalk(response: HttpResponse, now: number): Reading {
  const { errcode, errmsg, punish } = (jsonOf(response) ?? {}) as { errcode?: unknown; errmsg?: unknown; punish?: unknown } // looked at one by one
  if (typeof errcode === 'number') return readCode(errcode, String(errmsg ?? ''), response, now)
  if (punish !== undefined || /"?punish"?\s*[:=]/.test(response.body)) return troubleOf(dingtalk, punished, { code: 1111 })
  if (response.status === 302) return troubleOf(dingtalk, tooFast, { code: 'HTTP 302' })
  return statusTrouble(dingtalk, response, now) ?? troubleOf(dingtalk, unknownAnswer, { code: `HTTP ${response.status}` })
}

const punished: Meaning = {
  class: 'limited',
  what: text('too many calls from the runner’s address', '来自运行器 IP 的调用过多'),
  wait: punishment,
}

function readCode(code: number, words: string, response: HttpResponse, now: number): Reading {
  if (code === 0) return statusTrouble(dingtalk, response, now) ?? delivered
  const special = code === 310000 ? securityMeanings.find(([pattern]) => pattern.test(words))?.[1] : undefined
  return troubleOf(dingtalk, special ?? dingtalkCodes[code] ?? unknownCode, { code, words })
}
