import { type Locale, text } from '../../kit/text.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import { fitted } from '../fitted.ts'
import type { Fact, Message, Section } from '../message.ts'
import { bold, code, escaped, italic, link, mention, printed, textOf } from './html.ts'

/** UTF-16 units after the entities are parsed, and bytes before that (facts/chat.md 1.6). */
const longest = { units: 4096, bytes: 32_768 } as const
/** The words of a picture, in UTF-16 units. */
export const longestCaption = 1024
/** Telegram marks no more than a hundred parts of a message; mentions are to be among them. */
const mostLinkedLines = 40

/** How a message is told to be a card: by which name the bot takes commands. */
export interface RenderOptions {
  readonly locale: Locale
  /** Undefined: not known yet. */
  readonly botName?: string | undefined
  /** Said first: that the message was there before. */
  readonly note?: string | undefined
  /** UTF-16 units that it may have; as many as a message may by default. */
  readonly room?: number
}

/** A message in Telegram's HTML, with as little left out as it takes to fit. */
export function render(message: Message, options: RenderOptions): string {
  return html(
    fitted(message, (candidate) => fits(html(candidate, options), options.room)),
    options,
  )
}

/** The same without any markup, for the log, and where Telegram does not take the markup. */
export const plain = (message: Message, options: RenderOptions): string => textOf(render(message, options))

const fits = (words: string, room: number = longest.units): boolean =>
  textOf(words).length <= room && Buffer.byteLength(words) <= longest.bytes

function html(message: Message, { locale, botName, note = '' }: RenderOptions): string {
  const { tone, headline, facts, sections, links, mentions, footer, decision } = message
  const mark = markOf(message, locale)
  const parts = [
    [italic(escaped(note)), mark ? `🔴 ${bold(escaped(mark))}` : '', `${toneSigns[tone]} ${bold(escaped(headline))}`],
    facts.map((fact) => factLine(fact, locale)),
    ...sections.map((section) => sectionLines(section, locale)),
    [mentions.map(({ name, ids }) => mention(escaped(name), ids.telegram ?? '')).join(', ')],
    [links.map(({ label, url }) => link(escaped(label), url)).join(' · '), ...(decision ? howTo(decision, locale, botName) : [])],
    [italic(escaped(footer))],
  ]
  return parts
    .map((lines) => lines.filter((line) => line !== '').join('\n'))
    .filter((part) => part !== '')
    .join('\n\n')
}

const colon = text(': ', '：')

const factLine = ({ label, value, url }: Fact, locale: Locale): string =>
  `${bold(escaped(label))}${colon[locale]}${link(escaped(value), url)}`

function sectionLines(section: Section, locale: Locale): string[] {
  const lines = section.isCode
    ? [printed(section.lines.map(({ words }) => words))]
    : section.lines.map(({ words, url }, index) => `• ${link(escaped(words), index < mostLinkedLines ? url : undefined)}`)
  return [bold(escaped(section.title)), ...lines, escaped(moreOf(section, locale) ?? '')]
}

/** Beside the buttons there are commands, which can give a reason; in groups they need the bot's name to reach it. */
function howTo({ id, hint }: NonNullable<Message['decision']>, locale: Locale, botName: string | undefined): string[] {
  const command = (verb: string) => code(escaped(`/${verb}${botName ? `@${botName}` : ''} ${id}`))
  const [approve, reject] = [command('approve'), command('reject')]
  return [escaped(hint), text(`With a reason: ${approve} … or ${reject} …`, `附理由：${approve} … 或 ${reject} …`)[locale]]
}
