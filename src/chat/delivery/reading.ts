import { printable } from '../../kit/printable.ts'
import { type Text, text, verbatim } from '../../kit/text.ts'

/**
 * What an answer other than “delivered” means for a message. `retry`: not carried out, may work in seconds. `limited`: too many messages.
 * `unclear`: may have been carried out or not. The rest is final: sending the same again would be refused again.
 */
export type AnswerClass =
  | 'retry'
  | 'limited'
  | 'unclear'
  | 'too-long'
  | 'credentials'
  | 'configuration'
  | 'quota'
  | 'forbidden'
  | 'gone'
  | 'malformed'

/** A row of a platform's table of codes: what a code means, and what to do about it. */
export interface Meaning {
  readonly class: AnswerClass
  /** Part of a sentence: `the signature does not match`. */
  readonly what: Text
  /** Default: the one of the class, see {@link remedies}. */
  readonly remedy?: Text
  /** Milliseconds until the platform takes messages again, where its documentation says so and its answer does not. */
  readonly wait?: number
}

/** An answer, understood: what became of one try to send a message. */
export type Reading = { readonly class: 'delivered' } | Trouble

/** Why a message was not taken, in words for people. */
export interface Trouble {
  readonly class: AnswerClass
  readonly reason: Text
  readonly remedy: Text
  /** Milliseconds that the service asks to wait. */
  readonly wait?: number
}

export const delivered: Reading = { class: 'delivered' }

/** What to do where nothing better is known. */
export const remedies: Readonly<Record<AnswerClass, Text>> = {
  retry: text('The service is busy; try again later.', '服务繁忙，请稍后重试。'),
  limited: text('Send fewer messages, or wait until it takes them again.', '请减少消息数量，或等待其恢复接收。'),
  unclear: text('Look whether the message has arrived before you send it again.', '再次发送前，请先确认消息是否已送达。'),
  'too-long': text('Make the message shorter.', '请缩短消息。'),
  credentials: text('Check the token, key or password of the channel.', '请检查该渠道的令牌、密钥或密码。'),
  configuration: text('Check the settings of the channel.', '请检查该渠道的设置。'),
  quota: text('The account has used up what it may send; wait, or raise its quota.', '该账号的发送额度已用完；请等待或提高额度。'),
  forbidden: text('Ask whoever administers the service to permit it.', '请联系该服务的管理员放行。'),
  gone: text('Make the channel anew and put its new address into the configuration.', '请重新创建该渠道，并更新配置中的地址。'),
  malformed: text('This is a fault of Sallyport; please report it with this message.', '这是 Sallyport 的错误；请附上此消息反馈给我们。'),
}

/** What the service itself said: its code, and its words if it has any. */
export interface Said {
  readonly code: string | number
  readonly words?: string | undefined
}

/** A meaning as a trouble with a service: `DingTalk: the signature does not match (310000: sign not match).` */
export function troubleOf(party: Text, meaning: Meaning, said: Said, wait = meaning.wait): Trouble {
  const words = printable(said.words ?? '', 200)
  const en = `${party.en}: ${meaning.what.en} (${said.code}${words && `: ${words}`}).`
  const zh = `${party['zh-CN']}：${meaning.what['zh-CN']}（${said.code}${words && `：${words}`}）。`
  return {
    class: meaning.class,
    reason: { en, 'zh-CN': zh },
    remedy: meaning.remedy ?? remedies[meaning.class],
    ...(wait === undefined ? {} : { wait }),
  }
}

/** A code that is in no table: the service said no, and more is not known. */
export const unknownCode: Meaning = {
  class: 'configuration',
  what: text('it refused the message', '拒绝了该消息'),
  remedy: text('Look up this code in the documentation of the service.', '请在该服务的文档中查询此代码。'),
}

/** An answer that is none of the service's own: whether it took the message cannot be told. */
export const unknownAnswer: Meaning = {
  class: 'unclear',
  what: text('it answered something that is not understood', '其应答无法理解'),
  remedy: text(
    'Check the address of the channel, and whether a proxy answers in place of the service.',
    '请检查该渠道的地址，以及是否由代理代为应答。',
  ),
}

/** The party of a service whose name is the same in every language. */
export const party = (name: string): Text => verbatim(name)
