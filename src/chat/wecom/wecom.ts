import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { InputError } from '../../kit/errors.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import type { ChannelContext, NoticeChannel } from '../channel.ts'
import { clockNotes } from '../delivery/clock-notes.ts'
import { checking } from '../delivery/network.ts'
import { secretsIn } from '../delivery/secrets.ts'
import { sender, type TryLimits } from '../delivery/sender.ts'
import { webhookAddress } from '../delivery/webhook-address.ts'
import type { Message, Picture } from '../message.ts'
import { readWecom, wecom } from './answers.ts'
import { imageBody, largestPicture, previewOf, type WecomBody, wecomBody } from './body.ts'
import { idOf } from './mention.ts'

type Settings = Extract<ChannelSettings, { type: 'wecom' }>

/** Messages of a robot, and milliseconds (facts/chat.md 4.1). */
const allowance = { count: 20, per: 60_000 }
/** Milliseconds for one message: enough to wait for the next minute. */
const limit = 90_000

/** The robot of a WeCom group: shows messages with links to where a decision is made. */
export function openWecom(channel: Settings, context: ChannelContext): NoticeChannel {
  const { clock, http, log } = context
  const address = webhookAddress(channel.webhook, channel.api)
  const secrets = [...secretsIn(channel.webhook), ...secretsIn(address.href)]
  for (const secret of secrets) log.mask(secret)
  const deliver = sender(context, { service: wecom, deduplicates: false, allowance, limit, secrets })

  const make = (message: Message) => wecomBody(message, channel.format ?? 'markdown', log.locale)

  const post = async (body: WecomBody, limits: TryLimits) => {
    // A kept connection that the server has just given up would leave it open whether the message arrived, and it cannot be sent twice.
    const headers = { 'content-type': 'application/json', connection: 'close' }
    const request = { url: address.href, method: 'POST', headers, body: JSON.stringify(body), ...limits } as const
    return readWecom(await http.send(request), clock.now())
  }

  /** Below the words, as a message of its own. Why it is not there, if it is not. */
  const sendPicture = async (picture: Picture): Promise<readonly Text[]> => {
    if (picture.data.length > largestPicture) return [tooLarge]
    const delivery = await deliver(async (limits) => post(imageBody(picture), limits))
    return delivery.state === 'delivered' ? [] : [leftOut(delivery.reason)]
  }

  return {
    kind: 'notifies',
    name: channel.name,
    platform: 'wecom',
    check: async () => {
      if (!address.searchParams.get('key')) throw withoutKey(channel.name)
      return checking(channel.name, clockNotes(context, address))
    },
    preview: (message) => previewOf(make(message)),
    send: async (message) => {
      let body: WecomBody | undefined
      const delivery = await deliver(async (limits) => {
        body ??= make(message)
        return post(body, limits)
      })
      if (delivery.state !== 'delivered') return delivery
      const silent = body?.msgtype === 'template_card' && message.mentions.some(idOf) ? [nobodyAlerted] : []
      const notes = [...silent, ...(message.picture ? await sendPicture(message.picture) : [])]
      return notes.length > 0 ? { ...delivery, note: joinText(notes) } : delivery
    },
    close: async () => http.close(),
  }
}

const nobodyAlerted = text(
  'Nobody was alerted: a template card cannot. Use “format: markdown” or “text”.',
  '未提醒任何人：模版卡片不支持提醒。请使用“format: markdown”或“text”。',
)

const tooLarge = text('The picture was left out: WeCom takes no more than 2 MB.', '图片未发送：企业微信最多接收 2 MB。')

const leftOut = (reason: Text): Text => text(`The picture was left out. ${reason.en}`, `图片未发送。${reason['zh-CN']}`)

const withoutKey = (name: string): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text('The address of the WeCom robot has no key.', '企业微信机器人地址中没有 key。'),
    where: `channels.${name}.webhook`,
    remedy: text(
      'Copy the whole address from the settings of the robot: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
      '请从机器人设置中复制完整地址：https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
    ),
  })
