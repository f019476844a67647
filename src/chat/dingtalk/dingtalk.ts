import { randomUUID } from 'node:crypto'
import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { InputError } from '../../kit/errors.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import type { ChannelContext, NoticeChannel } from '../channel.ts'
import { clockNotes } from '../delivery/clock-notes.ts'
import { checking } from '../delivery/network.ts'
import { secretsIn } from '../delivery/secrets.ts'
import { sender, type TryLimits } from '../delivery/sender.ts'
import { webhookAddress } from '../delivery/webhook-address.ts'
import type { Message } from '../message.ts'
import { dingtalk, readDingtalk } from './answers.ts'
import { type DingtalkBody, largestBody } from './body.ts'
import { idsOf } from './mention.ts'
import { dingtalkBody } from './render.ts'
import { signedAddress } from './sign.ts'

type Settings = Extract<ChannelSettings, { type: 'dingtalk' }>

/** Messages of a robot, and milliseconds; one more silences it for ten minutes (facts/chat.md 3.1). */
const allowance = { count: 20, per: 60_000 }
/** Milliseconds for one message: enough to wait for the next minute. */
const limit = 90_000

/** A custom robot of a DingTalk group: shows messages with links to where a decision is made. */
export function openDingtalk(channel: Settings, context: ChannelContext): NoticeChannel {
  const { clock, http, log } = context
  const address = webhookAddress(channel.webhook, channel.api)
  const secrets = [...secretsIn(channel.webhook), ...secretsIn(address.href), ...(channel.secret ? [channel.secret] : [])]
  for (const secret of secrets) log.mask(secret)
  // A message that is sent again has the same `msgUuid`: the robot shows it once.
  const deliver = sender(context, { service: dingtalk, deduplicates: true, allowance, limit, secrets })

  const post = async (body: DingtalkBody, msgUuid: string, limits: TryLimits) => {
    const url = channel.secret ? signedAddress(address, channel.secret, clock.now()) : address
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const response = await http.send({ url: url.href, method: 'POST', headers, body: JSON.stringify({ ...body, msgUuid }), ...limits })
    return readDingtalk(response, clock.now())
  }

  const make = (message: Message) => dingtalkBody(message, { locale: log.locale, format: channel.format, limit: bodyRoom })

  return {
    kind: 'notifies',
    name: channel.name,
    platform: 'dingtalk',
    check: async () => [...settingNotes(channel), ...(await checking(channel.name, clockNotes(context, address)))],
    preview: (message) => preview(make(message)),
    send: async (message) => {
      const id = randomUUID()
      let body: DingtalkBody | undefined
      const delivery = await deliver(async (limits) => {
        body ??= make(message)
        return post(body, id, limits)
      })
      const notes = delivery.state === 'delivered' && body ? givenUp(message, body) : []
      return notes.length > 0 ? { ...delivery, note: joinText(notes) } : delivery
    },
    close: async () => http.close(),
  }
}

/** Bytes for a message beside its `msgUuid`. */
const bodyRoom = largestBody - 60

function settingNotes({ webhook, secret, name }: Settings): Text[] {
  if (!new URL(webhook).searchParams.get('access_token')) {
    throw new InputError({
      code: 'invalid-configuration',
      problem: text('The address of the DingTalk robot has no access_token.', '钉钉机器人地址中没有 access_token。'),
      where: `channels.${name}.webhook`,
      remedy: text(
        'Copy the whole address from the settings of the robot: https://oapi.dingtalk.com/robot/send?access_token=…',
        '请从机器人设置中复制完整地址：https://oapi.dingtalk.com/robot/send?access_token=…',
      ),
    })
  }
  if (secret) return []
  return [
    text(
      'Messages are not signed: DingTalk takes them only if the robot’s security setting is a keyword that each of them has, or an address list.',
      '消息未签名：仅当机器人的安全设置为消息所含的关键词或 IP 白名单时，钉钉才会接收。',
    ),
  ]
}

/** What could not be shown in this kind of message. */
function givenUp({ mentions, picture }: Message, body: DingtalkBody): readonly Text[] {
  const isSilent = !('at' in body) && idsOf(mentions).length > 0
  return [...(isSilent ? [nobodyAlerted] : []), ...(picture ? [noUpload] : [])]
}

const nobodyAlerted = text(
  'Nobody was alerted: this kind of message cannot. Use “format: auto”, “markdown” or “text”.',
  '未提醒任何人：此消息类型不支持提醒。请使用“format: auto”、“markdown”或“text”。',
)

const noUpload = text(
  'The picture was left out: a robot shows only pictures that have a public address.',
  '图片未发送：机器人只能显示有公开地址的图片。',
)

function preview(body: DingtalkBody): string {
  switch (body.msgtype) {
    case 'markdown':
      return body.markdown.text
    case 'text':
      return body.text.content
    case 'link':
      return [body.link.title, body.link.text, body.link.messageUrl].join('\n\n')
    case 'feedCard':
      return body.feedCard.links.map(({ title, messageURL }) => `${title}\n${messageURL}`).join('\n\n')
    case 'actionCard':
      return [body.actionCard.text, ...body.actionCard.btns.map(({ title, actionURL }) => `[ ${title} ] ${actionURL}`)].join('\n\n')
  }
}
