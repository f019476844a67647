import { InputError } from '../../kit/errors.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import type { NoticeChannel } from '../channel.ts'
import { clockNotes } from '../delivery/clock-notes.ts'
import { delivered, type Reading } from '../delivery/reading.ts'
import { secretsIn } from '../delivery/secrets.ts'
import { sender, type TryLimits } from '../delivery/sender.ts'
import { webhookAddress } from '../delivery/webhook-address.ts'
import type { Message } from '../message.ts'
import { feishu, readBotAnswer } from './answers.ts'
import { firstTaken } from './attempt.ts'
import type { FeishuContext } from './context.ts'
import { type Content, contentOf, type Form, previewOf, type Sending } from './forms.ts'
import { feishuSignature } from './sign.ts'
import { variantsOf } from './variants.ts'

/** A custom bot of a group, as configured. */
export interface FeishuBot {
  readonly name: string
  readonly webhook: string
  readonly secret?: string | undefined
  readonly api?: string | undefined
  /** Default: card. */
  readonly format?: Form | undefined
}

/** Bytes of a body, signature included (facts/chat.md 2.1: 20 KB). */
const largestBody = 20_000
const limit: Sending['limit'] = { card: largestBody, post: largestBody, text: largestBody }
/** The content was not what the bot takes; something simpler may be. */
const contentRefused: readonly number[] = [9499, 11246]
/** Messages and milliseconds; a bot takes five a second and a hundred a minute. */
const allowance = [
  { count: 5, per: 1000 },
  { count: 100, per: 60_000 },
] as const
/** Milliseconds for one message: enough to wait for the next minute. */
const longest = 90_000

/** A custom bot: shows messages with buttons that lead to where a decision is made. */
export function feishuNotice(bot: FeishuBot, context: FeishuContext): NoticeChannel {
  const { clock, http, log } = context
  const address = webhookAddress(bot.webhook, bot.api)
  const secrets = [...secretsIn(bot.webhook), ...secretsIn(address.href), ...(bot.secret ? [bot.secret] : [])]
  for (const secret of secrets) log.mask(secret)
  const { format: form = 'card' } = bot
  const deliver = sender(context, { service: feishu, deduplicates: false, allowance, limit: longest, secrets })

  const signed = () => {
    const seconds = Math.floor(clock.now() / 1000)
    return bot.secret ? { timestamp: String(seconds), sign: feishuSignature(seconds, bot.secret) } : {}
  }
  const make = (message: Message, as: Form): Content => {
    const sizeOf = (made: Content) => Buffer.byteLength(bodyOf(made, signed()))
    return contentOf(message, as, { locale: log.locale, hasCode: false, limit, sizeOf })
  }

  /** What became of it, and the last code. */
  const post = async (make: () => Content) => {
    let made: Content | undefined
    let code = 0
    const delivery = await deliver(async (limits: TryLimits): Promise<Reading> => {
      made ??= make()
      const headers = { 'content-type': 'application/json; charset=utf-8' }
      const response = await http.send({ url: address.href, method: 'POST', headers, body: bodyOf(made, signed()), ...limits })
      const reading = readBotAnswer(response, clock.now())
      code = reading.code
      return 'trouble' in reading ? reading.trouble : delivered
    })
    return { delivery, code, data: {} }
  }

  return {
    kind: 'notifies',
    name: bot.name,
    platform: 'feishu',
    check: async () => [...settingNotes(bot), ...(await clockNotes(context, address))],
    preview: (message) => previewOf(message, form, log.locale),
    send: async (message) => {
      const variants = variantsOf(message, form)
      const { delivery, variant } = await firstTaken(variants, (one) => post(() => make(one.message, one.form)), contentRefused)
      const notes = [...(variant.note ? [variant.note] : []), ...(message.picture ? [noUpload] : [])]
      return delivery.state === 'delivered' && notes.length > 0 ? { ...delivery, note: joinText(notes) } : delivery
    },
    close: async () => http.close(),
  }
}

/** Here the content of a card is under a name of its own, and the languages of a post are under one more. */
function bodyOf({ type, content }: Content, signed: object): string {
  const rest = type === 'interactive' ? { card: content } : { content: type === 'post' ? { post: content } : content }
  return JSON.stringify({ ...signed, msg_type: type, ...rest })
}

const noUpload = text(
  'The picture was left out: a custom bot cannot upload one. Use an app (app-id, app-secret, chat) with the right im:resource.',
  '图片未发送：自定义机器人无法上传图片。请改用拥有 im:resource 权限的应用（app-id、app-secret、chat）。',
)

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
