import { type Locale, text } from '../../kit/text.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import { fitted } from '../fitted.ts'
import { fullWidth } from '../full-width.ts'
import { linkUrl } from '../link-url.ts'
import type { Fact, Line, Link, Mention, Message, Section } from '../message.ts'
import { oneLine } from '../one-line.ts'

/** Bytes of a whole message, as JSON (facts/chat.md 3.1). */
export const largestBody = 20_000
/** Buttons on a card; further links stand in its text. */
const mostButtons = 5
/** People who may be mentioned at once. */
const mostMentions = 50

/** What a custom robot posts, without `msgUuid`. */
export type DingtalkBody =
  | { readonly msgtype: 'actionCard'; readonly actionCard: ActionCard }
  | { readonly msgtype: 'markdown'; readonly markdown: Content; readonly at: At }

interface Content {
  /** Shown in the list of chats and in notifications: plain text. */
  readonly title: string
  readonly text: string
}

interface ActionCard extends Content {
  readonly btnOrientation: '0' | '1'
  readonly btns: readonly { readonly title: string; readonly actionURL: string }[]
}

interface At {
  readonly atUserIds: readonly string[]
  /** Never: no data of ours may alert a whole group. */
  readonly isAtAll: false
}

/** The message in the robot's dialect, within its limit: a card with buttons, or text where somebody is to be alerted, which cards cannot. */
export function dingtalkBody(message: Message, locale: Locale, limit = largestBody): DingtalkBody {
  const fits = (candidate: Message) => Buffer.byteLength(JSON.stringify(bodyOf(candidate, locale))) <= limit
  return bodyOf(fitted(message, fits), locale)
}

function bodyOf(message: Message, locale: Locale): DingtalkBody {
  const title = [toneSigns[message.tone], oneLine(message.headline)].join(' ')
  const ids = message.mentions.flatMap((mention) => idOf(mention) ?? []).slice(0, mostMentions)
  const links = message.links.filter(({ url }) => linkUrl(url))
  if (ids.length > 0 || links.length === 0) {
    return { msgtype: 'markdown', markdown: { title, text: textOf(message, links, locale) }, at: { atUserIds: ids, isAtAll: false } }
  }
  const [buttons, rest] = [links.slice(0, mostButtons), links.slice(mostButtons)]
  const btns = buttons.map(({ label, url }) => ({ title: oneLine(label), actionURL: linkUrl(url) ?? '' }))
  return { msgtype: 'actionCard', actionCard: { title, text: textOf(message, rest, locale), btnOrientation: '0', btns } }
}

/** The id by which somebody is alerted; nothing that could break out of its place. */
const idOf = ({ ids }: Mention): string | undefined => (ids.dingtalk && /^[\w.$@:-]{1,64}$/.test(ids.dingtalk) ? ids.dingtalk : undefined)

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

function sectionBlock(section: Section, locale: Locale): string {
  const more = moreOf(section, locale)
  const lines = [...section.lines.map(lineOf), ...(more ? [more] : [])]
  return [`**${fullWidth(section.title)}**`, lines.map((line) => `> ${line}`).join('  \n')].join('\n\n')
}

const lineOf = ({ words, url }: Line): string => (words === '' ? '' : linked(words, url))

function linked(words: string, url: string | undefined): string {
  const safe = fullWidth(words) || '–'
  const address = url === undefined ? undefined : linkUrl(url)
  return address ? `[${safe}](${address})` : safe
}

/** The text must name whom the robot alerts. */
const mentionOf = (mention: Mention): string => `@${idOf(mention) ?? fullWidth(mention.name)}`
