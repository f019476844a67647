/** Markup that is safe to send: made by {@link html} alone. */
export interface Html {
  readonly markup: string
}

type Content = Html | string | number | false | undefined | readonly Content[]

/** Markup from a template. Whatever is filled in is data and escaped, for element content and quoted attributes alike; only markup stays. */
export const html = (literals: TemplateStringsArray, ...values: readonly Content[]): Html => ({
  markup: literals.map((literal, index) => literal + (index < values.length ? markupOf(values[index]) : '')).join(''),
})

export const nothing: Html = { markup: '' }

function markupOf(content: Content): string {
  if (content === undefined || content === false) return ''
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content))
  return 'markup' in content ? content.markup : content.map(markupOf).join('')
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Control characters, and those that turn the direction of what follows: they would hide or reorder words. Tab and line feed stay. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

const escaped = (words: string): string =>
  words
    .replaceAll('\r\n', '\n')
    .toWellFormed()
    .replace(controls, '\u00b7')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** Words with a link on them, where the address is one of the web; any other kind of address (`javascript:`) is left out. */
export const linked = (words: string, url: string | undefined): Html => {
  if (!url || !isWebAddress(url)) return html`<bdi>${words}</bdi>`
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer"><bdi>${words}</bdi></a>`
}

const isWebAddress = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
