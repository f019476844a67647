import type { HttpRequest } from '../../kit/http.ts'
import type { Text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'
import { withoutSecrets } from '../delivery/secrets.ts'
import type { TryLimits } from '../delivery/sender.ts'
import { type FeishuReading, isTokenFault, type Refusal, readAnswer } from './answers.ts'
import { type TokenSource, tokenSource } from './token.ts'

export interface FeishuCall {
  readonly method: NonNullable<HttpRequest['method']>
  /** Behind `/open-apis/`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
  /** In place of JSON: a form with a file in it. */
  readonly form?: { readonly type: string; readonly body: Buffer }
}

export type Json = Readonly<Record<string, unknown>>

export interface FeishuApp {
  /** Of the channel: where mistakes are to be mended. */
  readonly name: string
  readonly appId: string
  readonly appSecret: string
  /** Base address: of Feishu, of Lark, or of a test. */
  readonly api: string
}

/** The calls of one app, each tried once. */
export interface FeishuCalls {
  /**
   * What was answered. Throws `NetworkFault` where there was no whole answer. A token that has run out is renewed, and the call made anew:
   * nothing was done with the old one.
   */
  once(call: FeishuCall, limits: TryLimits): Promise<FeishuReading>
}

export type CallWorld = Pick<ChannelContext, 'clock' | 'log' | 'http'>

/** Opens the calls of an app. Nothing is sent before the first one. */
export function callsOf(app: FeishuApp, world: CallWorld): FeishuCalls {
  world.log.mask(app.appSecret)
  const tokens = tokenSource(app, world)
  return {
    once: async (call, limits) => {
      const first = await tryWith(tokens, call, { app, world, limits })
      if (!isTokenFault(first.reading.code) || first.token === '') return first.reading
      tokens.forget(first.token)
      return (await tryWith(tokens, call, { app, world, limits })).reading
    },
  }
}

interface Means {
  readonly app: FeishuApp
  readonly world: CallWorld
  readonly limits: TryLimits
}

/** An answer, and the token that it was asked for with; empty where there was none to be had. */
interface Tried {
  readonly reading: FeishuReading
  readonly token: string
}

async function tryWith(tokens: TokenSource, call: FeishuCall, { app, world, limits }: Means): Promise<Tried> {
  const token = await tokens.token(limits)
  if (typeof token !== 'string') return { reading: scrubbed(token, [app.appSecret]), token: '' }
  const response = await world.http.send({ ...requestOf(app, call, token), ...limits })
  return { reading: scrubbed(readAnswer(response, world.clock.now()), [app.appSecret, token]), token }
}

function requestOf({ api }: FeishuApp, { method, path, query, body, form }: FeishuCall, token: string): HttpRequest {
  const search = query ? `?${new URLSearchParams(query)}` : ''
  return {
    url: `${api}/open-apis/${path}${search}`,
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': form?.type ?? 'application/json; charset=utf-8' },
    ...(form ? { body: form.body } : body ? { body: JSON.stringify(body) } : {}),
  }
}

/** The data of a success, to be looked at key by key. */
export function dataOf({ body: { data } }: Extract<FeishuReading, { body: unknown }>): Json {
  return typeof data === 'object' && data !== null ? (data as Json) : {} // an object
}

/** A refusal without secrets that the service may have repeated in its words. */
function scrubbed<R extends FeishuReading>(reading: R, secrets: readonly string[]): R | Refusal {
  if (!('trouble' in reading)) return reading
  const safe = ({ en, 'zh-CN': zh }: Text): Text => ({ en: withoutSecrets(en, secrets), 'zh-CN': withoutSecrets(zh, secrets) })
  const { code, trouble } = reading
  return { code, trouble: { ...trouble, reason: safe(trouble.reason), remedy: safe(trouble.remedy) } }
}
