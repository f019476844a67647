import type { DecisionChannel } from '../chat/channel.ts'
import type { Message } from '../chat/message.ts'
import type { Person } from '../config/people.ts'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import type { OpenChannels } from './approval-channels.ts'
import type { ApprovalOrder } from './read-approval.ts'

/**
 * Throws where a personal link to a web page cannot be brought to somebody who has no other way to decide; before anything is posted. Whoever
 * can decide elsewhere is named.
 */
export function refuseLostLinks(
  io: Io,
  order: Pick<ApprovalOrder, 'voters' | 'channels'>,
  channels: Pick<OpenChannels, 'deciding' | 'notifying'>,
): void {
  const mail = channels.notifying.find(({ sendTo }) => sendTo !== undefined)
  const unreachable = order.voters.filter(({ email }) => !mail || !email)
  for (const channel of order.channels) {
    if (channel.type !== 'web' || channel.links === 'log' || unreachable.length === 0) continue
    const lost = unreachable.find((person) => !channels.deciding.some((other) => hasWay(person, other, order)))
    if (lost) throw noWay(lost.name, channel.name)
    io.log.warning(withoutLink(unreachable), channel.name)
  }
}

/** Whether somebody can decide there without a mail: on a platform that knows them, or by a link that the log shows. */
function hasWay(person: Person, { name, platform }: DecisionChannel, order: Pick<ApprovalOrder, 'channels'>): boolean {
  if (platform !== 'web') return person[platform] !== undefined
  return order.channels.some((channel) => channel.name === name && channel.type === 'web' && channel.links === 'log')
}

const withoutLink = (people: readonly Person[]): Text => {
  const names = people.map(({ name }) => printable(name))
  return text(
    `No mail can bring them a link to this page; they can decide elsewhere: ${names.join(', ')}.`,
    `无法通过邮件把此页面的链接送达以下人员，他们可在其他渠道作决定：${names.join('、')}。`,
  )
}

/** Brings everybody their own link to the web page: by mail, unless they have it already (`areMailed`), or in the log where the channel says so. */
export async function sendPersonalLinks(
  io: Io,
  order: ApprovalOrder,
  channels: OpenChannels,
  card: Message,
  areMailed: boolean,
): Promise<void> {
  for (const channel of channels.deciding) {
    const settings = order.channels.find(({ name }) => name === channel.name)
    if (!channel.personalLink || settings?.type !== 'web') continue
    const bring = settings.links === 'log' ? inLog(io) : byMail(io, channels, card, areMailed)
    for (const person of order.voters) await bring(person, channel.personalLink(person.name))
  }
}

const inLog =
  (io: Io) =>
  async ({ name }: Person, url: string): Promise<void> =>
    io.log.info(text(`${printable(name)} decides at ${url}`, `${printable(name)} 的审批链接：${url}`))

const byMail =
  (io: Io, { notifying }: OpenChannels, card: Message, areMailed: boolean) =>
  async ({ email = '' }: Person, url: string): Promise<void> => {
    io.log.mask(url)
    if (!email || areMailed) return
    const mail = notifying.find(({ sendTo }) => sendTo !== undefined)
    const links = [{ label: text('Decide', '作出决定')[io.log.locale], url }, ...card.links]
    const delivery = await mail?.sendTo?.(email, { ...card, links })
    if (delivery && delivery.state !== 'delivered') io.log.warning(delivery.reason, mail?.name)
  }

const noWay = (person: string, channel: string): InputError =>
  new InputError({
    code: 'invalid-configuration',
    where: `channels.${channel}`,
    problem: text(
      `The personal link of ${person} cannot be brought to them: there is no e-mail channel for this request, or they have no “email”.`,
      `无法把个人链接送达 ${person}：此请求没有电子邮件渠道，或此人没有“email”。`,
    ),
    remedy: text(
      'Add an e-mail channel to “approval.channels” and “email” to each approver, or set “links: log” if everybody who may read the log may also decide.',
      '请在“approval.channels”中加入电子邮件渠道并为每位审批人填写“email”；若能看日志的人都可作决定，也可设置“links: log”。',
    ),
  })
