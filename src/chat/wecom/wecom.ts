import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { InputError } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'
import type { ChannelContext, NoticeChannel } from '../channel.ts'
import { clockNotes } from '../delivery/clock-notes.ts'
import { checking } from '../delivery/network.ts'
import { secretsIn } from '../delivery/secrets.ts'
import { sender, type TryLimits } from '../delivery/sender.ts'
import { webhookAddress } from '../delivery/webhook-address.ts'
import { readWecom, wecom } from './answers.ts'
import { wecomMarkdown } from './render.ts'

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

  const post = async (content: string, limits: TryLimits) => {
    // A kept connection that the server has just given up would leave it open whether the message arrived, and it cannot be sent twice.
    const headers = { 'content-type': 'application/json', connection: 'close' }
    const body = JSON.stringify({ msgtype: 'markdown', markdown: { content } })
    return readWecom(await http.send({ url: address.href, method: 'POST', headers, body, ...limits }), clock.now())
  }

  return {
    kind: 'notifies',
    name: channel.name,
    platform: 'wecom',
    check: async () => {
      if (!address.searchParams.get('key')) throw withoutKey(channel.name)
      return checking(channel.name, clockNotes(context, address))
    },
    preview: (message) => wecomMarkdown(message, log.locale),
    send: (message) => deliver(async (limits) => post(wecomMarkdown(message, log.locale), limits)),
    close: async () => http.close(),
  }
}

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
