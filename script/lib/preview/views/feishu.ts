import { element, escaped, type Html, lines, linkedLines, linkTo, picture, unknown } from './html.ts'
import { type Json, listIn, objectIn, parsedIn, wordsIn } from './json.ts'
import { markdownReader } from './markdown.ts'
import type { Shown } from './shown.ts'

/** A message of a custom bot, whose content is JSON, or of an app, whose content is JSON inside of JSON. */
export function feishuView({ body, pictures }: Shown): Html {
  const { msg_type: type, card, content } = objectIn(body)
  const inside = objectIn(parsedIn(content))
  switch (type) {
    case 'interactive':
      return element('div', 'feishu', cardView(objectIn(parsedIn(card ?? inside)), pictures))
    case 'post':
      return element('div', 'feishu', postView(objectIn(inside.post ?? inside), pictures))
    case 'text':
      return element('div', 'feishu', element('div', 'bubble', atTags(linkedLines(inside.text))))
    case 'image':
      return element('div', 'feishu', picture(pictures.get(wordsIn(inside.image_key)), 'image'))
    default:
      return element('div', 'feishu', unknown(body))
  }
}

/** Mentions in a text are tags; they come here as words. */
const atTags = (html: Html): Html =>
  html.replace(/&lt;at user_id=&quot;([\w@-]+)&quot;&gt;(.*?)&lt;\/at&gt;/g, (_, id: string, name: string) =>
    element('span', 'mention', '@', name || id),
  )

/** The tags of its Markdown; anything else is shown as it is. */
function tag(written: string): Html | undefined {
  const [, colour] = /^<font color=['"]?([a-z-]+)['"]?>$/.exec(written) ?? []
  if (colour) return `<span class="colour-${colour}">`
  const [, id] = /^<at id=['"]?([\w@-]+)['"]?>$/.exec(written) ?? []
  if (id) return `<span class="mention">@${id}`
  if (written === '</font>' || written === '</at>') return '</span>'
  return /^<(?:br|hr) ?\/?>$/.test(written) ? '<br>' : undefined
}

/** Emoji by their names, as far as ours use them. */
const emoji: Readonly<Record<string, string>> = { CheckMark: '✅', CrossMark: '❌', DONE: '✅', OK: '👌' }
const words = (html: Html): Html => html.replace(/:(\w+):/g, (whole, name: string) => emoji[name] ?? whole)

const read = markdownReader({ breaks: true, without: ['html_block', 'table'], tag, words })

/** A card, of schema 1.0 or 2.0. */
function cardView(card: Json, pictures: Shown['pictures']): Html {
  const { header, body, elements } = card
  const inside = listIn(objectIn(body).elements ?? elements).map((one) => elementView(one, pictures))
  return element('div', 'card', header === undefined ? '' : headerView(objectIn(header)), element('div', 'body', ...inside))
}

function headerView({ title, template, text_tag_list: tags, subtitle }: Json): Html {
  const marks = listIn(tags).map(({ text, color }) => element('span', `tag colour-${escaped(color)}`, escaped(objectIn(text).content)))
  const second = subtitle === undefined ? '' : element('div', 'subtitle', escaped(objectIn(subtitle).content))
  return element('div', `head template-${escaped(template)}`, element('span', 'title', escaped(objectIn(title).content)), ...marks, second)
}

function elementView(one: Json, pictures: Shown['pictures']): Html {
  const inner = (list: unknown) =>
    listIn(list)
      .map((child) => elementView(child, pictures))
      .join('')
  switch (one.tag) {
    case 'markdown':
      return element('div', `markdown ${one.text_size === 'notation' ? 'small' : ''}`, read(one.content))
    case 'div':
      return element(
        'div',
        'markdown',
        textView(objectIn(one.text)),
        ...listIn(one.fields).map(({ text }) => element('div', 'field', textView(objectIn(text)))),
      )
    case 'plain_text':
    case 'lark_md':
      return textView(one)
    case 'hr':
      return '<hr>'
    case 'button':
      return buttonView(one)
    case 'img':
      return picture(pictures.get(wordsIn(one.img_key)), objectIn(one.alt).content)
    case 'action':
      return element('div', 'actions', inner(one.actions))
    case 'note':
      return element('div', 'markdown small', inner(one.elements))
    case 'column_set':
      return element('div', 'columns', ...listIn(one.columns).map((column) => element('div', 'column', inner(column.elements))))
    case 'collapsible_panel':
      return element('div', 'panel', element('strong', '', textView(objectIn(objectIn(one.header).title))), inner(one.elements))
    default:
      return unknown(one)
  }
}

const textView = ({ tag: kind, content }: Json): Html => (kind === 'lark_md' || kind === 'markdown' ? read(content) : lines(content))

function buttonView({ text, type, url, behaviors }: Json): Html {
  const words = escaped(objectIn(text).content)
  const address = url ?? listIn(behaviors).find((behaviour) => behaviour.type === 'open_url')?.default_url
  const look = `button ${escaped(type)}`
  return address === undefined ? element('span', look, words) : linkTo(address, words, look)
}

/** Rich text: paragraphs of nodes, in which nothing is markup. */
function postView(post: Json, pictures: Shown['pictures']): Html {
  const { title, content } = objectIn(post.zh_cn ?? post.en_us ?? post)
  const paragraphs = (Array.isArray(content) ? content : []).map((nodes) =>
    element('div', 'paragraph', ...listIn(nodes).map((node) => nodeView(node, pictures))),
  )
  return element('div', 'bubble', title ? element('div', 'post-title', escaped(title)) : '', ...paragraphs)
}

function nodeView(node: Json, pictures: Shown['pictures']): Html {
  const style = Array.isArray(node.style) ? node.style.map(escaped).join(' ') : ''
  switch (node.tag) {
    case 'text':
      return element('span', style, lines(node.text))
    case 'a':
      return linkTo(node.href, escaped(node.text), style)
    case 'at':
      return element('span', 'mention', '@', escaped(node.user_name ?? node.user_id))
    case 'img':
      return picture(pictures.get(wordsIn(node.image_key)), 'image')
    case 'code_block':
      return `<pre>${escaped(node.text)}</pre>`
    case 'md':
      return read(node.text)
    case 'hr':
      return '<hr>'
    default:
      return unknown(node)
  }
}
