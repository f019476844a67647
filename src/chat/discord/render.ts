import type { Locale } from '../../kit/text.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import { cut } from '../fit.ts'
import { fitted } from '../fitted.ts'
import { linkUrl } from '../link-url.ts'
import type { Fact, Mention, Message, Section, Tone } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { escaped, isUserId, printed } from './markup.ts'

/** The body of a message by webhook, as far as we use it. */
export interface DiscordMessage {
  /** Mentions alert only here, not in an embed. */
  readonly content?: string
  readonly embeds: readonly [Embed]
  readonly allowed_mentions: { readonly parse: readonly []; readonly users: readonly string[] }
}

interface Embed {
  readonly title: string
  readonly description?: string
  readonly color: number
  readonly footer?: { readonly text: string }
  readonly image?: { readonly url: string }
}

/** Characters (facts/chat.md 6, the documentation's embed limits); the whole of the embed may have 6,000. */
const longest = { content: 2000, title: 256, description: 4096, footer: 300 } as const

/** Left edge of the message. */
const colours: Readonly<Record<Tone, number>> = {
  waiting: 0xe8a33d,
  good: 0x2da44e,
  bad: 0xcf222e,
  neutral: 0x6e7781,
  warning: 0xd4a72c,
}

/**
 * The message in Discord's dialect, within its limits. It alerts whom it mentions and nobody else, whatever stands in it. `picture`: the
 * name of the file that it has.
 */
export function discordMessage(message: Message, locale: Locale, picture?: string): DiscordMessage {
  const body = bodyOf(
    fitted(message, (candidate) => isTaken(bodyOf(candidate, locale))),
    locale,
  )
  return picture === undefined ? body : { ...body, embeds: [{ ...body.embeds[0], image: { url: `attachment://${picture}` } }] }
}

const isTaken = ({ content = '', embeds: [{ description = '' }] }: DiscordMessage): boolean =>
  content.length <= longest.content && description.length <= longest.description

function bodyOf(message: Message, locale: Locale): DiscordMessage {
  const { mentions, footer, tone } = message
  const description = descriptionOf(message, locale)
  const small = cut(oneLine(footer), longest.footer)
  return {
    ...(mentions.length > 0 ? { content: mentions.map(mentionOf).join(' ') } : {}),
    embeds: [
      {
        title: titleOf(message, locale),
        color: colours[tone],
        ...(description === '' ? {} : { description }),
        ...(small === '' ? {} : { footer: { text: small } }),
      },
    ],
    allowed_mentions: { parse: [], users: idsOf(mentions) },
  }
}

/** Cut so far that it fits with its signs escaped. */
function titleOf(message: Message, locale: Locale): string {
  const mark = markOf(message, locale)
  const words = `${toneSigns[message.tone]} ${mark ? `【${mark}】` : ''}${oneLine(message.headline)}`
  let limit: number = longest.title
  while (escaped(cut(words, limit)).length > longest.title) limit -= 8
  return escaped(cut(words, limit))
}

function descriptionOf(message: Message, locale: Locale): string {
  const blocks = [
    message.facts.map(factLine).join('\n'),
    ...message.sections.map((section) => sectionBlock(section, locale)),
    message.decision ? escaped(message.decision.hint) : '',
    message.links.map(({ label, url }) => linked(label, url)).join(' · '),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

const factLine = ({ label, value, url }: Fact): string => `**${escaped(label)}:** ${linked(value, url)}`

function sectionBlock(section: Section, locale: Locale): string {
  const more = moreOf(section, locale)
  const title = `**${escaped(section.title)}**`
  if (section.isCode) return [title, printed(section.lines.map(({ words }) => words)), more ?? ''].filter((part) => part !== '').join('\n')
  const lines = section.lines.map(({ words, url }) => linked(words, url)).filter((words) => words !== '')
  return [title, ...lines.map((line) => `- ${line}`), ...(more ? [`- ${more}`] : [])].join('\n')
}

function linked(words: string, url: string | undefined): string {
  const address = url === undefined ? undefined : linkUrl(url)
  return address === undefined || oneLine(words) === '' ? escaped(words) : `[${escaped(words)}](${address})`
}

const mentionOf = ({ name, ids: { discord = '' } }: Mention): string => (isUserId(discord) ? `<@${discord}>` : escaped(name))

const idsOf = (mentions: readonly Mention[]): readonly string[] => [
  ...new Set(mentions.flatMap(({ ids: { discord = '' } }) => (isUserId(discord) ? [discord] : []))),
]
