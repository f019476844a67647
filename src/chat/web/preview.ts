import type { Locale } from '../../kit/text.ts'
import type { Message } from '../message.ts'
import { said, words } from './words.ts'

/** The page as readable text, one thing a line. */
export function preview({ card, locale }: { readonly card: Message; readonly locale: Locale }): string {
  const { headline, level, facts, sections, links, decision, footer } = card
  const lines = [
    `[${words[level][locale]}] ${headline}`,
    footer,
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    ...sections.flatMap(({ title, lines, more }) => [
      '',
      title,
      ...lines.map(({ words: line }) => `  ${line}`),
      ...(more ? [`  ${said.more(more)[locale]}`] : []),
    ]),
    ...(links.length > 0 ? ['', ...links.map(({ label, url }) => `${label}: ${url}`)] : []),
    ...(decision ? ['', `${words.reason[locale]}: ____  [ ${decision.approve} ]  [ ${decision.reject} ]`] : []),
  ]
  return lines.join('\n')
}
