/** The address of a webhook, at another base where `api` names one. */
export function webhookAddress(webhook: string, api?: string): URL {
  const url = new URL(webhook)
  if (api === undefined) return url
  const base = new URL(api)
  return new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}${url.pathname}${url.search}`)
}
