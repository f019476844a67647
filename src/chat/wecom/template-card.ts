import { type Locale, text } from '../../kit/text.ts'
import { codeLine } from '../code-line.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import { bounded } from '../fitted.ts'
import { linkUrl } from '../link-url.ts'
import type { Fact, Message, Section } from '../message.ts'
import { oneLine } from '../one-line.ts'

/** A card of the kind that tells something (facts/chat.md 4.1); it leads somewhere, or WeCom refuses it. */
export interface TemplateCard {
  readonly msgtype: 'template_card'
  readonly template_card: {
    readonly card_type: 'text_notice'
    readonly source?: { readonly desc: string; readonly desc_color: 2 }
    readonly main_title: { readonly title: string; readonly desc: string }
    readonly quote_area?: { readonly type: 0; readonly title: string; readonly quote_text: string }
    readonly sub_title_text?: string
    readonly horizontal_content_list: readonly Row[]
    readonly jump_list: readonly { readonly type: 1; readonly title: string; readonly url: string }[]
    readonly card_action: { readonly type: 1; readonly url: string }
  }
}

interface Row {
  readonly keyname: string
  readonly value: string
  readonly type?: 1
  readonly url?: string
}

/**
 * What its documentation says of each field: so many characters as wide as a Chinese one, and so many items. Longer texts are cut by the
 * client, which is why a long headline stands in the text below it as well.
 */
const widest = { source: 13, title: 26, desc: 30, key: 10, value: 26, jump: 13, text: 112, quote: 224 } as const
const most = { rows: 6, jumps: 3 } as const

/** The message as a card; undefined where it leads nowhere. All is plain text in it. */
export function templateCard(given: Message, locale: Locale): TemplateCard | undefined {
  const message = bounded(given)
  const links = message.links.flatMap(({ label, url }) => {
    const address = linkUrl(url)
    return address ? [{ label: oneLine(label) || '…', address }] : []
  })
  const [first] = links
  if (!first) return undefined
  const [jumps, others] = [links.slice(0, most.jumps), links.slice(most.jumps, most.jumps + most.rows)]
  const rows = [
    ...message.facts.slice(0, most.rows - others.length).map(rowOf),
    ...others.map(({ label, address }) => rowOf({ label, value: label, url: address })),
  ]
  const mark = markOf(message, locale)
  const subtitle = subtitleOf(message)
  const [section] = message.sections
  return {
    msgtype: 'template_card',
    template_card: {
      card_type: 'text_notice',
      ...(mark ? { source: { desc: narrowed(mark, widest.source), desc_color: 2 } } : {}),
      main_title: { title: narrowed(titleOf(message), widest.title), desc: narrowed(oneLine(message.footer), widest.desc) },
      ...(section ? { quote_area: quoteOf(section, locale) } : {}),
      ...(subtitle ? { sub_title_text: subtitle } : {}),
      horizontal_content_list: rows,
      jump_list: jumps.map(({ label, address }) => ({ type: 1, title: narrowed(label, widest.jump), url: address })),
      card_action: { type: 1, url: first.address },
    },
  }
}

const titleOf = ({ tone, headline }: Message): string => `${toneSigns[tone]} ${oneLine(headline)}`

/** What was too long for a title, how to decide, and who is concerned. */
function subtitleOf(message: Message): string {
  const headline = widthOf(titleOf(message)) > widest.title ? oneLine(message.headline) : ''
  const people = message.mentions.map(({ name }) => `@${oneLine(name)}`).join(' ')
  const parts = [headline, oneLine(message.decision?.hint ?? ''), people].filter((part) => part !== '')
  return narrowed(parts.join('\n'), widest.text)
}

function rowOf({ label, value, url }: Fact): Row {
  const address = url === undefined ? undefined : linkUrl(url)
  const row = { keyname: narrowed(oneLine(label) || '…', widest.key), value: narrowed(oneLine(value) || '–', widest.value) }
  return address ? { ...row, type: 1, url: address } : row
}

function quoteOf(section: Section, locale: Locale) {
  const more = moreOf(section, locale)
  const lines = section.lines.map(({ words }) => (section.isCode ? codeLine(words) : oneLine(words)))
  const quoted = narrowed([...lines, ...(more ? [more] : [])].join('\n'), widest.quote)
  return {
    type: 0,
    title: narrowed(oneLine(section.title), widest.title),
    quote_text: quoted || text('(nothing)', '（无）')[locale],
  } as const
}

/** Letters of Latin are half as wide as Chinese ones. */
const widthOf = (words: string): number => [...words].reduce((width, character) => width + (character < '\u0300' ? 0.5 : 1), 0)

/** At most so wide, cut between characters as people see them. */
function narrowed(words: string, limit: number): string {
  if (widthOf(words) <= limit) return words
  let kept = ''
  let width = 1
  for (const { segment } of new Intl.Segmenter().segment(words.slice(0, 20 * limit))) {
    width += widthOf(segment)
    if (width > limit) break
    kept += segment
  }
  return `${kept}…`
}
