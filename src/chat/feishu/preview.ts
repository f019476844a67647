import { type Locale, text } from '../../kit/text.ts'
import { codeLine } from '../code-line.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import type { Message } from '../message.ts'

/** A card as plain text, for the log of a dry run. `howTo`: how people decide there. */
export function preview(message: Message, locale: Locale, howTo = ''): string {
  const mark = markOf(message, locale)
  const colon = text(': ', '：')[locale]
  const lines = [
    `${toneSigns[message.tone]} ${mark ? `[${mark}] ` : ''}${message.headline}`,
    ...message.facts.map(({ label, value, url }) => `${label}${colon}${value}${url ? ` (${url})` : ''}`),
    ...message.sections.flatMap((section) => [
      '',
      section.title,
      ...section.lines.map(({ words, url }) => `  ${words}${url ? ` (${url})` : ''}`),
      ...[moreOf(section, locale)].flatMap((more) => (more ? [`  ${more}`] : [])),
    ]),
    ...message.links.map(({ label, url }) => `[ ${label} ] ${url}`),
    ...(message.decision ? [howTo, message.decision.hint] : []),
    message.mentions.map(({ name }) => `@${name}`).join(' '),
    message.footer,
  ]
  return lines
    .map(codeLine)
    .join('\n')
    .replace(/\n{2,}/g, '\n\n')
    .trim()
}
