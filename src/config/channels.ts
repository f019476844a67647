import * as v from 'valibot'
import { named, oneOrMore, section } from './section.ts'
import { about, choice, email, httpUrl, id, listen, name, positive, proxyUrl, say, smtpUrl, words } from './values.ts'

const common = {
  api: v.exactOptional(
    about(httpUrl, 'Base address of the service, for self-hosted ones and tests.', '服务的基础地址，用于自建服务和测试。'),
  ),
  proxy: v.exactOptional(about(proxyUrl, 'Proxy to reach the service through.', '访问该服务所用的代理。')),
  ca: v.exactOptional(
    about(
      words,
      'Certificate authority to trust besides the usual ones, in PEM, as $NAME: for services with certificates of one’s own.',
      '除系统默认外还信任的证书颁发机构（PEM 格式），写作 $NAME；用于使用自签证书的服务。',
    ),
  ),
}
const webhook = about(httpUrl, 'Address of the incoming webhook, as $NAME.', '入站 webhook 地址，写作 $NAME。')
const secret = about(words, 'Secret that messages are signed with, as $NAME.', '消息签名密钥，写作 $NAME。')
const chat = about(id, 'Chat, group or channel.', '会话、群或频道。')
/** How a message is dressed; what the default is stands in the description. */
const format = <const C extends readonly string[]>(forms: C, en: string, zh: string) => v.exactOptional(about(choice(forms), en, zh))

const telegram = section({
  type: v.literal('telegram'),
  token: about(words, 'Token of the bot, as $NAME.', '机器人 token，写作 $NAME。'),
  chat,
  topic: v.exactOptional(about(id, 'Topic of a forum group.', '论坛群的话题。')),
  ...common,
})

const feishu = v.pipe(
  section({
    type: v.literal('feishu'),
    webhook: v.exactOptional(webhook),
    secret: v.exactOptional(secret),
    'app-id': v.exactOptional(about(words, 'Id of the app (cli_…).', '应用 ID（cli_…）。')),
    'app-secret': v.exactOptional(about(words, 'Secret of the app, as $NAME.', '应用密钥，写作 $NAME。')),
    chat: v.exactOptional(chat),
    format: format(
      ['card', 'post', 'text'],
      'Kind of message for notices: card (default), post (rich text) or text. A request for approval is always a card.',
      '通知所用的消息类型：card（卡片，默认）、post（富文本）或 text（文本）。审批请求始终为卡片。',
    ),
    ...common,
  }),
  v.check(({ webhook, secret, appId, appSecret, chat }) => {
    const app = [appId, appSecret, chat]
    return webhook === undefined ? secret === undefined && !app.includes(undefined) : app.every((part) => part === undefined)
  }, say('feishu-form')),
)

const slack = v.pipe(
  section({
    type: v.literal('slack'),
    token: v.exactOptional(about(words, 'Token of the bot (xoxb-…), as $NAME.', '机器人 token（xoxb-…），写作 $NAME。')),
    chat: v.exactOptional(chat),
    webhook: v.exactOptional(webhook),
    ...common,
  }),
  v.check(
    ({ token, chat, webhook }) => (webhook === undefined ? token !== undefined && chat !== undefined : (token ?? chat) === undefined),
    say('slack-form'),
  ),
)

const dingtalk = section({
  type: v.literal('dingtalk'),
  webhook,
  secret: v.exactOptional(secret),
  format: format(
    ['auto', 'markdown', 'text', 'link', 'action-card', 'feed-card'],
    'Kind of message: auto (default: markdown where somebody is alerted, a card with buttons otherwise), markdown, text, link, action-card or feed-card. The last three cannot alert anybody.',
    '消息类型：auto（默认：需要提醒某人时为 markdown，否则为带按钮的卡片）、markdown、text、link、action-card 或 feed-card。后三种无法提醒任何人。',
  ),
  ...common,
})
const wecom = section({
  type: v.literal('wecom'),
  webhook,
  format: format(
    ['markdown', 'text', 'template-card'],
    'Kind of message: markdown (default), text or template-card. A template card cannot alert anybody.',
    '消息类型：markdown（默认）、text 或 template-card（模版卡片）。模版卡片无法提醒任何人。',
  ),
  ...common,
})
const discord = section({ type: v.literal('discord'), webhook, ...common })

const mail = section({
  type: v.literal('email'),
  smtp: about(
    smtpUrl,
    'Mail server, as $NAME: smtp://user:pass@host:587 or smtps://…',
    '邮件服务器，写作 $NAME：smtp://user:pass@host:587 或 smtps://…',
  ),
  from: about(email, 'Sender.', '发件人。'),
  to: about(oneOrMore(email), 'Recipients.', '收件人。'),
  ...common,
})

const hook = section({
  type: v.literal('webhook'),
  url: about(httpUrl, 'Where signed JSON is posted to (Standard Webhooks).', '接收签名 JSON 的地址（Standard Webhooks）。'),
  secret: v.exactOptional(secret),
  ...common,
})

const github = section({
  type: v.literal('github'),
  'pull-request': v.exactOptional(
    about(
      v.union(
        [positive, v.pipe(v.string(say('count-positive')), v.regex(/^[1-9]\d{0,8}$/, say('count-positive')), v.transform(Number))],
        say('count-positive'),
      ),
      'Pull request to talk in. Default: an issue of its own.',
      '用于沟通的拉取请求。默认：单独创建议题。',
    ),
  ),
  ...common,
})

const web = section({
  type: v.literal('web'),
  listen: about(listen, 'Address and port to listen on.', '监听的地址和端口。'),
  url: about(httpUrl, 'Address under which people reach it.', '人员访问所用的地址。'),
  links: v.optional(
    about(
      choice(['mail', 'log']),
      'How people get their personal links: by the e-mail channel, or printed in the log, where whoever reads it could use them.',
      '个人链接的送达方式：通过邮件渠道发送（mail），或打印在日志中（log），此时能看到日志的人都可以使用它们。',
    ),
    'mail',
  ),
  ...common,
})

const channel = v.variant('type', [telegram, feishu, dingtalk, wecom, slack, discord, mail, hook, github, web])

export const channelsSchema = about(
  named(name, channel),
  'Places to talk in, by name; “type” decides what else is needed.',
  '沟通渠道，以名称为键；由“type”决定所需的其他设置。',
)

/** A place to talk in, its variables put in. */
export type Channel = v.InferOutput<typeof channel> & { readonly name: string }
export const channelSchema = channel
