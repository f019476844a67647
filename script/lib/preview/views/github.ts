import { element, escaped, type Html } from './html.ts'
import { objectIn } from './json.ts'
import { markdownReader } from './markdown.ts'
import type { Shown } from './shown.ts'

/** Of the HTML that GitHub lets pass, what ours is made of; no attributes. */
const tag = (written: string): Html | undefined =>
  /^<\/?(?:sub|sup|details|summary|code|b|strong|i|em|kbd)>$/.test(written) || /^<br ?\/?>$/.test(written)
    ? written.replace('<details>', '<details open>')
    : /^<!--/.test(written)
      ? ''
      : undefined

const read = markdownReader({
  breaks: true,
  finds: true,
  looksAgain: true,
  tag,
  words: (html) => html.replace(/(?<![\w/])@([a-z\d](?:[a-z\d-]{0,38}))/gi, (whole) => element('span', 'mention', whole)),
})

/** An issue with its title, a comment, or a part of the page of a run. */
export function githubView({ body }: Shown): Html {
  const { title, body: words } = objectIn(body)
  return element(
    'div',
    'github',
    title === undefined ? '' : element('div', 'issue-title', escaped(title)),
    element('div', 'comment', read(words)),
  )
}
