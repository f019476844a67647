import { text } from '../../kit/text.ts'
import type { Meaning } from '../delivery/reading.ts'

const gone: Meaning = { class: 'gone', what: text('the message was deleted', '消息已被删除') }
export const busy: Meaning = { class: 'retry', what: text('it is busy', '系统繁忙') }
export const tooOften: Meaning = { class: 'limited', what: text('too many calls', '调用过于频繁') }
/** Limits of so many a second, shared with other bots: the answer does not say how long they hold; milliseconds. */
const thisSecond: Meaning = { ...tooOften, wait: 1000 }
const tooLong: Meaning = { class: 'too-long', what: text('the message is too long', '消息过长') }
const malformed: Meaning = { class: 'malformed', what: text('it does not understand the message', '无法理解该消息') }
const badCard: Meaning = { class: 'malformed', what: text('the card cannot be built', '无法生成卡片') }
export const outdatedToken: Meaning = { class: 'credentials', what: text('the token is not valid', '令牌无效') }
const outside: Meaning = {
  class: 'configuration',
  what: text('the bot is not in the chat', '机器人不在该群中'),
  remedy: text('Add the app’s bot to the group: Settings → Bots.', '请将应用机器人添加到群中：设置 → 群机器人。'),
}
const noChat: Meaning = {
  class: 'configuration',
  what: text('there is no such chat', '没有这个群'),
  remedy: text(
    'Put the id of the group (oc_…) into “chat”; it stands at the end of the group’s settings.',
    '请在“chat”中填写群 ID（oc_…），可在群设置底部查看。',
  ),
}
const dissolved: Meaning = {
  class: 'configuration',
  what: text('the group was dissolved', '群已被解散'),
  remedy: text('Put the id of another group into “chat”.', '请在“chat”中填写其他群的 ID。'),
}
const noBot: Meaning = {
  class: 'configuration',
  what: text('the app has no bot', '应用未启用机器人能力'),
  remedy: text('Switch the bot on in the developer console and publish a version.', '请在开发者后台启用机器人能力并发布版本。'),
}
const badApp: Meaning = {
  class: 'credentials',
  what: text('it does not know this app and secret', '应用 ID 或密钥不正确'),
  remedy: text(
    'Compare “app-id” and “app-secret” with the developer console; apps of Lark need “api: https://open.larksuite.com”.',
    '请与开发者后台核对“app-id”和“app-secret”；Lark 的应用需设置“api: https://open.larksuite.com”。',
  ),
}
const noPicture: Meaning = { class: 'malformed', what: text('it does not take the picture', '不接受该图片') }
const past: Meaning = { class: 'gone', what: text('the message can be edited no more', '消息已无法编辑') }
const forbidden: Meaning = { class: 'forbidden', what: text('the settings of the group forbid it', '群设置不允许此操作') }

/** The app may not do this: its administrators have to grant it. */
export const missingRight: Meaning = {
  class: 'forbidden',
  what: text('the app lacks a right', '应用缺少权限'),
  remedy: text('Grant the app the right in the developer console and publish a version.', '请在开发者后台为应用开通该权限并发布版本。'),
}

/** What the codes of apps mean (facts/chat.md 2.2, and Feishu's page of each API). */
export const feishuCodes: Readonly<Record<number, Meaning>> = {
  1663: busy,
  1665: busy,
  1668: busy,
  2200: busy,
  9499: malformed,
  10003: badApp,
  10005: badApp,
  10012: badApp,
  10013: badApp,
  10014: badApp,
  10015: badApp,
  10002: outside,
  230001: malformed,
  230002: outside,
  230006: noBot,
  230011: gone,
  230013: {
    class: 'configuration',
    what: text('the app may not write to this person', '应用对此人不可用'),
    remedy: text('In the developer console, widen the app’s availability.', '请在开发者后台扩大应用的可用范围。'),
  },
  230018: forbidden,
  230020: thisSecond,
  230022: {
    class: 'forbidden',
    what: text('it takes the content for sensitive', '内容含敏感信息'),
    remedy: text('Look for a word in the message that Feishu does not permit.', '请检查消息中是否有飞书不允许的词语。'),
  },
  230025: tooLong,
  230027: missingRight,
  230031: { class: 'gone', what: text('the message is older than 14 days', '消息已超过 14 天') },
  230034: noChat,
  230035: forbidden,
  230049: busy,
  230054: past,
  230072: { class: 'gone', what: text('the message was edited twenty times, which is the most', '消息已编辑 20 次，达到上限') },
  230099: badCard,
  230110: gone,
  231003: gone,
  231015: busy,
  231203: {
    class: 'configuration',
    what: text('the group keeps its messages secret', '该群开启了保密模式'),
    remedy: text('Let the group’s messages be copied, or use another group.', '请在群设置中允许复制消息，或改用其他群。'),
  },
  232006: noChat,
  232009: dissolved,
  232011: outside,
  232025: noBot,
  234001: noPicture,
  234002: missingRight,
  234006: { class: 'too-long', what: text('the picture is too large', '图片过大') },
  234007: noBot,
  234010: noPicture,
  234011: noPicture,
  234039: noPicture,
  232034: { class: 'configuration', what: text('the app is not installed', '应用未安装或未启用') },
  99991400: thisSecond,
  99991401: {
    class: 'forbidden',
    what: text('the runner’s address is not on the app’s list', '运行器的 IP 不在应用的白名单中'),
    remedy: text('Take the list of addresses off the app, or add the runner’s.', '请移除应用的 IP 白名单，或加入运行器的 IP。'),
  },
  99991403: { class: 'quota', what: text('this month’s calls are used up', '本月 API 调用次数已用完') },
  99991661: outdatedToken,
  99991662: { class: 'configuration', what: text('the app is switched off', '应用已停用') },
  99991663: outdatedToken,
  99991664: outdatedToken,
  99991665: outdatedToken,
  99991671: outdatedToken,
  99991672: missingRight,
  99992354: gone,
}

/** What custom bots answer (facts/chat.md 2.1): they come with HTTP 200. */
export const botCodes: Readonly<Record<number, Meaning>> = {
  9499: malformed,
  11232: tooOften,
  11246: badCard,
  19001: { class: 'gone', what: text('there is no bot with this address', '该地址对应的机器人不存在') },
  19021: {
    class: 'credentials',
    what: text('the signature does not match, or the clocks differ by an hour', '签名不匹配，或时间偏差超过一小时'),
    remedy: text(
      'Compare “secret” with the bot’s security settings, and set the clock of the runner.',
      '请核对“secret”与机器人的安全设置，并校准运行器的时钟。',
    ),
  },
  19022: {
    class: 'forbidden',
    what: text('the runner’s address is not on the bot’s list', '运行器的 IP 不在机器人的白名单中'),
    remedy: text(
      'Hosted runners have changing addresses: let the bot check signatures instead.',
      '托管运行器的 IP 会变化：请将机器人的安全设置改为“签名校验”。',
    ),
  },
  19024: {
    class: 'configuration',
    what: text('the message has none of the bot’s keywords', '消息不含机器人的关键词'),
    remedy: text(
      'Let the bot check signatures instead of keywords, or add a keyword that is in every message.',
      '请将机器人的安全设置改为“签名校验”，或添加每条消息都包含的关键词。',
    ),
  },
}
