import { type Locale, text } from '../kit/text.ts'
import { codeAsWords } from './code-line.ts'
import { markOf, moreOf, toneSigns } from './dress.ts'
import { cut } from './fit.ts'
import { linkUrl } from './link-url.ts'
import type { Fact, Mention, Message, Section } from './message.ts'

/** How a kind of message without markup writes what is not ours. */
export interface PlainDialect {
  readonly locale: Locale
  /** Words from outside as nothing but words, on one line. */
  readonly safe: (words: string) => string
  /** Names somebody so that they are alerted, where that is done in the text. */
  readonly mention: (mention: Mention) => string
}

/** The message as text without markup, addresses written out: whoever reads it makes links of them. */
export const plainMessage = (message: Message, dialect: PlainDialect): string => plainBlocks(message, dialect).join('\n\n')

/** Its paragraphs; the first is the headline. */
export function plainBlocks(message: Message, dialect: PlainDialect): readonly string[] {
  const { safe, mention } = dialect
  const blocks = [
    headlineOf(message, dialect),
    message.facts.map((fact) => factLine(fact, dialect)).join('\n'),
    ...message.sections.map((section) => sectionBlock(section, dialect)),
    message.decision ? safe(message.decision.hint) : '',
    message.links.flatMap(({ label, url }) => withAddress(`${safe(label)} `, linkUrl(url)) ?? []).join('\n'),
    message.mentions.map(mention).join(' '),
    message.footer ? safe(message.footer) : '',
  ]
  return blocks.filter((block) => block !== '')
}

const colon = text(': ', '：')

/** The headline with its sign, and the mark of production. */
export function headlineOf(message: Message, { locale, safe }: Pick<PlainDialect, 'locale' | 'safe'>): string {
  const mark = markOf(message, locale)
  return `${toneSigns[message.tone]} ${mark ? `【${mark}】` : ''}${safe(message.headline)}`
}

const factLine = ({ label, value, url }: Fact, { locale, safe }: PlainDialect): string => {
  const words = `${safe(label)}${colon[locale]}${safe(value) || '–'}`
  return withAddress(`${words} `, url === undefined ? undefined : linkUrl(url)) ?? words
}

function sectionBlock(section: Section, { locale, safe }: PlainDialect): string {
  const more = moreOf(section, locale)
  const lines = section.lines.map(({ words, url }) => {
    const shown = section.isCode ? codeAsWords(words, safe) : safe(words)
    return withAddress(`${shown} `, url === undefined ? undefined : linkUrl(url)) ?? shown
  })
  return [safe(section.title), ...[...lines, ...(more ? [more] : [])].map((line) => `  ${line}`.trimEnd())].join('\n')
}

const withAddress = (words: string, address: string | undefined): string | undefined => (address ? words + address : undefined)

/** What is never given up, cut to what fits into the smallest of all messages: 2,048 bytes (WeCom’s text). */
export const brief = (message: Message): Message => ({
  ...message,
  headline: cut(message.headline, 100),
  footer: cut(message.footer, 80),
  links: message.links.map((link) => ({ ...link, label: cut(link.label, 30) })),
  ...(message.decision ? { decision: { ...message.decision, hint: cut(message.decision.hint, 80) } } : {}),
})
