import type { Locale } from '../../kit/text.ts'
import { fitted } from '../fitted.ts'
import type { Message } from '../message.ts'
import { brief, plainMessage } from '../plain-message.ts'
import { plainWords } from '../plain-words.ts'
import { idOf } from './mention.ts'

export interface TextBody {
  readonly msgtype: 'text'
  readonly text: { readonly content: string; readonly mentioned_list: readonly string[] }
}

/** Bytes of the content of a text, and people who are alerted at once (facts/chat.md 4.1; for the latter, what anybody should need). */
const largest = 2048
const mostMentions = 50

/** Text has one piece of markup: `<@id>` alerts. */
const safe = (words: string): string => plainWords(words).replaceAll('<', '＜')

/** The message as plain text; who is alerted stands beside it and need not be named. */
export function wecomText(message: Message, locale: Locale): TextBody {
  const render = (candidate: Message) => plainMessage(candidate, { locale, safe, mention: ({ name }) => safe(name) })
  const shortened = brief(message)
  const content = render(fitted(shortened, (candidate) => Buffer.byteLength(render(candidate)) <= largest))
  const ids = message.mentions.flatMap((mention) => idOf(mention) ?? [])
  return { msgtype: 'text', text: { content, mentioned_list: ids.slice(0, mostMentions) } }
}
