import { element, escaped, type Html } from './html.ts'
import { objectIn, wordsIn } from './json.ts'
import type { Shown } from './shown.ts'

/** A mail as an independent parser reads it: heads, the page in a frame of its own where nothing runs, the plain text below. */
export function emailView({ body, pictures }: Shown): Html {
  const { subject, from, to, html, text } = objectIn(body)
  const head = (name: string, value: unknown) => element('div', 'head', element('span', 'name', name), escaped(value))
  const height = heightOf(wordsIn(html))
  return element(
    'div',
    'email',
    element('div', 'subject', escaped(subject)),
    head('From', from),
    head('To', to),
    `<iframe title="${escaped(subject)}" sandbox="allow-popups allow-popups-to-escape-sandbox" style="height:${height}px" srcdoc="${escaped(withPictures(wordsIn(html), pictures))}"></iframe>`,
    `<details><summary>text/plain</summary><pre>${escaped(text)}</pre></details>`,
  )
}

/** A frame without scripts cannot tell how high its page is: guessed from its blocks, in pixels. */
function heightOf(html: string): number {
  const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0
  return Math.min(2400, 240 + 30 * count(/<(?:div|p|h\d|pre|tr)\b/g) + 18 * count(/<br|\n(?=[^<]*<\/pre)/g) + 200 * count(/<img/g))
}

/** Pictures that came along are named by their content ids. Links open beside the frame. */
const withPictures = (html: string, pictures: Shown['pictures']): string =>
  [...pictures].reduce((page, [name, data]) => page.replaceAll(`cid:${name}`, data), html).replace('<head>', '<head><base target="_blank">')
