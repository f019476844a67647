import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { InputError, RemoteError } from '../../kit/errors.ts'
import { joinText, type Text, text, verbatim } from '../../kit/text.ts'
import type { ChannelContext, Delivery, NoticeChannel } from '../channel.ts'
import { channelAuthority } from '../delivery/channel-authority.ts'
import { checking } from '../delivery/network.ts'
import { delivered, type Reading, remedies } from '../delivery/reading.ts'
import { sender, type TryLimits } from '../delivery/sender.ts'
import type { Message } from '../message.ts'
import { topicTeller } from '../topic.ts'
import { composeMail, fittedMail } from './compose.ts'
import { type MailServer, mailServerOf } from './mail-server.ts'
import { type Mailbox, mailboxOf } from './mailbox.ts'
import { plainMail, subjectOf } from './plain.ts'
import { MailRefused, type Refusal } from './smtp-fault.ts'
import { type Route, transmit, tryLogin } from './smtp-session.ts'

type Settings = Extract<ChannelSettings, { type: 'email' }>

/** Milliseconds: mail servers greet late on purpose, and look at a mail before they take it. */
const tryLimit = 40_000
const limit = 90_000

/** Mails over SMTP: to all recipients of the channel, or to one person alone. Their buttons are links, and opening one decides nothing. */
export function openEmail(channel: Settings, context: ChannelContext): NoticeChannel {
  const { clock, log, env } = context
  const server = mailServerOf(channel.smtp, `channels.${channel.name}.smtp`)
  const from = needMailbox(channel.from, `channels.${channel.name}.from`)
  const to = channel.to.map((address) => needMailbox(address, `channels.${channel.name}.to`))
  const route = { server, proxy: channel.proxy, ca: channelAuthority(channel) }
  const secrets = secretsOf(channel.smtp, server)
  for (const secret of secrets) log.mask(secret)
  const aboutOf = topicTeller()
  const origin = { repository: env.GITHUB_REPOSITORY ?? '', from: from.address }
  const service = verbatim(`${server.host}:${server.port}`)
  // A mail that is sent again arrives again.
  const deliver = sender(context, { service, deduplicates: false, limit, tryLimit, secrets })

  const sendMail = async (recipients: readonly Mailbox[], message: Message): Promise<Delivery> => {
    const letter = { message, topic: aboutOf(message).id, from, to: recipients, origin, locale: log.locale, date: clock.now() }
    let mail = composeMail(letter)
    mail.catch(() => {}) // told by the first try
    const attempt = mailing(recipients, async (left, limits) => transmit(route, limits, { from: from.address, to: left }, await mail))
    const tryOnce = (limits: TryLimits) => attempt(limits).catch(troubleOfRefusal)
    let note: Text | undefined
    const delivery = await deliver(async (limits) => {
      const reading = await tryOnce(limits)
      if (reading.class !== 'too-long' || !message.picture || note) return reading
      note = withoutPicture
      mail = composeMail({ ...letter, message: unillustrated(message) })
      return tryOnce(limits)
    })
    return delivery.state === 'delivered' && note ? { ...delivery, note } : delivery
  }

  return {
    kind: 'notifies',
    name: channel.name,
    platform: 'email',
    check: () => checkLogin(route, channel.name, context.signal),
    preview: (message) => {
      const fitting = fittedMail(message, log.locale)
      return `Subject: ${subjectOf(fitting, log.locale)}\nTo: ${to.map(({ address }) => address).join(', ')}\n\n${plainMail(fitting, log.locale)}`
    },
    send: (message) => sendMail(to, message),
    sendTo: async (address, message) => {
      const mailbox = mailboxOf(address)
      return mailbox ? sendMail([mailbox], message) : { state: 'rejected', reason: noAddress(address), remedy: remedies.configuration }
    },
    close: async () => context.http.close(),
  }
}

const withoutPicture = text(
  'The mail server does not take mails with so large a picture: it was left out.',
  '邮件服务器不接收带有如此大图片的邮件：已省略图片。',
)

function unillustrated({ picture: _picture, ...message }: Message): Message {
  return message
}

/** Tries to send a mail that remember who has it already: a server may take it for some recipients now, and for others later. */
function mailing(recipients: readonly Mailbox[], transmitTo: (left: readonly string[], limits: TryLimits) => Promise<readonly Refusal[]>) {
  let left = [...new Set(recipients.map(({ address }) => address))]
  const total = left.length
  const lost: Refusal[] = []
  return async (limits: TryLimits): Promise<Reading> => {
    const refused = await transmitTo(left, limits).catch((error: unknown) => {
      if (error instanceof MailRefused && error.refused.length > 0) return error.refused
      throw error
    })
    const later = refused.filter(({ trouble }) => trouble.class === 'retry')
    lost.push(...refused.filter((refusal) => !later.includes(refusal)))
    left = later.map(({ address }) => address)
    return readingOf([...later, ...lost], total)
  }
}

/** The first trouble decides whether it is tried again; the reason names everybody who has not got the mail. */
function readingOf(refused: readonly Refusal[], total: number): Reading {
  const [first] = refused
  if (!first) return delivered
  const taken = total - refused.length
  const rest = text(`The mail was taken for ${taken} of ${total} recipients.`, `${total} 位收件人中有 ${taken} 位的邮件已被接收。`)
  return { ...first.trouble, reason: joinText([...refused.map(({ trouble }) => trouble.reason), ...(total > 1 ? [rest] : [])]) }
}

async function checkLogin(route: Route, channel: string, signal: AbortSignal): Promise<Text[]> {
  try {
    await checking(channel, tryLogin(route, { timeout: tryLimit, signal }))
    return []
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error
    const { reason: problem, remedy, class: kind } = error.trouble
    if (kind === 'retry') throw new RemoteError({ code: 'channel-failed', party: route.server.host, problem, remedy, retryable: true })
    throw new InputError({ code: 'channel-unusable', problem, where: `channels.${channel}.smtp`, remedy })
  }
}

function troubleOfRefusal(error: unknown): Reading {
  if (error instanceof MailRefused) return error.trouble
  throw error
}

function secretsOf(address: string, { login }: MailServer): string[] {
  if (!login) return []
  const base64 = (words: string) => Buffer.from(words).toString('base64')
  // Some servers repeat what they were sent.
  return [address, new URL(address).password, login.password, base64(login.password), base64(`\0${login.user}\0${login.password}`)]
}

function needMailbox(written: string, where: string): Mailbox {
  const mailbox = mailboxOf(written)
  if (mailbox) return mailbox
  throw new InputError({
    code: 'invalid-configuration',
    problem: noAddress(written),
    where,
    remedy: text('Write it as name@example.com or Name <name@example.com>.', '请写作 name@example.com 或 名称 <name@example.com>。'),
  })
}

const noAddress = (written: string): Text => {
  const shown = JSON.stringify(written.slice(0, 100))
  return text(`${shown} is no mail address.`, `${shown} 不是邮件地址。`)
}
