import { type HttpResponse, jsonOf } from '../../kit/http.ts'
import type { ChannelContext } from '../channel.ts'
import { type FormFile, formBody } from '../form-body.ts'

/** What the Bot API answered: a result, or a code with words for why not (facts/chat.md 1.1). */
export type Answer<T> = { readonly ok: true; readonly result: T } | Refused

export interface Refused {
  readonly ok: false
  /** The HTTP status; the error code of the API is the same. */
  readonly code: number
  /** Empty where the answer is not one of the Bot API: a page of a proxy. Never holds the token. */
  readonly description: string
  /** Milliseconds that Telegram asks to wait. */
  readonly wait?: number
  /** Where a group has gone that became a supergroup. */
  readonly migrateTo?: string
}

export interface ExchangeOptions {
  /** Milliseconds. */
  readonly timeout: number
  readonly signal?: AbortSignal
  /** Sent along with the parameters. */
  readonly file?: FormFile
  /**
   * Over a connection of its own: one that was kept, and that the server has just given up, would leave it open whether the call was carried
   * out.
   */
  readonly isFresh?: boolean
}

/** One bot on one Bot API server. */
export interface BotApi {
  /** The server's host, for people. */
  readonly party: string
  /** One request and its answer. Throws a NetworkFault where there was none. */
  exchange<T>(method: string, parameters: object, options: ExchangeOptions): Promise<Answer<T>>
  /** Milliseconds by which Telegram's clock is ahead of ours, as the last answer told; 0 where it told nothing, or less than what matters. */
  readonly ahead: number
}

interface ApiSettings {
  readonly token: string
  /** Base address, with or without a path: a server or reverse proxy of one's own. */
  readonly api?: string
}

export const cloudApi = 'https://api.telegram.org'

/** Dates of answers have no fractions of a second, and they travel: less than this is no difference, in milliseconds. */
const noticeable = 5000

export function botApi({ token, api = cloudApi }: ApiSettings, { clock, http }: Pick<ChannelContext, 'clock' | 'http'>): BotApi {
  const base = `${api.replace(/\/+$/, '')}/bot${token}/`
  let ahead = 0
  return {
    party: new URL(api).host,
    get ahead() {
      return ahead
    },
    exchange: async (method, parameters, { timeout, signal, file, isFresh = false }) => {
      const { type, body } = written(parameters, file)
      const response = await http.send({
        url: `${base}${method}`,
        method: 'POST',
        headers: { 'content-type': type, ...(isFresh ? { connection: 'close' } : {}) },
        body,
        timeout,
        ...(signal ? { signal } : {}),
      })
      ahead = aheadBy(response, clock.now())
      return answerFrom(response, token)
    },
  }
}

function written(parameters: object, file: FormFile | undefined): { readonly type: string; readonly body: string | Buffer } {
  if (!file) return { type: 'application/json', body: JSON.stringify(parameters) }
  const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  return formBody(Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, asText(value)])), file)
}

function aheadBy({ headers }: HttpResponse, now: number): number {
  const difference = Date.parse(headers.date ?? '') - now
  return Math.abs(difference) >= noticeable ? difference : 0
}

interface Wire {
  readonly ok?: unknown
  readonly result?: unknown
  readonly description?: unknown
  readonly parameters?: { readonly retry_after?: unknown; readonly migrate_to_chat_id?: unknown }
}

function answerFrom<T>(response: HttpResponse, token: string): Answer<T> {
  const parsed = jsonOf(response)
  const wire: Wire = typeof parsed === 'object' && parsed !== null ? parsed : {}
  if (wire.ok === true) return { ok: true, result: wire.result as T } // the documented shape of the method's result
  const { retry_after: seconds, migrate_to_chat_id: next } = wire.parameters ?? {}
  const hint = typeof seconds === 'number' ? seconds : Number(response.headers['retry-after'] ?? Number.NaN)
  return {
    ok: false,
    code: response.status,
    description: typeof wire.description === 'string' ? wire.description.replaceAll(token, '***') : '',
    ...(hint >= 0 ? { wait: hint * 1000 } : {}),
    ...(typeof next === 'number' ? { migrateTo: String(next) } : {}),
  }
}
