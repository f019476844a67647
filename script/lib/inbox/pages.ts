import type { ServerResponse } from 'node:http'
import { type Locale, text } from '../../../src/kit/text.ts'
import { page } from '../preview/page.ts'
import { element, escaped, type Html } from '../preview/views/html.ts'
import { platformNames } from '../preview/views/shown.ts'
import { viewOf } from '../preview/views/view.ts'
import type { Box } from './box.ts'
import type { Note } from './note.ts'

/** Seconds after which the list looks for something new. */
const refresh = 5

/** The list at `/`, the body of a message at `/bodies/<number>`. */
export function answerPage(box: Box, path: string, locale: Locale, response: ServerResponse): void {
  const [, number] = /^\/bodies\/(\d+)$/.exec(path) ?? []
  const note = number === undefined ? undefined : box.notes[Number(number) - 1]
  if (note) send(response, 200, bodyPage(note, locale))
  else if (path === '/') send(response, 200, listPage(box.notes, locale))
  else send(response, 404, page({ title: '404', locale, body: '' }))
}

function send(response: ServerResponse, status: number, html: Html): void {
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .end(html)
}

const titles = text('Inbox', '收件箱')

function listPage(notes: readonly Note[], locale: Locale): Html {
  const bodyOf = ({ number }: Note) => ` · <a href="/bodies/${number}">${sent[locale]}</a>`
  return boardPage(notes, locale, (note) => noteView(note, locale, bodyOf(note)), refresh)
}

/** All messages on one page that needs nothing else: to be kept as a file. */
export const filedPage = (notes: readonly Note[], locale: Locale): Html =>
  boardPage(notes, locale, (note) => {
    const body = `<details><summary>${sent[locale]}</summary><pre class="raw">${escaped(note.raw)}</pre></details>`
    return noteView(note, locale, '', body)
  })

const sent = text('what was sent', '查看原文')

function boardPage(notes: readonly Note[], locale: Locale, view: (note: Note) => Html, refresh?: number): Html {
  const lead = escaped(text(`${notes.length} messages`, `${notes.length} 条消息`)[locale])
  const body = element('div', 'board', ...notes.toReversed().map(view))
  return page({ title: titles[locale], locale, lead, body, ...(refresh === undefined ? {} : { refresh }) })
}

/** One message, as its platform shows it, with what was sent in its head or below. */
function noteView(note: Note, locale: Locale, inHead: Html, below: Html = ''): Html {
  const { platform, at, edits } = note
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone: 'UTC' }).format(at)
  const edited = edits > 0 ? text(` · edited ${edits} times`, ` · 已编辑 ${edits} 次`)[locale] : ''
  const head = element('div', 'caption', element('b', '', platformNames[platform]), ` · ${time} UTC${edited}`, inHead)
  return element('section', 'note', head, viewOf(note), below)
}

const bodyPage = ({ platform, number, raw }: Note, locale: Locale): Html =>
  page({ title: `${platformNames[platform]} #${number}`, locale, body: `<pre class="raw">${escaped(raw)}</pre>` })
