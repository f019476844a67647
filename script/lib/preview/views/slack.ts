import { element, escaped, type Html, lines, linkTo, picture, unknown } from './html.ts'
import { type Json, listIn, objectIn, parsedIn, wordsIn } from './json.ts'
import type { Shown } from './shown.ts'

/** A message of an app: its blocks, or its text where it has none. */
export function slackView({ body, pictures }: Shown): Html {
  const { text, blocks, username } = objectIn(body)
  const all = listIn(parsedIn(blocks))
  const inside = all.length > 0 ? all.map((block) => blockView(block, pictures)) : [mrkdwn(text)]
  const below = [...pictures].map(([name, data]) => picture(data, name))
  return element(
    'div',
    'slack',
    element('div', 'sender', escaped(username ?? 'Sallyport'), element('span', 'app', 'APP')),
    ...inside,
    ...below,
  )
}

function blockView(block: Json, pictures: Shown['pictures']): Html {
  switch (block.type) {
    case 'header':
      return element('h3', 'header', textView(block.text))
    case 'section':
      return element(
        'div',
        'section',
        textView(block.text),
        ...listIn(block.fields).map((field) => element('div', 'field', textView(field))),
      )
    case 'context':
      return element('div', 'context', ...listIn(block.elements).map(textView))
    case 'rich_text':
      return element('div', 'rich', ...listIn(block.elements).map(richView))
    case 'divider':
      return '<hr>'
    case 'actions':
      return element('div', 'actions', ...listIn(block.elements).map(({ text, url }) => linkTo(url, textView(text), 'button')))
    case 'image':
      return picture(pictures.get(wordsIn(objectIn(block.slack_file).id)), block.alt_text)
    default:
      return unknown(block)
  }
}

function textView(text: unknown): Html {
  const { type, text: words } = objectIn(text)
  return type === 'mrkdwn' ? mrkdwn(words) : lines(words)
}

/** Slack's own markup: links and mentions in angle brackets, and single signs. */
const mrkdwn = (given: unknown): Html =>
  wordsIn(given)
    .split(/(<[^<>]*>)/)
    .map((part, index) => (index % 2 ? bracketView(part.slice(1, -1)) : styled(lines(entitiesRead(part)))))
    .join('')

const entitiesRead = (words: string): string => words.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')

const styled = (html: Html): Html =>
  html
    .replace(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, '<b>$1</b>')
    .replace(/(?<![\w_])_([^_\n]+)_(?![\w_])/g, '<i>$1</i>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')

function bracketView(inside: string): Html {
  const [target = '', label] = inside.split('|')
  if (/^[@#!]/.test(target)) return element('span', 'mention', escaped(label ?? target.replace(/^!/, '@')))
  return linkTo(entitiesRead(target), escaped(entitiesRead(label ?? target)))
}

function richView(part: Json): Html {
  const inside = listIn(part.elements)
  switch (part.type) {
    case 'rich_text_section':
      return element('div', 'line', ...inside.map(leafView))
    case 'rich_text_list':
      return element(
        part.style === 'ordered' ? 'ol' : 'ul',
        '',
        ...inside.map((item) => element('li', '', ...listIn(item.elements).map(leafView))),
      )
    case 'rich_text_preformatted':
      return `<pre>${inside.map(leafView).join('')}</pre>`
    case 'rich_text_quote':
      return element('blockquote', '', ...inside.map(leafView))
    default:
      return unknown(part)
  }
}

function leafView(leaf: Json): Html {
  const { bold, italic, code, strike } = objectIn(leaf.style)
  const wrap = (html: Html) =>
    [
      [bold, 'b'],
      [italic, 'i'],
      [code, 'code'],
      [strike, 's'],
    ].reduce((inner, [on, name]) => (on ? `<${name}>${inner}</${name}>` : inner), html)
  switch (leaf.type) {
    case 'text':
      return wrap(escaped(leaf.text))
    case 'link':
      return linkTo(leaf.url, wrap(escaped(leaf.text ?? leaf.url)))
    case 'user':
      return element('span', 'mention', '@', escaped(leaf.user_id))
    case 'emoji':
      return escaped(`:${wordsIn(leaf.name)}:`)
    default:
      return unknown(leaf)
  }
}
