import { InputError } from '../../kit/errors.ts'
import { type Text, text } from '../../kit/text.ts'
import type { NoticeChannel } from '../channel.ts'
import { clockNotes } from '../delivery/clock-notes.ts'
import { delivered, type Reading } from '../delivery/reading.ts'
import { secretsIn } from '../delivery/secrets.ts'
import { sender, type TryLimits } from '../delivery/sender.ts'
import { webhookAddress } from '../delivery/webhook-address.ts'
import type { Message } from '../message.ts'
import { feishu, readBotAnswer } from './answers.ts'
import { cardOf } from './card.ts'
import type { FeishuContext } from './context.ts'
import { preview } from './preview.ts'
import { feishuSignature } from './sign.ts'

/** A custom bot of a group, as configured. */
export interface FeishuBot {
  readonly name: string
  readonly webhook: string
  readonly secret?: string | undefined
  readonly api?: string | undefined
}

/** Bytes of a body, signature included (facts/chat.md 2.1: 20 KB). */
const largestBody = 20_000
/** Messages and milliseconds; a bot takes five a second and a hundred a minute. */
const allowance = { count: 5, per: 1000 }

/** A custom bot: shows messages with buttons that lead to where a decision is made. */
export function feishuNotice(bot: FeishuBot, context: FeishuContext): NoticeChannel {
  const { clock, http, log } = context
  const address = webhookAddress(bot.webhook, bot.api)
  const secrets = [...secretsIn(bot.webhook), ...secretsIn(address.href), ...(bot.secret ? [bot.secret] : [])]
  for (const secret of secrets) log.mask(secret)
  const deliver = sender(context, { service: feishu, deduplicates: false, allowance, secrets })

  const post = async (message: Message, limits: TryLimits): Promise<Reading> => {
    const seconds = Math.floor(clock.now() / 1000)
    const signed = bot.secret ? { timestamp: String(seconds), sign: feishuSignature(seconds, bot.secret) } : {}
    const bodyOf = (card: unknown) => JSON.stringify({ ...signed, msg_type: 'interactive', card })
    const card = cardOf(message, { locale: log.locale, buttons: true }, largestBody, (made) => Buffer.byteLength(bodyOf(made)))
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const response = await http.send({ url: address.href, method: 'POST', headers, body: bodyOf(card), ...limits })
    const reading = readBotAnswer(response, clock.now())
    return 'trouble' in reading ? reading.trouble : delivered
  }

  return {
    kind: 'notifies',
    name: bot.name,
    platform: 'feishu',
    check: async () => [...settingNotes(bot), ...(await clockNotes(context, address))],
    preview: (message) => preview(message, log.locale),
    send: (message) => deliver((limits) => post(message, limits)),
    close: async () => http.close(),
  }
}

function settingNotes({ webhook, secret, name }: FeishuBot): Text[] {
  if (!/\/open-apis\/bot\/(v2\/)?hook\/[\w-]+\/?$/.test(new URL(webhook).pathname)) {
    throw new InputError({
      code: 'invalid-configuration',
      problem: text('The address is none of a custom bot of Feishu or Lark.', '该地址不是飞书或 Lark 自定义机器人的地址。'),
      where: `channels.${name}.webhook`,
      remedy: text(
        'Copy the whole address from the settings of the bot: https://open.feishu.cn/open-apis/bot/v2/hook/…',
        '请从机器人设置中复制完整地址：https://open.feishu.cn/open-apis/bot/v2/hook/…',
      ),
    })
  }
  if (secret) return []
  return [
    text(
      'Messages are not signed: the bot takes them only if its security setting is a keyword that each of them has, or an address list.',
      '消息未签名：仅当机器人的安全设置为消息所含的关键词或 IP 白名单时，飞书才会接收。',
    ),
  ]
}
