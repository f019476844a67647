import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { text } from '../../kit/text.ts'
import type { ChannelContext, Delivery, Edited, NoticeChannel } from '../channel.ts'
import { checking } from '../delivery/network.ts'
import { editPlaced, noted, sendPlaced } from '../delivery/placing.ts'
import { secretsIn } from '../delivery/secrets.ts'
import { sender } from '../delivery/sender.ts'
import { webhookAddress } from '../delivery/webhook-address.ts'
import type { Message, Picture } from '../message.ts'
import { fileNameOf, withoutPicture } from '../picture.ts'
import { discord, lostIn, mayBeThePicture, readDiscord } from './answers.ts'
import { checkHook } from './check.ts'
import { asEdit, callHook, editAddress, postAddress } from './hook.ts'
import { type HookPlace, placeFrom, refOf } from './hook-place.ts'
import { discordMessage } from './render.ts'

type Settings = Extract<ChannelSettings, { type: 'discord' }>

/** Messages of a webhook, and milliseconds (facts/chat.md 6). */
const allowance = { count: 5, per: 2000 }

/** A webhook of a Discord channel: shows messages with links to where a decision is made, edits them, and has pictures. */
export function openDiscord({ name, webhook, api }: Settings, context: ChannelContext): NoticeChannel {
  const { clock, http, log } = context
  const address = webhookAddress(webhook, api)
  const secrets = [...secretsIn(webhook), ...secretsIn(address.href)]
  for (const secret of secrets) log.mask(secret)
  const deliver = sender(context, { service: discord, deduplicates: false, allowance, secrets })

  const post = async (message: Message, picture?: Picture): Promise<Posted> => {
    const file = picture && fileNameOf(picture)
    const call = { url: postAddress(address), method: 'POST', body: { ...discordMessage(message, log.locale, file) }, picture } as const
    let isPictureRefused = false
    const delivery = await sendPlaced(deliver, async (limits) => {
      const reading = readDiscord(await callHook(context, call, limits), clock.now())
      isPictureRefused = picture !== undefined && reading.class !== 'delivered' && mayBeThePicture(reading)
      return reading.class === 'delivered' ? { class: 'delivered', ref: refOf({ id: reading.id, picture: file }) } : reading
    })
    return { delivery, isPictureRefused: isPictureRefused && delivery.state === 'rejected' }
  }
  const edit = ({ id, picture }: HookPlace, message: Message): Promise<Edited> => {
    const body = asEdit(discordMessage(message, log.locale, picture))
    return editPlaced(deliver, async (limits) => {
      const response = await callHook(context, { url: editAddress(address, id), method: 'PATCH', body }, limits)
      const reading = lostIn(response) ?? readDiscord(response, clock.now())
      return reading.class === 'delivered' ? { class: 'delivered', ref: refOf({ id, picture }) } : reading
    })
  }
  return {
    kind: 'notifies',
    name,
    platform: 'discord',
    check: () => checking(name, checkHook(name, address, context)),
    preview: (message) => previewOf(discordMessage(message, log.locale)),
    send: async (message) => {
      const whole = await post(message, message.picture)
      if (whole.delivery.state !== 'rejected' || !whole.isPictureRefused) return whole.delivery
      const { delivery: said } = await post(message)
      return said.state === 'delivered' ? noted(said, withoutPicture(whole.delivery.reason)) : said
    },
    edit: async (ref, message) => {
      const place = placeFrom(ref)
      return place ? edit(place, message) : unreadable
    },
    close: async () => http.close(),
  }
}

interface Posted {
  readonly delivery: Delivery
  /** It may be the picture that was refused, and not the words. */
  readonly isPictureRefused: boolean
}

const previewOf = ({ content, embeds: [{ title, description, footer }] }: ReturnType<typeof discordMessage>): string =>
  [content, title, description, footer?.text].filter((part) => part !== undefined).join('\n')

const unreadable: Edited = {
  state: 'gone',
  reason: text('What was kept about the message in Discord cannot be read.', '无法读取所保存的 Discord 消息信息。'),
}
