import { type Locale, text } from '../../kit/text.ts'
import { codeLine } from '../code-line.ts'
import { markOf, moreOf } from '../dress.ts'
import { linkUrl } from '../link-url.ts'
import type { Fact, Message, Section } from '../message.ts'
import { oneLine } from '../one-line.ts'

/** The headline as the subject of a mail. */
export function subjectOf(message: Message, locale: Locale): string {
  const mark = markOf(message, locale)
  return `${mark ? text(`[${mark}] `, `【${mark}】`)[locale] : ''}${oneLine(message.headline)}`
}

/** The message as plain text, addresses written out. */
export function plainMail(message: Message, locale: Locale): string {
  const blocks = [
    subjectOf(message, locale),
    message.facts.map((fact) => factLine(fact, locale)).join('\n'),
    ...message.sections.map((section) => sectionBlock(section, locale)),
    message.picture?.alt ? `[${oneLine(message.picture.alt)}]` : '',
    message.decision ? oneLine(message.decision.hint) : '',
    message.links.flatMap(({ label, url }) => withAddress(oneLine(label), linkUrl(url)) ?? []).join('\n'),
    message.mentions.map(({ name }) => `@${oneLine(name)}`).join(' '),
    message.footer ? `-- \n${oneLine(message.footer)}` : '',
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

const factLine = ({ label, value, url }: Fact, locale: Locale): string =>
  `${oneLine(label)}${text(': ', '：')[locale]}${withAddress(oneLine(value), url && linkUrl(url)) ?? oneLine(value)}`

function sectionBlock(section: Section, locale: Locale): string {
  const more = moreOf(section, locale)
  const lines = section.lines.map(({ words, url }) => {
    const shown = section.isCode ? codeLine(words) : oneLine(words)
    return withAddress(shown, url && linkUrl(url)) ?? shown
  })
  return [oneLine(section.title), ...[...lines, ...(more ? [more] : [])].map((line) => `  ${line}`.trimEnd())].join('\n')
}

const withAddress = (words: string, address: string | undefined): string | undefined => (address ? `${words} <${address}>` : undefined)
