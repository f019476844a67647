import { randomUUID } from 'node:crypto'
import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { InputError } from '../../kit/errors.ts'
import type { HttpResponse } from '../../kit/http.ts'
import { type Text, text, verbatim } from '../../kit/text.ts'
import type { ChannelContext, NoticeChannel } from '../channel.ts'
import { delivered, type Reading } from '../delivery/reading.ts'
import { secretsIn } from '../delivery/secrets.ts'
import { sender, type TryLimits } from '../delivery/sender.ts'
import { statusTrouble } from '../delivery/status.ts'
import { webhookAddress } from '../delivery/webhook-address.ts'
import { topicTeller } from '../topic.ts'
import { largestPicture, webhookBody } from './event.ts'
import { webhookSignature } from './sign.ts'

type Settings = Extract<ChannelSettings, { type: 'webhook' }>

/** A program of the user's own, that gets each message as JSON, signed as Standard Webhooks are. */
export function openWebhook(channel: Settings, context: ChannelContext): NoticeChannel {
  const { clock, http, log } = context
  const address = webhookAddress(channel.url, channel.api)
  const service = verbatim(address.host)
  const secrets = [...secretsIn(channel.url), ...secretsIn(address.href), ...(channel.secret ? [channel.secret] : [])]
  for (const secret of secrets) log.mask(secret)
  const aboutOf = topicTeller()
  // Receivers tell a message that is sent again by its `webhook-id`.
  const deliver = sender(context, { service, deduplicates: true, secrets })

  const post = async (id: string, body: string, limits: TryLimits): Promise<Reading> => {
    const timestamp = Math.floor(clock.now() / 1000)
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      ...(channel.secret ? { 'webhook-signature': webhookSignature(channel.secret, id, timestamp, body) } : {}),
    }
    return readWebhook(service, await http.send({ url: address.href, method: 'POST', headers, body, ...limits }), clock.now())
  }

  return {
    kind: 'notifies',
    name: channel.name,
    platform: 'webhook',
    check: async () => secretNotes(channel),
    preview: ({ picture: _, ...message }) => {
      const event = { id: 'msg_…', type: topicTeller()(message).event, at: clock.now() }
      return JSON.stringify(JSON.parse(webhookBody(message, event)), undefined, 2)
    },
    send: async (message) => {
      const { event: type, id: trace } = aboutOf(message)
      const event = { id: `msg_${randomUUID()}`, type, at: clock.now(), trace }
      let body: string | undefined
      const delivery = await deliver(async (limits) => {
        body ??= webhookBody(message, event)
        return post(event.id, body, limits)
      })
      const isLeftOut = (message.picture?.data.length ?? 0) > largestPicture
      return delivery.state === 'delivered' && isLeftOut ? { ...delivery, note: tooLarge } : delivery
    },
    close: async () => http.close(),
  }
}

/** Any success is one: receivers of Standard Webhooks answer 2xx when they have taken the message. */
const readWebhook = (service: Text, response: HttpResponse, now: number): Reading => statusTrouble(service, response, now) ?? delivered

const tooLarge = text('The picture was left out: events carry no more than 256 KB of one.', '图片未发送：事件最多携带 256 KB 的图片。')

function secretNotes({ secret, name }: Settings): Text[] {
  if (!secret) return [text('Messages are not signed: the receiver cannot tell who sent them.', '消息未签名：接收方无法确认发送者。')]
  if (!secret.startsWith('whsec_')) return []
  if (/^[A-Za-z0-9+/]{16,}={0,2}$/.test(secret.slice(6))) return []
  throw new InputError({
    code: 'invalid-configuration',
    problem: text(
      'The secret of the webhook starts with whsec_, but what follows is no Base64.',
      'webhook 密钥以 whsec_ 开头，但其后不是 Base64。',
    ),
    where: `channels.${name}.secret`,
    remedy: text('Make one with: echo "whsec_$(openssl rand -base64 32)"', '可用此命令生成：echo "whsec_$(openssl rand -base64 32)"'),
  })
}
