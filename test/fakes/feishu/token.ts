import { type FeishuAnswer, refusal } from './answers.ts'
import { isObject, parsed } from './call.ts'
import { type FeishuApp, type FeishuState, newId } from './state.ts'

const life = 7_200_000
/** With less than this left a new token is made, and the old one goes on until its own end. */
const renewal = 1_800_000

/** `POST /open-apis/auth/v3/tenant_access_token/internal`: HTTP 200 whatever happens, its code says how it went. */
export function answerToken(state: FeishuState, body: string, now: number): FeishuAnswer {
  const asked = parsed(body)
  if (!isObject(asked) || typeof asked.app_id !== 'string' || typeof asked.app_secret !== 'string') return refused(10003, 'invalid param')
  const app = state.apps.get(asked.app_id)
  if (!app) return refused(10003, 'invalid param')
  if (app.secret !== asked.app_secret) return refused(10014, 'app secret invalid')
  const { value, expiresAt } = currentToken(app, now)
  return { status: 200, body: { code: 0, msg: 'ok', tenant_access_token: value, expire: Math.floor((expiresAt - now) / 1000) } }
}

const refused = (code: number, msg: string): FeishuAnswer => ({ status: 200, body: { code, msg } })

function currentToken(app: FeishuApp, now: number): FeishuApp['tokens'][number] {
  const good = app.tokens.findLast(({ expiresAt }) => expiresAt - now >= renewal)
  if (good) return good
  const made = { value: newId('t-', 20), expiresAt: now + life }
  app.tokens.push(made)
  return made
}

/** The app that a request comes from, by its token. */
export function authorize(state: FeishuState, authorization: string | undefined, now: number): FeishuApp | FeishuAnswer {
  const [, token] = /^Bearer (.+)$/.exec(authorization ?? '') ?? []
  if (token === undefined) return refusal(99991661)
  if (!/^[tu]-/.test(token)) return refusal(99991671)
  const app = [...state.apps.values()].find(({ tokens }) => tokens.some(({ value, expiresAt }) => value === token && expiresAt > now))
  return app ?? refusal(99991663)
}
