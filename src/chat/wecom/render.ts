import { type Locale, text } from '../../kit/text.ts'
import { codeAsWords } from '../code-line.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import { fitted } from '../fitted.ts'
import { fullWidth } from '../full-width.ts'
import { linkUrl } from '../link-url.ts'
import type { Fact, Mention, Message, Section, Tone } from '../message.ts'
import { idOf } from './mention.ts'

/** Bytes of the text of a Markdown message (facts/chat.md 4.1). */
export const largestText = 4096

/** The three colours there are: green, grey, orange. */
const colours: Readonly<Record<Tone, 'info' | 'comment' | 'warning'>> = {
  waiting: 'warning',
  good: 'info',
  bad: 'warning',
  neutral: 'comment',
  warning: 'warning',
}

/** The message in the dialect of group robots, within their limit. */
export function wecomMarkdown(message: Message, locale: Locale): string {
  return textOf(
    fitted(message, (candidate) => Buffer.byteLength(textOf(candidate, locale)) <= largestText),
    locale,
  )
}

function textOf(message: Message, locale: Locale): string {
  const blocks = [
    headlineOf(message, locale),
    message.facts.map((fact) => `> ${factLine(fact, locale)}`).join('\n'),
    ...message.sections.map((section) => sectionBlock(section, locale)),
    message.decision ? fullWidth(message.decision.hint) : '',
    message.links.map(({ label, url }) => linked(label, url)).join('　'),
    message.mentions.map(mentionOf).join(' '),
    message.footer ? coloured('comment', fullWidth(message.footer)) : '',
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

function headlineOf(message: Message, locale: Locale): string {
  const mark = markOf(message, locale)
  return `### ${toneSigns[message.tone]} ${mark ? coloured('warning', `【${mark}】`) : ''}${coloured(colours[message.tone], fullWidth(message.headline))}`
}

const coloured = (colour: string, safe: string): string => `<font color="${colour}">${safe}</font>`

const factLine = ({ label, value, url }: Fact, locale: Locale): string => {
  const colon = text(': ', '：')[locale]
  return `${coloured('comment', `${fullWidth(label)}${colon}`)}${linked(value, url)}`
}

/** There are no blocks of code beside mentions and colours; lines of a quotation are as near as it gets. */
function sectionBlock(section: Section, locale: Locale): string {
  const more = moreOf(section, locale)
  const lines = section.lines.map(({ words, url }) => {
    if (section.isCode) return codeAsWords(words, fullWidth)
    return words === '' ? '' : linked(words, url)
  })
  return [`**${fullWidth(section.title)}**`, ...[...lines, ...(more ? [more] : [])].map((line) => `> ${line}`)].join('\n')
}

function linked(words: string, url: string | undefined): string {
  const safe = fullWidth(words) || '–'
  const address = url === undefined ? undefined : linkUrl(url)
  return address ? `[${safe}](${address})` : safe
}

/** By id, which alerts; by name where there is none. */
const mentionOf = (mention: Mention): string => {
  const id = idOf(mention)
  return id ? `<@${id}>` : fullWidth(mention.name)
}
