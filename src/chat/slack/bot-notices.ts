import { text } from '../../kit/text.ts'
import type { ChannelContext, Delivered, Delivery, Edited, NoticeChannel } from '../channel.ts'
import { checking } from '../delivery/network.ts'
import { editPlaced, type Lost, noted, sendPlaced } from '../delivery/placing.ts'
import { sender } from '../delivery/sender.ts'
import type { Message } from '../message.ts'
import { lostWords } from './bot-answers.ts'
import { botWriter, placedAt, type Written } from './bot-writer.ts'
import type { SlackSettings } from './decide.ts'
import { slack } from './hook-answers.ts'
import { pagesOf } from './permalink.ts'
import { previewOf } from './preview.ts'
import { render } from './render.ts'
import { isIn, sealed } from './seal.ts'
import type { Place } from './thread.ts'
import { slackApi } from './web-api.ts'

/** Slack takes one message a second in a channel, and some 50 edits a minute of an app (facts/chat.md 5). */
const allowance = { count: 1, per: 1000 }

/** A bot that only shows messages, which can be edited and have pictures. Slack would show a repeated message twice. */
export function slackBotNotices({ name, token, chat, api }: SlackSettings, context: ChannelContext): NoticeChannel {
  const { http, log } = context
  log.mask(token)
  const settings = { token, ...(api === undefined ? {} : { api }) }
  const client = slackApi(settings, context)
  const write = botWriter(settings, context)
  const pageOf = pagesOf(client)
  const deliver = sender(context, { service: slack, deduplicates: false, allowance, secrets: [token] })

  const withPicture = async (delivery: Delivered, place: Place, { picture }: Message): Promise<Delivery> => {
    const missing = picture && (await (await import('./bot-picture.ts')).showPicture(client, http, place, picture))
    return missing ? noted(delivery, missing) : delivery
  }
  return {
    kind: 'notifies',
    name,
    platform: 'slack',
    check: async () => {
      const { checkBotNotices } = await import('./check-bot-notices.ts')
      return checking(name, checkBotNotices({ api: client, name, chat }))
    },
    preview: (message) => previewOf(render(message, log.locale, 'notify')),
    send: async (message) => {
      let place: Place | undefined
      const delivery = await sendPlaced(deliver, async (limits) => {
        const written = await write('chat.postMessage', { channel: chat, ...quiet }, message, limits)
        place = sealed(placeFrom(written.answer.body), { token, chat })
        return placedAt(written, place)
      })
      return place && delivery.state === 'delivered' ? withPicture({ ...delivery, ...(await pageOf(place)) }, place, message) : delivery
    },
    edit: async (ref, message) => {
      const place = placeOf(ref)
      if (!place) return unreadable
      if (!isIn(place, { token, chat })) return inAnotherChannel
      const edited = await editPlaced(deliver, async (limits) => {
        const written = await write('chat.update', { channel: place.channel, ts: place.ts }, message, limits)
        return lostIn(written) ?? placedAt(written, place)
      })
      return edited.state === 'delivered' ? { ...edited, ...(await pageOf(place)) } : edited
    },
    close: async () => http.close(),
  }
}

const quiet = { unfurl_links: 'false', unfurl_media: 'false' }

function lostIn({ answer: { error } }: Written): Lost | undefined {
  const reason = lostWords[error]
  return reason && { class: 'lost', reason }
}

const placeFrom = ({ channel, ts }: Readonly<Record<string, unknown>>): Place | undefined =>
  typeof channel === 'string' && typeof ts === 'string' ? { channel, ts } : undefined

function placeOf(ref: string): Place | undefined {
  try {
    const kept = (JSON.parse(ref) ?? {}) as Readonly<Record<string, unknown>> // looked at part by part
    const place = placeFrom(kept)
    return place && typeof kept.seal === 'string' ? { ...place, seal: kept.seal } : place
  } catch {
    return undefined
  }
}

const unreadable: Edited = {
  state: 'gone',
  reason: text('What was kept about the message in Slack cannot be read.', '无法读取所保存的 Slack 消息信息。'),
}

const inAnotherChannel: Edited = {
  state: 'gone',
  reason: text('The message is in another channel than the one that is configured.', '该消息所在的频道不是配置中的频道。'),
}
