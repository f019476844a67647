import type { ChannelContext } from '../channel.ts'
import { notUnderstood, type Refusal, readAnswer } from './answers.ts'

export interface TokenSource {
  /** A token that holds for a while yet, or why there is none. Throws `NetworkFault` where there is no answer. */
  token(limits: { readonly timeout: number; readonly signal?: AbortSignal }): Promise<string | Refusal>
  /** This one is of no use: the next call fetches another, whatever this one promised. */
  forget(token: string): void
}

interface Credentials {
  readonly appId: string
  readonly appSecret: string
  readonly api: string
}

/** Tokens live for two hours and the next is given out in the last half hour (facts/chat.md 2.2); milliseconds. */
const margin = 300_000

/** Fetches an app's tenant token when it is first needed, and again before it runs out. Tokens are masked. */
export function tokenSource(app: Credentials, { clock, http, log }: Pick<ChannelContext, 'clock' | 'http' | 'log'>): TokenSource {
  let kept: { readonly value: string; readonly until: number } | undefined
  const fetchToken: TokenSource['token'] = async (limits) => {
    const response = await http.send({
      url: `${app.api}/open-apis/auth/v3/tenant_access_token/internal`,
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ app_id: app.appId, app_secret: app.appSecret }),
      ...limits,
    })
    const reading = readAnswer(response, clock.now())
    if ('trouble' in reading) return reading
    const { tenant_access_token: value, expire } = reading.body
    if (typeof value !== 'string') return notUnderstood(response, clock.now())
    log.mask(value)
    kept = { value, until: clock.now() + Number(expire) * 1000 - margin }
    return value
  }
  let underWay: Promise<string | Refusal> | undefined
  return {
    token: (limits) => {
      if (kept && clock.now() < kept.until) return Promise.resolve(kept.value)
      underWay ??= fetchToken(limits).finally(() => {
        underWay = undefined
      })
      return underWay
    },
    forget: (token) => {
      if (kept?.value === token) kept = undefined
    },
  }
}
