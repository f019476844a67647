import type { Locale } from '../../kit/text.ts'
import { codeLine } from '../code-line.ts'
import { fitted } from '../fitted.ts'
import { fullWidth } from '../full-width.ts'
import type { Mention, Message } from '../message.ts'
import { plainMessage } from '../plain-message.ts'
import { cardOf } from './card.ts'
import { openIdOf } from './markdown.ts'
import { inLanguage, postOf } from './post.ts'
import { preview } from './preview.ts'

export type Form = 'card' | 'post' | 'text'

/** A message in one of Feishu's forms, before it is put into what a bot or an app sends. */
export interface Content {
  readonly type: 'interactive' | 'post' | 'text'
  /** The card, the post by language, or the text under `text`. */
  readonly content: object
}

/** Who sends, and what that allows. */
export interface Sending {
  readonly locale: Locale
  /** Blocks of code in rich text. */
  readonly hasCode: boolean
  readonly imageKey?: string | undefined
  /** Bytes of the content, by its form, and how they are counted: it travels inside other things. */
  readonly limit: Readonly<Record<Form, number>>
  readonly sizeOf: (made: Content) => number
}

/** The message in a form, fitted. */
export function contentOf(message: Message, form: Form, sending: Sending): Content {
  const { locale, hasCode, imageKey, limit, sizeOf } = sending
  if (form === 'card') {
    const made = (card: object): Content => ({ type: 'interactive', content: card })
    return made(cardOf(message, { locale, buttons: true, imageKey }, limit.card, (card) => sizeOf(made(card))))
  }
  const render = (candidate: Message): Content =>
    form === 'post'
      ? { type: 'post', content: inLanguage(postOf(candidate, { locale, hasCode, imageKey }), locale) }
      : { type: 'text', content: { text: textOf(candidate, locale) } }
  return render(fitted(message, (candidate) => sizeOf(render(candidate)) <= limit[form]))
}

/** Text has a little markup of its own (bold, links, `<at>`) and no way to escape it. */
const textOf = (message: Message, locale: Locale): string => plainMessage(message, { locale, safe: fullWidth, mention: mentionIn })

const mentionIn = (somebody: Mention): string => {
  const id = openIdOf(somebody)
  const name = fullWidth(somebody.name)
  return id ? `<at user_id="${id}">${name}</at>` : name
}

/** What would be sent, as readable text. */
export function previewOf(message: Message, form: Form, locale: Locale): string {
  if (form === 'card') return preview(message, locale)
  if (form === 'text') return textOf(message, locale)
  const { title, content } = postOf(message, { locale, hasCode: true })
  const lines = content.map((paragraph) =>
    paragraph.map((node) => ('href' in node ? `${node.text} (${node.href})` : 'text' in node ? node.text : '')).join(''),
  )
  const people = message.mentions.map(({ name }) => `@${codeLine(name)}`).join(' ')
  return [title, ...lines, people].join('\n').trim()
}

/** The same message, everybody in it only named: for places that do not know somebody of them. */
export const byName = (message: Message): Message => ({ ...message, mentions: message.mentions.map(({ name }) => ({ name, ids: {} })) })
