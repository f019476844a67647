import MarkdownIt from 'markdown-it'
import { escaped, type Html, linkTo } from './html.ts'

/** What a platform makes of Markdown. Read by a library that knows nothing of how ours is written. */
export interface Dialect {
  /** Rules of CommonMark that the platform does not have (names of markdown-it). */
  readonly without?: readonly string[]
  /** Whether a line break is one. */
  readonly breaks?: boolean
  /** Whether addresses become links by themselves. */
  readonly finds?: boolean
  /** What becomes of a tag of HTML; undefined for one that is shown as words. Without it no HTML is known at all. */
  readonly tag?: (tag: string) => Html | undefined
  /** Whether it looks for mentions in what it has rendered, where an escaped sign is a sign again. */
  readonly looksAgain?: boolean
  /** What becomes of the words between the markup, once they are safe: mentions, signs of the platform's own. */
  readonly words?: (html: Html) => Html
}

export function markdownReader({
  without = [],
  breaks = false,
  finds = false,
  looksAgain = false,
  tag,
  words = (html) => html,
}: Dialect): (given: unknown) => Html {
  const reader = new MarkdownIt({ html: tag !== undefined, breaks, linkify: finds }).disable([
    ...without,
    ...(looksAgain ? [] : ['text_join']),
  ])
  const { rules } = reader.renderer
  rules.link_open = (tokens, index) => linkTo(tokens[index]?.attrGet('href'), '').replace(/<\/(?:a|span)>$/, '')
  rules.image = (tokens, index) => `<span class="picture missing">🖼 ${escaped(tokens[index]?.content)}</span>`
  rules.text = (tokens, index) => words(escaped(tokens[index]?.content))
  rules.text_special = (tokens, index) => escaped(tokens[index]?.content)
  const html = (content: string) =>
    content
      .split(/(<[^<>]*>)/)
      .map((part, index) => (index % 2 ? tag?.(part) : undefined) ?? part.replace(/</g, '&lt;').replace(/>/g, '&gt;'))
      .join('')
  rules.html_inline = (tokens, index) => html(tokens[index]?.content ?? '')
  rules.html_block = rules.html_inline
  return (given) => reader.render(String(given ?? ''))
}
