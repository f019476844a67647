/** A piece of a page: what is put into it was made safe before. */
export type Html = string

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Anything as words of a page. */
export const escaped = (value: unknown): Html =>
  String(value ?? '')
    .toWellFormed()
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** Words in which line breaks are breaks. */
export const lines = (value: unknown): Html => escaped(value).replaceAll('\n', '<br>')

/** The same with its addresses as links, as most clients show text. */
export const linkedLines = (value: unknown): Html =>
  String(value ?? '')
    .split(/(https?:\/\/[^\s<>"'（）【】，。]+)/)
    .map((part, index) => (index % 2 ? linkTo(part, escaped(part)) : lines(part)))
    .join('')

/** A link that opens beside the page; the words alone for what is no address of the web. */
export function linkTo(address: unknown, html: Html, look = ''): Html {
  const url = URL.parse(String(address ?? ''))
  if (!url || !['http:', 'https:'].includes(url.protocol)) return `<span class="no-link">${html}</span>`
  return `<a href="${escaped(url.href)}" target="_blank" rel="noopener noreferrer"${look ? ` class="${look}"` : ''}>${html}</a>`
}

export const element = (name: string, look: string, ...inside: readonly Html[]): Html =>
  `<${name} class="${look}">${inside.join('')}</${name}>`

export const picture = (data: string | undefined, alt: unknown): Html =>
  data ? `<img class="picture" src="${escaped(data)}" alt="${escaped(alt)}">` : element('div', 'picture missing', '🖼 ', escaped(alt))

/** What a platform does not know is no part of the message, and must not look like one. */
export const unknown = (what: unknown): Html =>
  element('div', 'unknown', '⚠ ', escaped(typeof what === 'string' ? what : JSON.stringify(what)))
