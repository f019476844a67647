import { tokenShape } from './personal-links.ts'

/** What a request is for. */
export type Route =
  /** The bare address, without a link. */
  | { readonly to: 'door' }
  /** A link's page, or the stream of its changes. */
  | { readonly to: 'page' | 'events'; readonly token: string }
  | { readonly to: 'nowhere' }
  | { readonly to: 'not-allowed'; readonly allow: string }

/**
 * Where a request leads. Only the end of the path counts, so that it does not matter whether a reverse proxy leaves its prefix on: a link's
 * secret part says it all.
 */
export function routeOf(method: string, target: string, prefix: string): Route {
  const parts = (target.split(/[?#]/)[0] ?? '').split('/').filter((part) => part !== '')
  const isEvents = parts.at(-1) === 'events'
  const token = parts.at(isEvents ? -2 : -1) ?? ''
  const isReading = method === 'GET' || method === 'HEAD'
  if (!tokenShape.test(token)) return doorOr(parts, prefix, isReading)
  if (isEvents) return method === 'GET' ? { to: 'events', token } : { to: 'not-allowed', allow: 'GET' }
  return isReading || method === 'POST' ? { to: 'page', token } : { to: 'not-allowed', allow: 'GET, HEAD, POST' }
}

function doorOr(parts: readonly string[], prefix: string, isReading: boolean): Route {
  const isDoor = parts.length === 0 || `/${parts.join('/')}` === prefix
  if (!isDoor) return { to: 'nowhere' }
  return isReading ? { to: 'door' } : { to: 'not-allowed', allow: 'GET, HEAD' }
}
