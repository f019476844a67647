import { element, escaped, type Html, lines, linkTo, picture, unknown } from './html.ts'
import { listIn, objectIn, parsedIn, wordsIn } from './json.ts'
import type { Shown } from './shown.ts'

/** A bubble of a bot, with its picture above and its buttons below. */
export function telegramView({ body, pictures }: Shown): Html {
  const { text, caption, parse_mode: mode, reply_markup: markup, photo } = objectIn(body)
  const words = wordsIn(text ?? caption)
  const name = wordsIn(photo)
  const shown = photo === undefined ? '' : picture(pictures.get(name.replace(/^attach:\/\//, '')) ?? pictures.get('photo'), name)
  return element(
    'div',
    'telegram',
    element(
      'div',
      'bubble',
      element('div', 'sender', 'sallyport_bot'),
      shown,
      element('div', 'words', mode === 'HTML' ? parsed(words) : lines(words)),
    ),
    keyboard(parsedIn(markup)),
  )
}

/** The tags that Telegram knows (facts/chat.md 1.6); with any other it refuses the message, so that the view says so. */
const known = new Set(['b', 'strong', 'i', 'em', 'u', 'ins', 's', 'strike', 'del', 'code', 'pre', 'blockquote', 'a', 'tg-spoiler', 'span'])

function parsed(words: string): Html {
  const open: string[] = []
  const faults: string[] = []
  const html = words
    .split(/(<[^>]*>)/)
    .map((part, index) => (index % 2 ? tagOf(part, open, faults) : textOf(part)))
    .join('')
  const closing = open
    .reverse()
    .map((name) => `</${name}>`)
    .join('')
  if (open.length > 0) faults.push(`not closed: ${open.join(', ')}`)
  return html + closing + faults.map((fault) => unknown(`Telegram would refuse this: ${fault}`)).join('')
}

function tagOf(tag: string, open: string[], faults: string[]): Html {
  const [, slash, name = ''] = /^<(\/?)([a-z-]+)/.exec(tag) ?? []
  if (!known.has(name)) {
    faults.push(tag)
    return escaped(tag)
  }
  if (slash) {
    if (open.pop() !== name) faults.push(`${tag} in the wrong place`)
    return name === 'a' ? '</span></a>' : `</${name}>`
  }
  open.push(name)
  return name === 'a' ? opened(/href="([^"]*)"/.exec(tag)?.[1] ?? '') : `<${name}>`
}

/** A link, or somebody who is mentioned by id. */
function opened(href: string): Html {
  const address = decoded(href)
  if (address.startsWith('tg://user?id=')) return '<a class="mention"><span>'
  const link = linkTo(address, '')
  return link.startsWith('<a') ? `${link.replace(/<\/a>$/, '')}<span>` : '<a class="no-link"><span>'
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const decoded = (words: string): string => words.replace(/&(lt|gt|amp|quot);/g, (_, name: string) => entities[name] ?? '')
const textOf = (words: string): Html => lines(decoded(words))

function keyboard(markup: unknown): Html {
  const { inline_keyboard: rows } = objectIn(markup)
  if (!Array.isArray(rows) || rows.length === 0) return ''
  const row = (buttons: unknown) => element('div', 'row', ...listIn(buttons).map(button))
  const button = ({ text, url, style }: ReturnType<typeof objectIn>) =>
    url === undefined ? element('span', `key ${escaped(style)}`, escaped(text)) : linkTo(url, escaped(text), `key ${escaped(style)}`)
  return element('div', 'keyboard', ...rows.map(row))
}
