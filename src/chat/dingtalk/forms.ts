import type { Locale } from '../../kit/text.ts'
import { cut } from '../fit.ts'
import { linkUrl } from '../link-url.ts'
import type { Message } from '../message.ts'
import { headlineOf, plainBlocks, plainMessage } from '../plain-message.ts'
import { plainWords as safe } from '../plain-words.ts'
import type { DingtalkBody } from './body.ts'
import { idsOf, mentionOf } from './mention.ts'

/** The message as plain text. */
export function textOf(message: Message, locale: Locale): DingtalkBody {
  const content = plainMessage(message, { locale, safe, mention: mentionOf })
  return { msgtype: 'text', text: { content }, at: { atUserIds: idsOf(message.mentions), isAtAll: false } }
}

/** A card that leads to the first link as a whole; the others are written out below its words. */
export function linkOf(message: Message, locale: Locale): DingtalkBody {
  const links = message.links.filter(({ url }) => linkUrl(url))
  const [title = '', ...body] = plainBlocks(
    { ...message, links: links.slice(1) },
    { locale, safe, mention: ({ name }) => `@${safe(name)}` },
  )
  const messageUrl = linkUrl(links[0]?.url ?? '') ?? ''
  return { msgtype: 'link', link: { title, text: body.join('\n') || title, messageUrl, picUrl: '' } }
}

/** Longer titles are cut by clients, in UTF-16 units. */
const longestTitle = 200

/** A list of links: the first says what it is about, with the facts that fit; the others are named. */
export function feedCardOf(message: Message, locale: Locale): DingtalkBody {
  const links = message.links.flatMap(({ label, url }) => {
    const address = linkUrl(url)
    return address ? [{ label, address }] : []
  })
  const facts = message.facts.map(({ label, value }) => `${safe(label)} ${safe(value)}`)
  const first = cut([headlineOf(message, { locale, safe }), ...facts].join(' · '), longestTitle)
  const feed = links.map(({ label, address }, index) => ({
    title: index === 0 ? first : safe(label) || '…',
    messageURL: address,
    picURL: '' as const,
  }))
  return { msgtype: 'feedCard', feedCard: { links: feed } }
}
