import { type Locale, text } from '../../kit/text.ts'
import { codeAsWords } from '../code-line.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import { fitted } from '../fitted.ts'
import { fullWidth } from '../full-width.ts'
import { linkUrl } from '../link-url.ts'
import type { Fact, Link, Message, Section } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { type DingtalkBody, largestBody } from './body.ts'
import { feedCardOf, linkOf, textOf as plainTextOf } from './forms.ts'
import { idsOf, mentionOf } from './mention.ts'

/** Buttons on a card; further links stand in its text. */
const mostButtons = 5

export type DingtalkFormat = 'auto' | 'markdown' | 'text' | 'link' | 'action-card' | 'feed-card'

interface Form {
  readonly locale: Locale
  /** Default: auto. */
  readonly format?: DingtalkFormat | undefined
  /** Bytes of the whole as JSON. */
  readonly limit?: number
}

/** The message in the robot's dialect, within its limit. */
export function dingtalkBody(message: Message, { locale, format = 'auto', limit = largestBody }: Form): DingtalkBody {
  const render = (candidate: Message) => bodyOf(candidate, format, locale)
  return render(fitted(message, (candidate) => Buffer.byteLength(JSON.stringify(render(candidate))) <= limit))
}

/**
 * The kind that was asked for. Cards and links need somewhere to lead, and are text of Markdown where there is nothing; by itself a message
 * is a card with buttons, or text of Markdown where somebody is to be alerted, which cards cannot.
 */
function bodyOf(message: Message, format: DingtalkFormat, locale: Locale): DingtalkBody {
  const hasLinks = message.links.some(({ url }) => linkUrl(url))
  if (format === 'text') return plainTextOf(message, locale)
  if (format === 'markdown' || !hasLinks || (format === 'auto' && idsOf(message.mentions).length > 0)) return markdownOf(message, locale)
  if (format === 'link') return linkOf(message, locale)
  return format === 'feed-card' ? feedCardOf(message, locale) : actionCardOf(message, locale)
}

const titleOf = ({ tone, headline }: Message): string => [toneSigns[tone], oneLine(headline)].join(' ')
const linksOf = ({ links }: Message): readonly Link[] => links.filter(({ url }) => linkUrl(url))

function markdownOf(message: Message, locale: Locale): DingtalkBody {
  const content = { title: titleOf(message), text: textOf(message, linksOf(message), locale) }
  return { msgtype: 'markdown', markdown: content, at: { atUserIds: idsOf(message.mentions), isAtAll: false } }
}

function actionCardOf(message: Message, locale: Locale): DingtalkBody {
  const links = linksOf(message)
  const [buttons, rest] = [links.slice(0, mostButtons), links.slice(mostButtons)]
  const btns = buttons.map(({ label, url }) => ({ title: oneLine(label) || '…', actionURL: linkUrl(url) ?? '' }))
  const actionCard = { title: titleOf(message), text: textOf(message, rest, locale), btnOrientation: '0', btns } as const
  return { msgtype: 'actionCard', actionCard }
}

function textOf(message: Message, links: readonly Link[], locale: Locale): string {
  const mark = markOf(message, locale)
  const blocks = [
    `### ${toneSigns[message.tone]} ${mark ? `【${mark}】` : ''}${fullWidth(message.headline)}`,
    message.facts.map((fact) => factLine(fact, locale)).join('  \n'),
    ...message.sections.map((section) => sectionBlock(section, locale)),
    message.decision ? fullWidth(message.decision.hint) : '',
    links.map(({ label, url }) => linked(label, url)).join(' · '),
    message.mentions.map(mentionOf).join(' '),
    message.footer ? `###### ${fullWidth(message.footer)}` : '',
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

const factLine = ({ label, value, url }: Fact, locale: Locale): string => {
  const colon = text(': ', '：')[locale]
  return `**${fullWidth(label)}**${colon}${linked(value, url)}`
}

/** There are no blocks of code; lines of a quotation are as near as it gets. */
function sectionBlock(section: Section, locale: Locale): string {
  const more = moreOf(section, locale)
  const lines = section.lines.map(({ words, url }) => {
    if (section.isCode) return codeAsWords(words, fullWidth)
    return words === '' ? '' : linked(words, url)
  })
  return [`**${fullWidth(section.title)}**`, [...lines, ...(more ? [more] : [])].map((line) => `> ${line}`).join('  \n')].join('\n\n')
}

function linked(words: string, url: string | undefined): string {
  const safe = fullWidth(words) || '–'
  const address = url === undefined ? undefined : linkUrl(url)
  return address ? `[${safe}](${address})` : safe
}
