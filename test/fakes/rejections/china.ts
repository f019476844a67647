import { gateway, json, plain, type Rejection } from './rejection.ts'

type Rest = Partial<Pick<Rejection, 'state' | 'isAboutToken'>>

const bot = (code: number, msg: string, means: RegExp, rest: Rest = {}): Rejection => ({
  platform: 'feishu-webhook',
  answer: json(200, { code, data: {}, msg }),
  reason: `${code}`,
  means,
  ...rest,
})

/** Custom bots answer HTTP 200, whatever they say (facts/chat.md 2.1). */
const feishuBot: readonly Rejection[] = [
  bot(19001, 'param invalid: incoming webhook access token invalid', /no bot with this address/),
  bot(19021, 'sign match fail or timestamp is not within one hour from current time', /signature does not match/),
  bot(19022, 'Ip Not Allowed', /not on the bot’s list/),
  bot(19024, 'Key Words Not Found', /none of the bot’s keywords/),
  bot(9499, 'Bad Request', /does not understand/),
  bot(9499, 'too many request', /too many calls/, { state: 'limited' }),
  bot(11232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]', /too many calls/, { state: 'limited' }),
  bot(11246, 'Failed to create card content, ext=ErrCode: 200621; ErrMsg: parse card json err', /card cannot be built/),
  bot(10901, 'internal limit', /refused the message/),
  {
    platform: 'feishu-webhook',
    answer: json(429, { code: 99991400, msg: 'request trigger frequency limit' }, { 'x-ogw-ratelimit-reset': '40' }),
    reason: '99991400',
    means: /too many calls/,
    state: 'limited',
  },
  { platform: 'feishu-webhook', answer: gateway, reason: 'HTTP 200', means: /not understood/, state: 'unknown' },
]

const app = (code: number, msg: string, means: RegExp, rest: Rest & { readonly status?: number } = {}): Rejection => {
  const { status = 400, ...more } = rest
  return { platform: 'feishu-app', answer: json(status, { code, msg, data: {} }), reason: `${code}`, means, ...more }
}

/** What the API answers to an app (facts/chat.md 2.2). */
const feishuApp: readonly Rejection[] = [
  app(10014, 'app secret invalid', /does not know this app and secret/, { status: 200, isAboutToken: true }),
  app(230002, 'The bot can not be outside the group.', /not in the chat/),
  app(230006, 'Bot ability is not activated.', /no bot/),
  app(230018, 'The operator has no permission.', /settings of the group/),
  app(230025, 'The length of the message content reaches its limit.', /too long/),
  app(230027, 'Lack of necessary permissions.', /lacks a right/),
  app(230034, 'The receive_id is invalid.', /no such chat/),
  app(230099, 'Failed to create card content, ext=ErrCode: 200621; ErrMsg: parse card json err', /card cannot be built/),
  app(232009, 'Your request specifies a chat which has already been dissolved.', /dissolved/),
  app(99991403, 'This month API call quota has been exceeded', /calls are used up/),
  app(99991672, 'Access denied. One of the following scopes is required: [im:message]', /lacks a right/),
  app(230020, 'This operation triggers the frequency limit.', /too many calls/, { state: 'limited' }),
]

const ding = (errcode: number, errmsg: string, means: RegExp, rest: Rest = {}): Rejection => ({
  platform: 'dingtalk',
  answer: json(200, { errcode, errmsg }),
  reason: `${errcode}`,
  means,
  ...rest,
})

/** Robots answer HTTP 200, whatever they say (facts/chat.md 3.1). */
const dingtalk: readonly Rejection[] = [
  ding(310000, 'keywords not in content, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]', /none of the robot’s keywords/),
  ding(310000, 'invalid timestamp, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]', /more than an hour off/),
  ding(310000, 'sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]', /signature does not match/),
  ding(310000, 'ip 1.2.3.4 not in whitelist, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]', /not on the robot’s list/),
  ding(400013, 'group is disbanded', /dissolved/),
  ding(400101, 'token is not exist', /no robot with this token/),
  ding(400102, 'robot is stopped', /switched off/),
  ding(400106, 'robot is not exist', /no such robot/),
  ding(400105, 'unsupported msgtype', /does not understand/),
  ding(40035, '缺少参数 json', /does not understand/),
  ding(43004, 'invalid content-type', /does not understand/),
  ding(430101, 'unsafe content', /unsafe/),
  ding(460101, 'message too long, exceed 20000 bytes', /longer than 20,000 bytes/),
  ding(410100, 'The speed of sending messages is too fast and is limited', /more than 20 messages in a minute/, { state: 'limited' }),
  ding(130101, 'send too fast, exceed 20 times per minute', /more than 20 messages in a minute/, { state: 'limited' }),
  ding(-1, '系统繁忙', /busy/),
  { platform: 'dingtalk', answer: json(200, { status: 1111, punish: 'deny' }), reason: '1111', means: /too many calls/, state: 'limited' },
  {
    platform: 'dingtalk',
    answer: plain(302, '', { location: 'https://error.alibaba.test/punish' }),
    reason: 'HTTP 302',
    means: /more than 20 messages in a minute/,
    state: 'limited',
  },
]

const corp = (errcode: number, errmsg: string, means: RegExp, rest: Rest = {}): Rejection => ({
  platform: 'wecom',
  answer: json(200, { errcode, errmsg: `${errmsg}, hint: [1592021214_50_5e8f0000], from ip: 1.2.3.4` }),
  reason: `${errcode}`,
  means,
  ...rest,
})

/** Robots answer HTTP 200, whatever they say (facts/chat.md 4.1). */
const wecom: readonly Rejection[] = [
  corp(93000, 'invalid webhook url', /no robot with this key/),
  corp(93000, 'Invalid input : content exceed max length', /too long/),
  corp(40008, 'invalid message type', /does not understand/),
  corp(40058, 'markdown.content exceed max length 4096', /too long/),
  corp(44004, 'empty content', /empty/),
  corp(60020, 'not allow to access from your ip', /not permitted/),
  corp(45009, 'api freq out of limit', /more than 20 messages in a minute/, { state: 'limited' }),
  corp(-1, 'system busy', /busy/),
  corp(45033, 'api concurrent out of limit', /refused the message/),
  { platform: 'wecom', answer: gateway, reason: 'HTTP 200', means: /not understood/, state: 'unknown' },
]

export const chineseRejections: readonly Rejection[] = [...feishuBot, ...feishuApp, ...dingtalk, ...wecom]
