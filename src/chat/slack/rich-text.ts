import { codeLine } from '../code-line.ts'
import { linkUrl } from '../link-url.ts'
import { oneLine } from '../one-line.ts'

/**
 * Rich text: Slack's own structure for what people write. Nothing in it is parsed, so that data cannot become markup, a link or a mention;
 * those are elements of their own.
 */
export type RichElement =
  | { readonly type: 'text'; readonly text: string; readonly style?: { readonly bold: true } }
  | { readonly type: 'link'; readonly url: string; readonly text: string }

export interface RichSection {
  readonly type: 'rich_text_section'
  readonly elements: readonly RichElement[]
}

export type RichPart =
  | RichSection
  | { readonly type: 'rich_text_preformatted'; readonly elements: readonly RichElement[] }
  | { readonly type: 'rich_text_list'; readonly style: 'bullet'; readonly elements: readonly RichSection[] }

/** Slack refuses empty texts: nothing is put there instead. */
export const plain = (words: string): readonly RichElement[] => (words === '' ? [] : [{ type: 'text', text: words }])
export const bold = (words: string): readonly RichElement[] => plain(words).map((element) => ({ ...element, style: { bold: true } }))

/** Words that lead somewhere, where the address may become a link; otherwise the words alone. */
export function linked(words: string, url: string | undefined): readonly RichElement[] {
  const label = oneLine(words)
  const address = url === undefined ? undefined : linkUrl(url)
  return address === undefined || label === '' ? plain(label) : [{ type: 'link', url: address, text: label }]
}

/** A line; none when there is nothing in it. */
export const line = (...elements: readonly RichElement[]): readonly RichSection[] =>
  elements.length === 0 ? [] : [{ type: 'rich_text_section', elements }]

export const bullets = (lines: readonly RichSection[]): readonly RichPart[] =>
  lines.length === 0 ? [] : [{ type: 'rich_text_list', style: 'bullet', elements: lines }]

/** Lines that a program printed, as a block of fixed width; none where there is nothing to see. */
export function printed(lines: readonly string[]): readonly RichPart[] {
  const words = lines.map(codeLine).join('\n')
  return words.trim() === '' ? [] : [{ type: 'rich_text_preformatted', elements: plain(words) }]
}
