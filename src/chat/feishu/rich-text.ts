import type { Locale } from '../../kit/text.ts'
import { cut } from '../fit.ts'
import { linkUrl } from '../link-url.ts'
import type { Link, Mention, Message } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { openIdOf } from './markdown.ts'

/** A piece of a paragraph. Its text is shown as it is: nothing in it is read as markup. */
export type Node =
  | { readonly tag: 'text'; readonly text: string }
  | { readonly tag: 'a'; readonly text: string; readonly href: string }
  | { readonly tag: 'at'; readonly user_id: string }
  | { readonly tag: 'img'; readonly image_key: string }
  | { readonly tag: 'code_block'; readonly text: string }

export type Paragraph = readonly Node[]

/** More than anybody should be reminded at once; each takes some 60 bytes of 30 KB. */
const mostMentions = 50
const longest = 1000

export const words = (given: string): Node => ({ tag: 'text', text: cut(oneLine(given), longest) })

/** Alerts somebody; by name where there is no open id, and where ids were refused. */
export const mention = (somebody: Mention, byName = false): Node => {
  const id = byName ? undefined : openIdOf(somebody)
  return id ? { tag: 'at', user_id: id } : words(somebody.name)
}

const space: Node = { tag: 'text', text: ' ' }

const linkNode = ({ label, url }: Link): Paragraph => {
  const href = linkUrl(url)
  return href ? [{ tag: 'a', text: oneLine(label), href }, space] : []
}

/** A note beside the card: whom it alerts, what it says, where it leads. */
export function noteOf(note: Message, byName = false): readonly Paragraph[] {
  const people = note.mentions.slice(0, mostMentions).flatMap((one) => [mention(one, byName), space])
  const lines = note.sections.flatMap(({ title, lines: all }) => [title, ...all.map((line) => line.words)]).slice(0, 20)
  const paragraphs = [
    [words(note.headline)],
    people,
    ...note.facts.slice(0, 20).map(({ label, value }) => [words(`${label}: ${value}`)]),
    ...lines.map((line) => [words(line)]),
    note.links.slice(0, 10).flatMap(linkNode),
    [words(note.footer)],
  ]
  return paragraphs.filter((paragraph) => paragraph.some((node) => node.tag !== 'text' || node.text.trim() !== ''))
}

/** The content of a message of type `post`, as the API wants it: JSON text. */
export const postContent = (paragraphs: readonly Paragraph[], locale: Locale): string =>
  JSON.stringify({ [locale === 'en' ? 'en_us' : 'zh_cn']: { content: paragraphs } })
