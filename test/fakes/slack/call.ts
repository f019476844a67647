import type { Pace } from './limits.ts'
import { Refused } from './refused.ts'
import { channelOf, type SlackChannel, type SlackMessage, type SlackToken, type Workspace } from './workspace.ts'

/** One call of a method, its token known to be good. */
export interface Call {
  readonly workspace: Workspace
  readonly token: SlackToken
  /** Values that are no text are their JSON. */
  readonly params: Readonly<Record<string, string>>
  /** How many people a list of reactions names where the whole of it is not asked for. */
  readonly shownReactors: number
  /** Whether the first message of a thread is on the pages that follow the first one. */
  readonly parentOn: 'first-page' | 'every-page' | 'no-page'
}

export interface Method {
  readonly pace: Pace
  /** Any of these will do; none: every token may. */
  readonly scopes: readonly string[]
  run(call: Call): Record<string, unknown>
}

export const historyScopes = ['channels:history', 'groups:history', 'mpim:history', 'im:history']
export const readScopes = ['channels:read', 'groups:read', 'mpim:read', 'im:read']

export const isTrue = (value: string | undefined): boolean => value === 'true' || value === '1'

/** The channel that is meant, as far as the bot may see it: a private one is there for its members alone. */
export function visibleChannel({ workspace, token, params }: Call, byName = false): SlackChannel {
  const channel = byName ? channelOf(workspace, params.channel ?? '') : workspace.channels.get(params.channel ?? '')
  if (!channel || (channel.isPrivate && !channel.members.has(token.botUser))) throw new Refused('channel_not_found')
  return channel
}

export function mustBeIn(call: Call, channel: SlackChannel): void {
  if (!channel.members.has(call.token.botUser)) throw new Refused('not_in_channel')
}

/** Scopes are given for public and private channels apart: the kind of the channel decides which is needed. */
export function mustHaveFor(call: Call, channel: SlackChannel, what: 'history' | 'read'): void {
  const needed = `${channel.isPrivate ? 'groups' : 'channels'}:${what}`
  if (!call.token.scopes.has(needed)) throw missingScope(call.token, needed)
}

export const missingScope = (token: SlackToken, needed: string): Refused =>
  new Refused('missing_scope', { needed, provided: [...token.scopes].join(',') })

/** One page of a list, and the cursor to the next. */
export function paged<T>(items: readonly T[], { cursor, limit }: Call['params'], usual: number, most: number): Page<T> {
  const size = limit === undefined ? usual : Number(limit)
  if (!Number.isInteger(size) || size < 1 || size > most) throw new Refused('invalid_limit')
  const start = cursor ? Number(/^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1]) : 0
  if (!Number.isInteger(start) || start > items.length) throw new Refused('invalid_cursor')
  const end = start + size
  const next = end < items.length ? Buffer.from(`next:${end}`).toString('base64') : ''
  return { items: items.slice(start, end), hasMore: next !== '', response_metadata: { next_cursor: next } }
}

interface Page<T> {
  readonly items: readonly T[]
  readonly hasMore: boolean
  readonly response_metadata: { readonly next_cursor: string }
}

/** Messages within `oldest` and `latest`, whose own messages belong to it when it is `inclusive`. */
export function within(messages: readonly SlackMessage[], { oldest, latest, inclusive }: Call['params']): SlackMessage[] {
  if (oldest !== undefined && Number.isNaN(Number(oldest))) throw new Refused('invalid_ts_oldest')
  if (latest !== undefined && Number.isNaN(Number(latest))) throw new Refused('invalid_ts_latest')
  const first = micros(oldest ?? '0')
  const last = latest === undefined ? Number.POSITIVE_INFINITY : micros(latest)
  const isInside = (at: number) => (at > first && at < last) || (isTrue(inclusive) && (at === first || at === last))
  return messages.filter(({ ts }) => isInside(micros(ts)))
}

/** Microseconds, which a number still holds exactly. */
const micros = (ts: string): number => Math.round(Number(ts) * 1_000_000)
