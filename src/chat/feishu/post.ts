import { type Locale, text } from '../../kit/text.ts'
import { codeAsWords, codeLine } from '../code-line.ts'
import { moreOf } from '../dress.ts'
import { linkUrl } from '../link-url.ts'
import type { Message, Section } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { headlineOf } from '../plain-message.ts'
import { mention, type Node, type Paragraph, words } from './rich-text.ts'

/** A whole message in rich text. */
export interface Post {
  readonly title: string
  readonly content: readonly Paragraph[]
}

/** What the place of a post can show. */
export interface PostStyle {
  readonly locale: Locale
  /** Blocks of code: messages of apps have them, those of custom bots do not. */
  readonly hasCode: boolean
  /** Of the message's picture, where it was uploaded. */
  readonly imageKey?: string | undefined
}

/** The message as rich text: its nodes are shown as they are, nothing in them is read as markup. */
export function postOf(message: Message, style: PostStyle): Post {
  const { locale, imageKey } = style
  const links = message.links.flatMap(({ label, url }) => separated(linkedNodes(label, url)))
  const people = message.mentions.flatMap((one) => separated([mention(one)]))
  const paragraphs: readonly Paragraph[] = [
    ...message.facts.map(({ label, value, url }) => [labelOf(label, locale), ...linkedNodes(value, url)]),
    ...message.sections.flatMap((section) => sectionParagraphs(section, style)),
    ...(message.decision ? [[words(message.decision.hint)]] : []),
    ...(imageKey ? [[{ tag: 'img', image_key: imageKey } as const]] : []),
    links,
    people,
    [words(message.footer)],
  ]
  return { title: headlineOf(message, { locale, safe: oneLine }), content: paragraphs.filter(isSeen) }
}

/** With its space, which `words` would cut off. */
const labelOf = (label: string, locale: Locale): Node => ({ tag: 'text', text: `${oneLine(label)}${text(': ', '：')[locale]}` })

function linkedNodes(label: string, url: string | undefined): Paragraph {
  const href = url === undefined ? undefined : linkUrl(url)
  return [href ? { tag: 'a', text: oneLine(label) || '–', href } : words(label)]
}

const separated = (nodes: Paragraph): Paragraph => [...nodes, { tag: 'text', text: '  ' }]

function sectionParagraphs(section: Section, { locale, hasCode }: PostStyle): readonly Paragraph[] {
  const more = moreOf(section, locale)
  return [[words(section.title)], ...linesOf(section, hasCode), ...(more ? [[words(more)]] : [])]
}

function linesOf({ lines, isCode }: Section, hasCode: boolean): readonly Paragraph[] {
  if (!isCode) return lines.map((line) => linkedNodes(line.words, line.url))
  if (hasCode && lines.length > 0) return [[{ tag: 'code_block', text: lines.map((line) => codeLine(line.words)).join('\n') }]]
  return lines.map((line): Paragraph => [{ tag: 'text', text: codeAsWords(line.words, oneLine) }])
}

const isSeen = (paragraph: Paragraph): boolean => paragraph.some(hasWords)

const hasWords = (node: Node): boolean => node.tag !== 'text' || node.text.trim() !== ''

/** The content under the key of its language, which the service wants; one is enough. */
export const inLanguage = (post: Post, locale: Locale): Readonly<Record<string, Post>> => ({ [locale === 'en' ? 'en_us' : 'zh_cn']: post })
