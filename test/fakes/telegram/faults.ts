import type { Clock } from '../../../src/kit/clock.ts'
import type { Parameters } from './parameters.ts'
import { type Refusal, tooMany } from './refusal.ts'

/** What goes wrong with a call, on demand. */
export interface Fault {
  /** Only with this method; any by default. */
  readonly method?: string
  /** Only with calls like this. */
  readonly when?: (parameters: Parameters) => boolean
  /** How often; once by default. */
  readonly times?: number
  /**
   * `status`: answered with this HTTP status by something before the bot (a proxy's HTML page). `limit`: 429 with so many seconds.
   * `refuse`: an error of the API. `reset`: the connection is cut, before or after the call was carried out. `hang`: never answered.
   */
  readonly fault:
    | { readonly status: number; readonly after?: boolean }
    | { readonly limit: number }
    | { readonly refuse: Refusal }
    | { readonly reset: 'before' | 'after' }
    | { readonly hang: true }
}

/** What to do with a call instead of, or after, carrying it out. */
export type Verdict =
  | { readonly act: 'cut' | 'hang' }
  | { readonly act: 'proceed' | 'cut-after' }
  | { readonly act: 'page'; readonly status: number }
  | { readonly act: 'page-after'; readonly status: number }
  | { readonly act: 'refuse'; readonly refusal: Refusal }

export interface Faults {
  add(fault: Fault): void
  /** Forgets what did not happen yet. */
  clear(): void
  next(method: string, parameters: Parameters): Verdict
}

export function faultList(): Faults {
  const waiting: { fault: Fault; left: number }[] = []
  return {
    clear: () => void waiting.splice(0),
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1 }),
    next: (method, parameters) => {
      const isMeant = ({ method: only = method, when }: Fault) =>
        only.toLowerCase() === method.toLowerCase() && (when?.(parameters) ?? true)
      const found = waiting.find(({ fault, left }) => left > 0 && isMeant(fault))
      if (!found) return { act: 'proceed' }
      found.left -= 1
      return verdictOf(found.fault.fault)
    },
  }
}

function verdictOf(fault: Fault['fault']): Verdict {
  if ('status' in fault) return { act: fault.after ? 'page-after' : 'page', status: fault.status }
  if ('limit' in fault) return { act: 'refuse', refusal: tooMany(fault.limit) }
  if ('refuse' in fault) return { act: 'refuse', refusal: fault.refuse }
  if ('hang' in fault) return { act: 'hang' }
  return { act: fault.reset === 'before' ? 'cut' : 'cut-after' }
}

/** So many messages (edits too) a chat within so many seconds; more are refused until there is room (facts/chat.md 1.6: 20 a minute). */
export interface RateLimit {
  readonly messages: number
  readonly seconds: number
}

export function rateKeeper(clock: Clock, limit: RateLimit | undefined) {
  const sent = new Map<string, number[]>()
  return (method: string, chat: string | undefined): void => {
    if (!limit || chat === undefined || !/^(?:sendMessage|sendPhoto|editMessage)/i.test(method)) return
    const now = clock.now()
    const recent = (sent.get(chat) ?? []).filter((at) => at > now - limit.seconds * 1000)
    sent.set(chat, recent)
    const [first] = recent
    if (recent.length >= limit.messages && first !== undefined) throw tooMany(Math.ceil((first + limit.seconds * 1000 - now) / 1000))
    recent.push(now)
  }
}
