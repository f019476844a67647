import { type Locale, type Text, text } from '../../kit/text.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import { cut } from '../fit.ts'
import { fitted } from '../fitted.ts'
import type { Decision, Fact, Link, Mention, Message, Section } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { escaped, isUserId } from './markup.ts'
import { bold, bullets, line, linked, plain, printed, type RichElement, type RichPart } from './rich-text.ts'

/** A message as Slack takes it. `text` is what notifications and screen readers say of the blocks. */
export interface Rendered {
  readonly text: string
  readonly blocks: readonly Block[]
}

interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  /** Codes such as `:x:` stay as they are. */
  readonly emoji: false
}

export type Block = { readonly block_id?: string } & (
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: PlainText | { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true } }
  | { readonly type: 'context'; readonly elements: readonly PlainText[] }
  | { readonly type: 'rich_text'; readonly elements: readonly RichPart[] }
  | { readonly type: 'divider' }
)

/** Published: 50 blocks, 150 characters of a header (facts/chat.md 5). Of all blocks together Slack refuses from about 11,000 characters on. */
const mostBlocks = 50
const longestHeader = 150
const largestWhole = 9000
/** Of the text: an edit may have 4,000, and each character may become five when it is escaped. */
const longestText = 700

/** Where the message goes: only below the bot's own message are there reactions to tap. */
export type Purpose = 'decide' | 'notify'

/** The message within Slack's limits, with as little detail given up as that takes. */
export function render(message: Message, locale: Locale, purpose: Purpose = 'decide'): Rendered {
  const fitting = fitted(message, (candidate) => isTaken(blocksOf(candidate, locale, purpose)))
  return { text: textOf(fitting, locale), blocks: blocksOf(fitting, locale, purpose) }
}

const isTaken = (blocks: readonly Block[]): boolean => blocks.length <= mostBlocks && JSON.stringify(blocks).length <= largestWhole

const blocksOf = (message: Message, locale: Locale, purpose: Purpose): readonly Block[] => [
  { type: 'header', text: plainText(headlineOf(message, locale), longestHeader) },
  ...mentionBlock(message.mentions),
  ...richText(message.facts.flatMap(factLine)),
  ...message.sections.flatMap((section) => richText(sectionParts(section, locale))),
  ...richText(linkLine(message.links)),
  ...(message.decision ? richText(decisionLines(message.decision, locale, purpose)) : []),
  ...(oneLine(message.footer) === '' ? [] : [{ type: 'context', elements: [plainText(message.footer, 300)] } as const]),
]

function headlineOf(message: Message, locale: Locale): string {
  const mark = markOf(message, locale)
  return `${toneSigns[message.tone]} ${mark ? `【${mark}】` : ''}${message.headline}`
}

export const plainText = (words: string, limit: number): PlainText => ({
  type: 'plain_text',
  text: cut(oneLine(words), limit),
  emoji: false,
})

const richText = (elements: readonly RichPart[]): readonly Block[] => (elements.length === 0 ? [] : [{ type: 'rich_text', elements }])

const factLine = ({ label, value, url }: Fact) => line(...bold(`${oneLine(label)}: `), ...linked(value, url))

function sectionParts(section: Section, locale: Locale): readonly RichPart[] {
  const title = line(...bold(oneLine(section.title)))
  const more = line(...plain(moreOf(section, locale) ?? ''))
  if (section.isCode) return [...title, ...printed(section.lines.map(({ words }) => words)), ...more]
  const items = section.lines.flatMap(({ words, url }) => line(...linked(words, url)))
  return [...title, ...bullets([...items, ...more])]
}

/** Words that lead somewhere. Buttons would show a warning when they are tapped: Slack wants an app to hear of that. */
function linkLine(links: readonly Link[]): readonly RichPart[] {
  const parts = links.map(({ label, url }) => linked(label, url)).filter((part) => part.length > 0)
  return line(...parts.flatMap((part, index): readonly RichElement[] => (index === 0 ? part : [...plain(' · '), ...part])))
}

/** How to decide here. Buttons would need an address that Slack can call; reactions and replies can be read by any number of jobs. */
const howTo = ({ approve, reject }: Decision): Text =>
  text(
    `Tap ✅ below for “${approve}” or ❌ for “${reject}”; tap again to take it back. Or reply in this thread: approve [reason], or reject [reason].`,
    `点按下方的 ✅ 表示“${approve}”，❌ 表示“${reject}”；再点一次即撤回。也可在此消息列中回复：同意 [理由]，或 拒绝 [理由]。`,
  )

const decisionLines = (decision: Decision, locale: Locale, purpose: Purpose): readonly RichPart[] => [
  ...(purpose === 'decide' ? line(...plain(oneLine(howTo(decision)[locale]))) : []),
  ...line(...plain(oneLine(decision.hint))),
]

/** Only ids that Slack itself gives out become mentions; others are named. */
function mentionBlock(mentions: readonly Mention[]): readonly Block[] {
  const words = mentions.map(({ name, ids: { slack = '' } }) => (isUserId(slack) ? `<@${slack}>` : neutral(name))).filter(Boolean)
  return words.length === 0 ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: words.join(' '), verbatim: true } }]
}

/** A name among mentions: without what Slack would format. */
const neutral = (name: string): string =>
  escaped(
    oneLine(name)
      .replace(/[*_~`:]+/g, ' ')
      .trim(),
  )

function textOf(message: Message, locale: Locale): string {
  const facts = message.facts.map(({ label, value }) => `${label}: ${value}`)
  return escaped(cut(oneLine([headlineOf(message, locale), ...facts].join(' · ')), longestText))
}
