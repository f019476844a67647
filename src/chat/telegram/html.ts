import { codeLine } from '../code-line.ts'
import { linkUrl } from '../link-url.ts'
import { oneLine } from '../one-line.ts'

const withEntities = (words: string): string =>
  words.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? '')

/** Words from outside as data inside Telegram's HTML, on one line. */
export const escaped = (words: string): string => withEntities(oneLine(words))

export const bold = (html: string): string => (html === '' ? '' : `<b>${html}</b>`)
export const italic = (html: string): string => (html === '' ? '' : `<i>${html}</i>`)
export const code = (html: string): string => (html === '' ? '' : `<code>${html}</code>`)

/** Lines that a program printed, as a block of fixed width; nothing where there is nothing to see. */
export function printed(lines: readonly string[]): string {
  const words = lines.map((line) => withEntities(codeLine(line))).join('\n')
  return words.trim() === '' ? '' : `<pre>${words}</pre>`
}

/** A link, where the address is one of the web; the words alone otherwise. */
export function link(html: string, address: string | undefined): string {
  const url = address === undefined ? undefined : linkUrl(address)
  return url === undefined || html === '' ? html : `<a href="${url.replaceAll('&', '&amp;')}">${html}</a>`
}

/** Alerts a person, by the numeric id. */
export const mention = (html: string, user: string): string =>
  /^\d{1,16}$/.test(user) && html !== '' ? `<a href="tg://user?id=${user}">${html}</a>` : html

const characters: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

/** What is left of our own HTML when Telegram has parsed it. */
export const textOf = (html: string): string =>
  html.replace(/<[^>]*>/g, '').replace(/&(?:lt|gt|quot|amp);/g, (found) => characters[found] ?? found)
