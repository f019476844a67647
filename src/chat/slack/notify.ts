import { InputError } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'
import type { ChannelContext, NoticeChannel } from '../channel.ts'
import { clockNotes } from '../delivery/clock-notes.ts'
import { checking } from '../delivery/network.ts'
import { noted } from '../delivery/placing.ts'
import { secretsIn } from '../delivery/secrets.ts'
import { sender, type TryLimits } from '../delivery/sender.ts'
import { webhookAddress } from '../delivery/webhook-address.ts'
import { withoutPicture } from '../picture.ts'
import { readHook, slack } from './hook-answers.ts'
import { previewOf } from './preview.ts'
import { render } from './render.ts'

/** A channel of the configuration in its webhook form. */
export interface HookSettings {
  readonly name: string
  /** The whole address: who knows it may post. */
  readonly webhook: string
  /** Base address in place of hooks.slack.com. */
  readonly api?: string
}

/** Slack takes one message a second from a webhook. */
const allowance = { count: 1, per: 1000 }

/** An incoming webhook: shows messages with links to where a decision is made. What it has posted can be neither read nor edited. */
export function slackNotices({ name, webhook, api }: HookSettings, context: ChannelContext): NoticeChannel {
  const { clock, http, log } = context
  const address = webhookAddress(webhook, api)
  const secrets = [...secretsIn(webhook), ...secretsIn(address.href)]
  for (const secret of secrets) log.mask(secret)
  const deliver = sender(context, { service: slack, deduplicates: false, allowance, secrets })
  const post = async (body: string, limits: TryLimits) => {
    // A kept connection that the server has just given up would leave it open whether the message arrived, and it cannot be sent twice.
    const headers = { 'content-type': 'application/json; charset=utf-8', connection: 'close' }
    return readHook(await http.send({ url: address.href, method: 'POST', headers, body, ...limits }), clock.now())
  }
  return {
    kind: 'notifies',
    name,
    platform: 'slack',
    check: async () => {
      if (!/^\/services\/[^/]+\/[^/]+\/[^/]+$/.test(new URL(webhook).pathname)) throw notAHook(name)
      return checking(name, clockNotes(context, address))
    },
    preview: (message) => previewOf(render(message, log.locale, 'notify')),
    send: async (message) => {
      const sent = await deliver((limits) => post(JSON.stringify({ ...render(message, log.locale, 'notify'), ...quiet }), limits))
      return message.picture && sent.state === 'delivered' ? noted(sent, withoutPicture(noPictures)) : sent
    },
    close: async () => http.close(),
  }
}

const noPictures = text(
  'An incoming webhook takes none: use a bot’s token with the scope files:write.',
  '入站 webhook 不支持图片：请改用带有 files:write 权限范围的机器人 token。',
)
const quiet = { unfurl_links: false, unfurl_media: false }

const notAHook = (name: string): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text('This is not the address of an incoming webhook of Slack.', '这不是 Slack 入站 webhook 的地址。'),
    where: `channels.${name}.webhook`,
    remedy: text(
      'Copy the whole address from “Incoming Webhooks” of the Slack app: https://hooks.slack.com/services/…',
      '请从 Slack 应用的“Incoming Webhooks”复制完整地址：https://hooks.slack.com/services/…',
    ),
  })
