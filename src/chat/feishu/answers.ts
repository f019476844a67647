import { type HttpResponse, jsonOf } from '../../kit/http.ts'
import { type Text, text } from '../../kit/text.ts'
import { type Meaning, type Trouble, troubleOf, unknownAnswer, unknownCode } from '../delivery/reading.ts'
import { statusTrouble, waitHint } from '../delivery/status.ts'
import { botCodes, busy, feishuCodes, outdatedToken, tooOften } from './codes.ts'

/** Two services with one API; which of them it is shows in the address. */
export const feishu: Text = text('Feishu', '飞书')

/** Codes that a new token may mend. */
export const isTokenFault = (code: number): boolean => feishuCodes[code] === outdatedToken

/** Codes that say: this message is there no more, or can be changed no more. */
export const isGone = (code: number): boolean => feishuCodes[code]?.class === 'gone'

/**
 * Codes of an edit after which the message has to be posted anew: it is there no more, it is not ours, or it is not of a kind that can be
 * edited. So for codes that nobody knows: administrators limit edits in ways of their own.
 */
export function isPast(code: number): boolean {
  const kind = feishuCodes[code]?.class
  if (code < 1000) return false // none of Feishu's own: there was no answer, or a status of HTTP
  return kind === undefined || kind === 'gone' || kind === 'malformed' || code === notOurs
}

/** In an answer to an edit: another app wrote the message. In others it means something else. */
const notOurs = 230071

export interface Refusal {
  readonly code: number
  readonly trouble: Trouble
}

/** What an API or a bot answered: the body decides, whatever the HTTP status. */
export type FeishuReading = { readonly code: 0; readonly body: Readonly<Record<string, unknown>> } | Refusal

const bodyOf = (response: HttpResponse): Readonly<Record<string, unknown>> => {
  const body = jsonOf(response)
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {} // checked just now
}

/** The answer of an API of apps. `now` in milliseconds since 1970. */
export const readAnswer = (response: HttpResponse, now: number): FeishuReading => readCoded(response, now, feishuCodes)

/** The answer of a custom bot. */
export const readBotAnswer = (response: HttpResponse, now: number): FeishuReading => readCoded(response, now, botCodes)

function readCoded(response: HttpResponse, now: number, codes: Readonly<Record<number, Meaning>>): FeishuReading {
  const body = bodyOf(response)
  const { code, msg } = body
  if (typeof code !== 'number') return notUnderstood(response, now)
  if (code === 0 && response.status < 300) return { code: 0, body }
  const meaning = isBotRush(code, msg) ? tooOften : (codes[code] ?? unknownFor(response.status))
  const trouble = troubleOf(feishu, meaning, { code, words: String(msg ?? '') }, waitHint(response.headers, now) ?? meaning.wait)
  return { code, trouble: code === missingScope ? withScopes(trouble, body) : trouble }
}

/** An answer that is not one of the service's own, or lacks what it must have. */
export const notUnderstood = (response: HttpResponse, now: number): Refusal => ({
  code: response.status,
  trouble: statusTrouble(feishu, response, now) ?? troubleOf(feishu, unknownAnswer, { code: `HTTP ${response.status}` }),
})

/** Bots over their limit have been seen to answer with the code of a bad request (facts/chat.md 2.1). */
const isBotRush = (code: number, msg: unknown): boolean => code === 9499 && /too many request/i.test(String(msg))

const unknownFor = (status: number): Meaning => {
  if (status === 429) return tooOften
  return status >= 500 ? busy : unknownCode
}

const missingScope = 99991672

/** The answer itself says which rights would do, and where to ask for them. */
function withScopes(trouble: Trouble, { error }: Readonly<Record<string, unknown>>): Trouble {
  const violations = scopesIn(error)
  if (violations.length === 0) return trouble
  const scopes = violations.join(', ')
  return {
    ...trouble,
    remedy: text(
      `Grant the app one of these rights in the developer console and publish a version: ${scopes}.`,
      `请在开发者后台为应用开通以下任一权限并发布版本：${scopes}。`,
    ),
  }
}

function scopesIn(error: unknown): readonly string[] {
  const violations = (error as { permission_violations?: unknown } | undefined)?.permission_violations // looked at below
  if (!Array.isArray(violations)) return []
  const subjects = violations.map((violation: { subject?: unknown; scope?: unknown } | null) => violation?.subject ?? violation?.scope)
  return subjects
    .filter((subject): subject is string => typeof subject === 'string' && /^[a-z_]{1,30}(:[a-z_.]{1,60}){1,4}$/.test(subject))
    .slice(0, 8)
}
