import { InputError, RemoteError } from '../../kit/errors.ts'
import { jsonOf } from '../../kit/http.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'
import type { Trouble } from '../delivery/reading.ts'
import { discordTrouble } from './answers.ts'
import { userAgent } from './hook.ts'

/** Asks Discord about the webhook: that takes no right but its address, and posts nothing. */
export async function checkHook(name: string, address: URL, { http, clock, signal }: ChannelContext): Promise<readonly Text[]> {
  if (!/\/api(\/v\d+)?\/webhooks\/\d+\/[\w-]+$/.test(address.pathname)) throw notAHook(name)
  const answer = await http.send({
    url: `${address.origin}${address.pathname}`,
    method: 'GET',
    headers: userAgent,
    timeout: 10_000,
    signal,
  })
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
