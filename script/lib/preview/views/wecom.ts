import { element, escaped, type Html, lines, linkedLines, linkTo, picture, unknown } from './html.ts'
import { type Json, listIn, objectIn, wordsIn } from './json.ts'
import { markdownReader } from './markdown.ts'
import type { Shown } from './shown.ts'

function tag(written: string): Html | undefined {
  const [, colour] = /^<font color="(info|comment|warning)">$/.exec(written) ?? []
  if (colour) return `<span class="colour-${colour}">`
  if (written === '</font>') return '</span>'
  const [, id] = /^<@([\w.@-]+)>$/.exec(written) ?? []
  return id ? element('span', 'mention', '@', escaped(id)) : undefined
}

/** Headings, bold, links, code in a line, quotes and three colours; `<@id>` is no tag of HTML, so that it is looked for in the words. */
const read = markdownReader({
  breaks: true,
  without: ['table', 'list', 'hr', 'html_block', 'fence', 'code', 'strikethrough', 'lheading', 'entity'],
  tag,
  words: (html) => html.replace(/&lt;@([\w.@-]+)&gt;/g, (_, id: string) => element('span', 'mention', '@', id)),
})

/** A message of a group's robot. */
export function wecomView({ body }: Shown): Html {
  const given = objectIn(body)
  const content = objectIn(given[wordsIn(given.msgtype)])
  switch (given.msgtype) {
    case 'markdown':
      return element('div', 'wecom', element('div', 'bubble', read(content.content)))
    case 'text':
      return element('div', 'wecom', element('div', 'bubble', linkedLines(content.content), ' ', mentions(content)))
    case 'image':
      return element('div', 'wecom', picture(`data:image/png;base64,${wordsIn(content.base64)}`, 'image'))
    case 'template_card':
      return element('div', 'wecom', templateCard(content))
    default:
      return element('div', 'wecom', unknown(body))
  }
}

const mentions = ({ mentioned_list: ids }: Json): Html =>
  (Array.isArray(ids) ? ids : []).map((id) => element('span', 'mention', '@', escaped(id))).join(' ')

function templateCard({
  source,
  main_title: title,
  quote_area: quote,
  sub_title_text: words,
  horizontal_content_list: rows,
  jump_list: jumps,
  card_action: action,
}: Json): Html {
  const { title: headline, desc } = objectIn(title)
  const rowOf = ({ keyname, value, url }: Json) =>
    element(
      'div',
      'row',
      element('span', 'key', escaped(keyname)),
      element('span', 'value', url === undefined ? escaped(value) : linkTo(url, escaped(value))),
    )
  const quoted = objectIn(quote)
  return element(
    'div',
    'template',
    source === undefined ? '' : element('div', 'source', escaped(objectIn(source).desc)),
    element('div', 'title', linkTo(objectIn(action).url, escaped(headline))),
    desc ? element('div', 'quiet', escaped(desc)) : '',
    quote === undefined ? '' : element('blockquote', '', element('strong', '', escaped(quoted.title)), '<br>', lines(quoted.quote_text)),
    words ? element('div', 'text', lines(words)) : '',
    ...listIn(rows).map(rowOf),
    ...listIn(jumps).map((jump) => element('div', 'jump', linkTo(jump.url, escaped(jump.title)))),
  )
}
