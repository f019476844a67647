import { createHash } from 'node:crypto'
import type { Locale } from '../../kit/text.ts'
import type { Message, Picture } from '../message.ts'
import { wecomMarkdown } from './render.ts'
import { type TemplateCard, templateCard } from './template-card.ts'
import { type TextBody, wecomText } from './text.ts'

export type WecomFormat = 'markdown' | 'text' | 'template-card'

/** What a group's robot posts. */
export type WecomBody =
  | { readonly msgtype: 'markdown'; readonly markdown: { readonly content: string } }
  | TextBody
  | TemplateCard
  | ImageBody

export interface ImageBody {
  readonly msgtype: 'image'
  readonly image: { readonly base64: string; readonly md5: string }
}

/** The message in the kind that was asked for; a card without anything to lead to is text of Markdown. */
export function wecomBody(message: Message, format: WecomFormat, locale: Locale): WecomBody {
  if (format === 'text') return wecomText(message, locale)
  const card = format === 'template-card' ? templateCard(message, locale) : undefined
  return card ?? { msgtype: 'markdown', markdown: { content: wecomMarkdown(message, locale) } }
}

/** Bytes of a picture, before Base64 (facts/chat.md 4.1). */
export const largestPicture = 2 * 1024 * 1024

/** A picture is a message of its own; the digest is of its bytes. */
export const imageBody = ({ data }: Picture): ImageBody => ({
  msgtype: 'image',
  image: { base64: data.toString('base64'), md5: createHash('md5').update(data).digest('hex') },
})

/** What would be sent, as readable text. */
export function previewOf(body: WecomBody): string {
  if (body.msgtype === 'markdown') return body.markdown.content
  if (body.msgtype === 'text') return [body.text.content, ...body.text.mentioned_list.map((id) => `@${id}`)].join('\n')
  return body.msgtype === 'image' ? '' : cardPreview(body.template_card)
}

function cardPreview(card: TemplateCard['template_card']): string {
  const { source, main_title: title, quote_area: quote, sub_title_text: subtitle, horizontal_content_list: rows, jump_list: jumps } = card
  const parts = [
    source?.desc,
    title.title,
    title.desc,
    ...(quote ? [quote.title, quote.quote_text] : []),
    subtitle,
    ...rows.map(({ keyname, value, url }) => `${keyname}  ${value}${url ? ` (${url})` : ''}`),
    ...jumps.map((jump) => `[ ${jump.title} ] ${jump.url}`),
  ]
  return parts.filter((part) => part !== undefined && part !== '').join('\n')
}
