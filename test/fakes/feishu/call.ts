import type { FeishuAnswer, FeishuRequest } from './answers.ts'
import type { Limit, Limiter } from './limits.ts'
import type { FeishuApp, FeishuState } from './state.ts'

/** A call that got past the gateway: its app is known and may make it. */
export interface Call {
  readonly state: FeishuState
  readonly app: FeishuApp
  readonly limits: Limiter
  /** Milliseconds since 1970, of the fake's own clock. */
  readonly now: number
  /** The variable parts of the path. */
  readonly parts: readonly string[]
  readonly query: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
  /** As it came, for what is no JSON. */
  readonly request: FeishuRequest
}

export interface Api {
  readonly method: string
  readonly path: RegExp
  /** The app needs one of each of these lists. */
  readonly scopes: readonly (readonly string[])[]
  /** How often it may be called by an app; default: as most may. */
  readonly limits?: readonly Limit[]
  readonly answer: (call: Call) => FeishuAnswer | Promise<FeishuAnswer>
}

/** Part of a list after the item whose key is `token`: pages do not shift when something is added or taken away in between. */
export function page<T>(items: readonly T[], keyOf: (item: T) => number, size: number, token: string | undefined) {
  const after = token === undefined ? -1 : positionOf(token)
  if (Number.isNaN(after)) return undefined
  const rest = items.filter((item) => keyOf(item) > after)
  const part = rest.slice(0, size)
  const last = part.at(-1)
  const hasMore = rest.length > part.length
  return { part, more: hasMore && last !== undefined ? { has_more: true, page_token: tokenOf(keyOf(last)) } : { has_more: false } }
}

const tokenOf = (position: number): string => Buffer.from(`after:${position}`).toString('base64url')

function positionOf(token: string): number {
  const [, position] = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  return position === undefined ? Number.NaN : Number(position)
}

/** A page size as given, its default, or undefined where it is out of range. */
export function sizeOf(given: string | undefined, largest: number): number | undefined {
  if (given === undefined) return 20
  const size = Number(given)
  return Number.isInteger(size) && size >= 1 && size <= largest ? size : undefined
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value that a JSON text stands for; undefined for anything else. */
export function parsed(words: string): unknown {
  try {
    return JSON.parse(words)
  } catch {
    return undefined
  }
}
