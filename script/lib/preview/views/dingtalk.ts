import { element, escaped, type Html, linkedLines, linkTo, unknown } from './html.ts'
import { type Json, listIn, objectIn, wordsIn } from './json.ts'
import { markdownReader } from './markdown.ts'
import type { Shown } from './shown.ts'

/** Headings, quotes, bold and italic, links, pictures, lists: what its documentation lists, and no HTML. */
const read = markdownReader({ without: ['table', 'strikethrough', 'html_block', 'html_inline'] })

/** A message of a group's robot. */
export function dingtalkView({ body }: Shown): Html {
  const given = objectIn(body)
  const type = wordsIn(given.msgtype)
  const content = objectIn(given[type])
  const at = objectIn(given.at)
  return element('div', 'dingtalk', viewOf(type, content, named(at)), alerted(at))
}

function viewOf(type: string, content: Json, mention: (html: Html) => Html): Html {
  switch (type) {
    case 'text':
      return element('div', 'bubble', mention(linkedLines(content.content)))
    case 'markdown':
      return element('div', 'bubble', mention(read(content.text)))
    case 'link':
      return element(
        'div',
        'bubble link',
        linkTo(content.messageUrl, escaped(content.title), 'link-title'),
        element('div', 'quiet', linkedLines(content.text)),
      )
    case 'actionCard':
      return element('div', 'bubble', read(content.text), buttons(content))
    case 'feedCard':
      return element(
        'div',
        'bubble feed',
        ...listIn(content.links).map(({ title, messageURL }) => linkTo(messageURL, escaped(title), 'item')),
      )
    default:
      return unknown({ [type]: content })
  }
}

function buttons({ btns, btnOrientation, singleTitle, singleURL }: Json): Html {
  const all = singleTitle === undefined ? listIn(btns) : [{ title: singleTitle, actionURL: singleURL }]
  const isRow = btnOrientation === '1'
  return element(
    'div',
    isRow ? 'buttons row' : 'buttons',
    ...all.map(({ title, actionURL }) => linkTo(actionURL, escaped(title), 'button')),
  )
}

const idsOf = (at: Json): string[] => [at.atUserIds, at.atMobiles].flatMap((ids) => (Array.isArray(ids) ? ids.map(wordsIn) : []))

/** Only who is named in the words as well is alerted. */
function named(at: Json): (html: Html) => Html {
  return (html) =>
    idsOf(at).reduce((marked, id) => marked.replaceAll(`@${escaped(id)}`, element('span', 'mention', '@', escaped(id))), html)
}

const alerted = (at: Json): Html => (at.isAtAll === true ? element('div', 'alarm', '@所有人') : '')
