import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request comes from a page of our own, as far as the browser tells. Browsers send `Sec-Fetch-Site` to trustworthy addresses only,
 * and `Origin: null` with a form because of our `no-referrer`: what neither tells is left to the form's token, as is what is no browser.
 */
export function isFromOwnPage({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders, publicOrigin: string): boolean {
  if (site !== undefined && site !== 'same-origin') return false
  if (origin === undefined || origin === 'null') return true
  return origin === publicOrigin || (URL.canParse(origin) && new URL(origin).host === host)
}
