import type { Locale } from '../../../src/kit/text.ts'
import { style } from './style.ts'
import { escaped, type Html } from './views/html.ts'

interface Parts {
  readonly title: string
  readonly locale: Locale
  /** Below the title. */
  readonly lead?: Html
  readonly body: Html
  /** Seconds after which it is loaded again. */
  readonly refresh?: number
}

/** Nothing runs in it, and nothing is loaded from elsewhere, whatever a message says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'"

export const page = ({ title, locale, lead = '', body, refresh }: Parts): Html =>
  [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta http-equiv="content-security-policy" content="${policy}">`,
    refresh === undefined ? '' : `<meta http-equiv="refresh" content="${refresh}">`,
    `<title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>`,
    `<body><header><h1>${escaped(title)}</h1><p>${lead}</p></header><main>${body}</main></body></html>`,
  ].join('\n')
