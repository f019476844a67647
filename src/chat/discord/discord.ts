import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { InputError, RemoteError } from '../../kit/errors.ts'
import { jsonOf } from '../../kit/http.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import type { ChannelContext, NoticeChannel } from '../channel.ts'
import { checking } from '../delivery/network.ts'
import type { Trouble } from '../delivery/reading.ts'
import { secretsIn } from '../delivery/secrets.ts'
import { sender, type TryLimits } from '../delivery/sender.ts'
import { webhookAddress } from '../delivery/webhook-address.ts'
import { discord, discordTrouble, readDiscord } from './answers.ts'
import { discordMessage } from './render.ts'

type Settings = Extract<ChannelSettings, { type: 'discord' }>

/** Messages of a webhook, and milliseconds (facts/chat.md 6). */
const allowance = { count: 5, per: 2000 }

/** Discord blocks clients that do not name themselves in this way (its API reference, User Agent). */
const headers = { 'user-agent': 'DiscordBot (https://github.com/sallyport/sallyport, 1)', 'content-type': 'application/json' }

/** A webhook of a Discord channel: shows messages with links to where a decision is made. */
export function openDiscord({ name, webhook, api }: Settings, context: ChannelContext): NoticeChannel {
  const { clock, http, log } = context
  const address = webhookAddress(webhook, api)
  const secrets = [...secretsIn(webhook), ...secretsIn(address.href)]
  for (const secret of secrets) log.mask(secret)
  const deliver = sender(context, { service: discord, deduplicates: false, allowance, secrets })
  const confirmed = withConfirmation(address)
  const post = async (body: string, limits: TryLimits) => {
    // A kept connection that the server has just given up would leave it open whether the message arrived, and it cannot be sent twice.
    const request = { url: confirmed, method: 'POST', headers: { ...headers, connection: 'close' }, body, ...limits } as const
    return readDiscord(await http.send(request), clock.now())
  }
  return {
    kind: 'notifies',
    name,
    platform: 'discord',
    check: () => checking(name, checkHook(name, address, context)),
    preview: (message) => previewOf(discordMessage(message, log.locale)),
    send: (message) => deliver((limits) => post(JSON.stringify(discordMessage(message, log.locale)), limits)),
    close: async () => http.close(),
  }
}

/** Only with `wait` does Discord say whether the message was kept. */
function withConfirmation(address: URL): string {
  const url = new URL(address)
  url.searchParams.set('wait', 'true')
  return url.href
}

const previewOf = ({ content, embeds: [{ title, description, footer }] }: ReturnType<typeof discordMessage>): string =>
  [content, title, description, footer?.text].filter((part) => part !== undefined).join('\n')

/** Asks Discord about the webhook: that takes no right but its address, and posts nothing. */
async function checkHook(name: string, address: URL, { http, clock, signal }: ChannelContext): Promise<readonly Text[]> {
  if (!/\/api(\/v\d+)?\/webhooks\/\d+\/[\w-]+$/.test(address.pathname)) throw notAHook(name)
  const answer = await http.send({ url: `${address.origin}${address.pathname}`, method: 'GET', headers, timeout: 10_000, signal })
  const trouble = discordTrouble(answer, clock.now())
  if (trouble) throw troubleError(name, trouble)
  const { name: called } = (jsonOf(answer) ?? {}) as { name?: unknown } // only shown
  const words = printable(String(called ?? '?'), 60)
  return [text(`The webhook is there, and called “${words}”.`, `webhook 存在，名称为“${words}”。`)]
}

function troubleError(name: string, { class: kind, reason, remedy }: Trouble): Error {
  const where = `channels.${name}.webhook`
  if (kind === 'retry' || kind === 'limited' || kind === 'unclear') {
    return new RemoteError({ code: 'network-failed', party: 'Discord', retryable: true, problem: reason, remedy })
  }
  return new InputError({ code: 'channel-unusable', problem: reason, where, remedy })
}

const notAHook = (name: string): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text('This is not the address of a webhook of Discord.', '这不是 Discord webhook 的地址。'),
    where: `channels.${name}.webhook`,
    remedy: text(
      'Copy it from the settings of the channel, “Integrations”: https://discord.com/api/webhooks/…, without /slack or /github behind it.',
      '请从频道设置的“整合”中复制：https://discord.com/api/webhooks/…，末尾不要带 /slack 或 /github。',
    ),
  })
