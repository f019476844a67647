import { gateway, json, plain, type Rejection } from './rejection.ts'

type Rest = Partial<Pick<Rejection, 'state'>>

const hook = (
  status: number,
  word: string,
  means: RegExp,
  rest: Rest & { readonly headers?: Readonly<Record<string, string>> } = {},
): Rejection => {
  const { headers = {}, ...more } = rest
  return { platform: 'slack-webhook', answer: plain(status, word, headers), reason: word, means, ...more }
}

/** Words, each with a status of its own (facts/chat.md 5). */
const slackWebhook: readonly Rejection[] = [
  hook(400, 'invalid_payload', /does not understand/),
  hook(400, 'no_text', /does not understand/),
  hook(400, 'invalid_blocks', /does not understand/),
  hook(403, 'invalid_token', /not right/),
  hook(403, 'action_prohibited', /does not permit/),
  hook(404, 'no_service', /no such webhook/),
  hook(404, 'channel_not_found', /channel of the webhook is gone/),
  hook(410, 'channel_is_archived', /archived/),
  hook(429, 'rate_limited', /too many messages/, { state: 'limited', headers: { 'retry-after': '70' } }),
  hook(500, 'rollup_error', /failed/, { state: 'unknown' }),
]

const bot = (error: string, means: RegExp, rest: Rest & { readonly more?: object } = {}): Rejection => {
  const { more = {}, ...others } = rest
  return { platform: 'slack-bot', answer: json(200, { ok: false, error, ...more }), reason: error, means, ...others }
}

/** The Web API answers HTTP 200, but for its rate limit (facts/chat.md 5). */
const slackBot: readonly Rejection[] = [
  bot('invalid_auth', /does not accept the token/),
  bot('token_revoked', /does not accept the token/),
  bot('account_inactive', /does not accept the token/),
  bot('missing_scope', /lacks a scope: chat:write/, { more: { needed: 'chat:write', provided: 'identify' } }),
  bot('channel_not_found', /no such channel/),
  bot('not_in_channel', /not in the channel/),
  bot('is_archived', /archived/),
  bot('msg_too_long', /too long/),
  bot('restricted_action', /does not let the bot write/),
  bot('invalid_blocks', /does not understand/),
  bot('message_limit_exceeded', /used up its messages/),
  bot('fatal_error', /failed/, { state: 'unknown' }),
  {
    platform: 'slack-bot',
    answer: json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '70' }),
    reason: 'ratelimited',
    means: /too many messages/,
    state: 'limited',
  },
]

const tell = (status: number, description: string, means: RegExp, rest: Rest & { readonly parameters?: object } = {}): Rejection => {
  const { parameters, ...more } = rest
  const body = { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) }
  return { platform: 'telegram', answer: json(status, body), reason: description, means, ...more }
}

/** The status is the code (facts/chat.md 1.6). */
const telegram: readonly Rejection[] = [
  tell(401, 'Unauthorized', /does not accept the token/),
  tell(404, 'Not Found', /does not accept the token/),
  tell(400, 'Bad Request: chat not found', /no such chat/),
  tell(400, 'Bad Request: message thread not found', /no such topic/),
  tell(400, 'Bad Request: not enough rights to send text messages to the chat', /may not write/),
  tell(403, 'Forbidden: bot was kicked from the supergroup chat', /not in this chat any more/),
  tell(403, 'Forbidden: bot was blocked by the user', /not in this chat any more/),
  tell(400, 'Bad Request: message is too long', /message is too long/),
  tell(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0', /parse entities/),
  tell(429, 'Too Many Requests: retry after 70', /too many messages|wait/, { state: 'limited', parameters: { retry_after: 70 } }),
]

const cord = (status: number, code: number, message: string, means: RegExp): Rejection => ({
  platform: 'discord',
  answer: json(status, { message, code }),
  reason: `${code}`,
  means,
})

/** Codes beside a status (facts/chat.md 6). */
const discord: readonly Rejection[] = [
  cord(404, 10015, 'Unknown Webhook', /no such webhook/),
  cord(401, 50027, 'Invalid Webhook Token', /not right/),
  cord(400, 50006, 'Cannot send an empty message', /empty/),
  cord(400, 50035, 'Invalid Form Body', /does not understand/),
  cord(403, 50013, 'Missing Permissions', /does not permit/),
  cord(400, 220001, 'Webhooks posted to forum channels must have a thread_name or thread_id', /forum/),
  cord(400, 240000, 'Message blocked by harmful links filter', /filter of links/),
  cord(403, 40333, 'internal network error', /Cloudflare/),
  {
    platform: 'discord',
    answer: json(429, { message: 'You are being rate limited.', retry_after: 64.57, global: false }, { 'retry-after': '65' }),
    reason: 'HTTP 429',
    means: /too many messages/,
    state: 'limited',
  },
  { platform: 'discord', answer: gateway, reason: 'HTTP 200', means: /not understood/, state: 'unknown' },
]

const own = (status: number, means: RegExp, rest: Rest & { readonly headers?: Readonly<Record<string, string>> } = {}): Rejection => {
  const { headers = {}, ...more } = rest
  return { platform: 'webhook', answer: plain(status, '', headers), reason: `HTTP ${status}`, means, ...more }
}

/** HTTP's own codes: the only ones that a receiver of one's own can be expected to know. */
const webhook: readonly Rejection[] = [
  own(400, /does not understand/),
  own(401, /does not accept the credentials/),
  own(403, /forbids/),
  own(404, /nothing at this address/),
  own(410, /does not exist any more/),
  own(413, /too long/),
  own(301, /leads elsewhere/, { headers: { location: 'https://elsewhere.test/' } }),
  own(429, /too many messages/, { state: 'limited', headers: { 'retry-after': '70' } }),
  own(503, /not available/),
  own(500, /failed/, { state: 'unknown' }),
]

export const otherRejections: readonly Rejection[] = [...slackWebhook, ...slackBot, ...telegram, ...discord, ...webhook]
