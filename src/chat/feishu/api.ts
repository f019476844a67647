import { InputError, RemoteError } from '../../kit/errors.ts'
import { type HttpRequest, NetworkFault } from '../../kit/http.ts'
import type { Text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'
import { isHinted, nextTry } from '../delivery/next-try.ts'
import type { Trouble } from '../delivery/reading.ts'
import { withoutSecrets } from '../delivery/secrets.ts'
import { type FeishuReading, isTokenFault, type Refusal, readAnswer } from './answers.ts'
import { type TokenSource, tokenSource } from './token.ts'

export interface FeishuCall {
  readonly method: NonNullable<HttpRequest['method']>
  /** Behind `/open-apis/`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

export type Json = Readonly<Record<string, unknown>>
export type FeishuAnswer = { readonly code: 0; readonly data: Json } | Refusal

/** The calls of one app. Each is tried again while that may help within seconds. */
export interface FeishuApi {
  /** What was answered; a refusal is an answer. Throws where there was none, and when the service still has no room in the end. */
  ask(call: FeishuCall): Promise<FeishuAnswer>
  /** Its data. Throws what was refused. */
  get(call: FeishuCall): Promise<Json>
}

export interface FeishuApp {
  /** Of the channel: where mistakes are to be mended. */
  readonly name: string
  readonly appId: string
  readonly appSecret: string
  /** Base address: of Feishu, of Lark, or of a test. */
  readonly api: string
}

type World = Pick<ChannelContext, 'clock' | 'log' | 'random' | 'signal' | 'http'>

/** Milliseconds for one call, its waits included: usually, and when the run is being cancelled. */
const usualLimit = 30_000
const lastLimit = 4000
const longestTry = 10_000

/** Opens the API for an app. Nothing is sent before the first call. */
export function openApi(app: FeishuApp, world: World): FeishuApi {
  world.log.mask(app.appSecret)
  const tokens = tokenSource(app, world)
  const once = async (call: FeishuCall, limits: Limits): Promise<Once> => {
    const token = await tokens.token(limits)
    if (typeof token !== 'string') return { reading: scrubbed(token, [app.appSecret]), token: '' }
    const response = await world.http.send({ ...requestOf(app, call, token), ...limits })
    return { reading: scrubbed(readAnswer(response, world.clock.now()), [app.appSecret, token]), token }
  }
  const ask = async (call: FeishuCall): Promise<FeishuAnswer> => {
    const reading = await persist((limits) => once(call, limits), tokens, world)
    if ('trouble' in reading) return reading
    const { data } = reading.body
    return { code: 0, data: typeof data === 'object' && data !== null ? (data as Json) : {} } // an object, and looked at key by key
  }
  return {
    ask,
    get: async (call) => {
      const answer = await ask(call)
      if (answer.code !== 0) throw faultOf(answer as Refusal, app.name) // all but 0 are refusals
      return (answer as { data: Json }).data
    },
  }
}

function requestOf({ api }: FeishuApp, { method, path, query, body }: FeishuCall, token: string): HttpRequest {
  const search = query ? `?${new URLSearchParams(query)}` : ''
  return {
    url: `${api}/open-apis/${path}${search}`,
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }
}

interface Limits {
  readonly timeout: number
  readonly signal?: AbortSignal
}

/** What one try came to, and the token that it was made with. */
interface Once {
  readonly reading: FeishuReading
  readonly token: string
}

/**
 * Tries until there is an answer that trying again would not change, or the time for one call is over. Every call may be repeated: what
 * is sent has a `uuid`, the rest is the same twice. A token that has run out is renewed once.
 */
async function persist(
  once: (limits: Limits) => Promise<Once>,
  tokens: TokenSource,
  { clock, random, signal }: World,
): Promise<FeishuReading> {
  const live = signal.aborted ? undefined : signal
  const end = clock.now() + (live ? usualLimit : lastLimit)
  let isRenewed = false
  for (let failures = 1; ; ) {
    const timeout = Math.max(1, Math.min(longestTry, end - clock.now()))
    const { reading, token } = await tryOnce(once, { timeout, ...(live ? { signal: live } : {}) })
    if (!('trouble' in reading)) return reading
    if (isTokenFault(reading.code) && !isRenewed) {
      isRenewed = true
      tokens.forget(token)
      continue
    }
    const wait = nextTry(reading.trouble, { failures, deduplicates: true, random: random() })
    if (wait === undefined || clock.now() + wait >= end) return outcomeOf(reading)
    if (!isHinted(reading.trouble)) failures++
    await clock.sleep(wait, live)
  }
}

type Tried = FeishuReading | (Refusal & { readonly fault: NetworkFault })

async function tryOnce(
  once: (limits: Limits) => Promise<Once>,
  limits: Limits,
): Promise<{ readonly reading: Tried; readonly token: string }> {
  try {
    return await once(limits)
  } catch (fault) {
    if (!(fault instanceof NetworkFault)) throw fault
    return { reading: { code: 0, fault, trouble: { class: 'unclear', reason: fault.problem, remedy: fault.problem } }, token: '' }
  }
}

/** In the end: what was refused is an answer; no answer, and no room, are faults that may pass. */
function outcomeOf(tried: Extract<Tried, { trouble: Trouble }>): Refusal {
  if ('fault' in tried) throw tried.fault
  const { class: kind } = tried.trouble
  if (kind === 'retry' || kind === 'limited' || kind === 'unclear') throw faultOf(tried, '')
  return tried
}

/** A refusal without secrets that the service may have repeated in its words. */
function scrubbed<R extends FeishuReading>(reading: R, secrets: readonly string[]): R | Refusal {
  if (!('trouble' in reading)) return reading
  const safe = ({ en, 'zh-CN': zh }: Text): Text => ({ en: withoutSecrets(en, secrets), 'zh-CN': withoutSecrets(zh, secrets) })
  const { code, trouble } = reading
  return { code, trouble: { ...trouble, reason: safe(trouble.reason), remedy: safe(trouble.remedy) } }
}

/** Classes that the user can mend. */
const mendable: readonly Trouble['class'][] = ['credentials', 'configuration', 'forbidden', 'quota']

/** A refusal as an error: of the configuration where the user can mend it. */
export function faultOf({ trouble }: Refusal, channel: string): InputError | RemoteError {
  const { class: kind, reason: problem, remedy } = trouble
  if (mendable.includes(kind)) return new InputError({ code: 'channel-unusable', problem, where: `channels.${channel}`, remedy })
  const retryable = kind === 'retry' || kind === 'limited' || kind === 'unclear'
  return new RemoteError({ code: 'channel-failed', party: 'Feishu', problem, remedy, retryable })
}
