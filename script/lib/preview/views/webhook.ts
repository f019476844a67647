import { element, escaped, type Html, linkTo } from './html.ts'
import type { Shown } from './shown.ts'

/** What a program receives. Long runs of Base64 are cut: nobody reads them. */
export function webhookView({ body }: Shown): Html {
  const shorten = (_: string, value: unknown) =>
    typeof value === 'string' && /^[\w+/]{400,}=*$/.test(value) ? `${value.slice(0, 60)}…` : value
  const words = JSON.stringify(body, shorten, 2) ?? ''
  const parts = words.split(/("https?:\/\/[^"\\]*")/)
  const html = parts.map((part, index) => (index % 2 ? linkTo(part.slice(1, -1), escaped(part)) : escaped(part)))
  return element('div', 'webhook', `<pre>${html.join('')}</pre>`)
}
