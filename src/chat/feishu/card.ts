import { type Locale, text } from '../../kit/text.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import { fitted } from '../fitted.ts'
import { linkUrl } from '../link-url.ts'
import type { Fact, Line, Link, Message, Section, Tone } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { codeBlock, escaped, linked, mentioned } from './markdown.ts'

/** A card of schema 2.0, which refuses what it does not know (facts/chat.md 2.3). */
export interface Card {
  readonly schema: '2.0'
  /** Everybody sees the same card: without it there is no edit. */
  readonly config: { readonly update_multi: true; readonly summary: { readonly content: string } }
  readonly header?: Header
  readonly body: { readonly elements: readonly Element[] }
}

interface Header {
  readonly title: PlainText
  readonly template: string
  readonly text_tag_list?: readonly TextTag[]
}

interface PlainText {
  readonly tag: 'plain_text'
  readonly content: string
}

interface TextTag {
  readonly tag: 'text_tag'
  readonly text: PlainText
  readonly color: string
}

export type Element =
  | { readonly tag: 'markdown'; readonly content: string; readonly text_size?: 'notation' }
  | { readonly tag: 'hr' }
  | { readonly tag: 'img'; readonly img_key: string; readonly alt: PlainText }
  | {
      readonly tag: 'button'
      readonly text: PlainText
      readonly type: 'primary' | 'default'
      readonly behaviors: readonly [{ readonly type: 'open_url'; readonly default_url: string }]
    }

/** How a message is dressed in a place. */
export interface CardStyle {
  readonly locale: Locale
  /** How people decide here, if they can; a line of our own Markdown. */
  readonly howTo?: string
  /** Whether links are buttons: where the decision is made behind them. */
  readonly buttons?: boolean
  /** Of the message's picture, where it was uploaded. */
  readonly imageKey?: string | undefined
}

const plain = (content: string): PlainText => ({ tag: 'plain_text', content })

const colours: Readonly<Record<Tone, string>> = { waiting: 'blue', good: 'green', bad: 'red', neutral: 'grey', warning: 'orange' }
/** A request that waits for production does not look like any other. */
const productionColour = 'carmine'

/** The message as a card of at most so many bytes: what `sizeOf` says of it, since it travels inside other things. */
export function cardOf(message: Message, style: CardStyle, limit: number, sizeOf: (card: Card) => number): Card {
  const fits = (candidate: Message) => sizeOf(dressed(candidate, style)) <= limit
  return dressed(fitted(message, fits), style)
}

/** A few words as a card of their own. */
export const wordsCard = (words: string): Card => ({
  schema: '2.0',
  config: { update_multi: true, summary: { content: oneLine(words) } },
  body: { elements: markdown(escaped(words)) },
})

function dressed(message: Message, style: CardStyle): Card {
  const title = oneLine(message.headline)
  return {
    schema: '2.0',
    config: { update_multi: true, summary: { content: `${toneSigns[message.tone]} ${title}` } },
    header: headerOf(message, title, style.locale),
    body: { elements: elementsOf(message, style) },
  }
}

function headerOf(message: Message, title: string, locale: Locale): Header {
  const mark = markOf(message, locale)
  const isAlarming = mark !== undefined && message.tone === 'waiting'
  return {
    title: plain(title),
    template: isAlarming ? productionColour : colours[message.tone],
    ...(mark ? { text_tag_list: [{ tag: 'text_tag', text: plain(mark), color: 'red' }] } : {}),
  }
}

const markdown = (content: string): Element[] => (content === '' ? [] : [{ tag: 'markdown', content }])

function elementsOf(message: Message, style: CardStyle): readonly Element[] {
  const { locale, howTo = '', buttons = false, imageKey } = style
  const links = message.links.filter(({ url }) => linkUrl(url))
  const hint = message.decision ? [howTo, escaped(message.decision.hint)].filter((line) => line !== '').join('\n') : ''
  return [
    ...markdown(message.facts.map((fact) => factLine(fact, locale)).join('\n')),
    ...message.sections.flatMap((section) => markdown(sectionBlock(section, locale))),
    ...(imageKey ? [{ tag: 'img', img_key: imageKey, alt: plain(oneLine(message.picture?.alt ?? '')) } as const] : []),
    ...(buttons ? [] : markdown(links.map(({ label, url }) => linked(label, url)).join(' · '))),
    ...(hint ? [{ tag: 'hr' } as const, ...markdown(hint)] : []),
    ...(buttons ? links.map(buttonOf) : []),
    ...markdown(message.mentions.map(mentioned).join(' ')),
    ...(message.footer
      ? [{ tag: 'markdown', content: `<font color='grey'>${escaped(message.footer)}</font>`, text_size: 'notation' } as const]
      : []),
  ]
}

const factLine = ({ label, value, url }: Fact, locale: Locale): string =>
  `**${escaped(label)}**${text(': ', '：')[locale]}${linked(value, url)}`

function sectionBlock(section: Section, locale: Locale): string {
  const more = moreOf(section, locale)
  const lines = section.isCode ? codeBlock(section.lines.map(({ words }) => words)) : section.lines.map(lineOf)
  return [`**${escaped(section.title)}**`, ...lines, ...(more ? [more] : [])].join('\n')
}

const lineOf = ({ words, url }: Line): string => (words === '' ? '' : linked(words, url))

const buttonOf = ({ label, url }: Link, index: number): Element => ({
  tag: 'button',
  text: plain(oneLine(label)),
  type: index === 0 ? 'primary' : 'default',
  behaviors: [{ type: 'open_url', default_url: linkUrl(url) ?? '' }], // those without an address were left out
})
