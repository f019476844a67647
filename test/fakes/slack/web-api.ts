import type { IncomingMessage } from 'node:http'
import { type Call, type Method, missingScope } from './call.ts'
import type { Fault } from './faults.ts'
import type { Limiter } from './limits.ts'
import { chatMethods } from './methods/chat.ts'
import { conversationMethods } from './methods/conversations.ts'
import { fileMethods } from './methods/files.ts'
import { identityMethods } from './methods/identity.ts'
import { reactionMethods } from './methods/reactions.ts'
import { paramsOf } from './read-request.ts'
import { Refused } from './refused.ts'
import type { SlackToken, Workspace } from './workspace.ts'

const methods: Readonly<Record<string, Method>> = {
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...identityMethods,
  ...reactionMethods,
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the whole of the fake knows, beside the request. */
export type World = Pick<Call, 'shownReactors' | 'parentOn'> & { readonly workspace: Workspace; readonly limiter: Limiter }

/** The answer of the Web API: HTTP 200 unless the caller is too fast. */
export function answerCall(world: World, name: string, request: IncomingMessage, body: string, fault: Fault | undefined): Answer {
  try {
    if (typeof fault === 'object' && 'retryAfter' in fault) return tooFast(fault.retryAfter)
    if (typeof fault === 'object' && 'error' in fault) throw new Refused(fault.error)
    const params = paramsOf(request, body)
    const token = tokenOf(world.workspace, request, params)
    const method = methods[name]
    if (!method) throw new Refused('unknown_method', { req_method: name })
    const pacing = method.pace === 'message' ? `message ${token.appId} ${params.channel}` : `${name} ${token.appId}`
    const wait = world.limiter.take(method.pace, pacing)
    if (wait !== undefined) return tooFast(wait)
    return json({ ok: true, ...carryOut(world, method, token, params), ...warningsOf(request) }, scopeHeaders(token, method))
  } catch (error) {
    if (error instanceof Refused) return json({ ok: false, error: error.error, ...error.more })
    throw error
  }
}

function carryOut(world: World, method: Method, token: SlackToken, params: Record<string, string>): Record<string, unknown> {
  const { workspace, shownReactors, parentOn } = world
  if (method.scopes.length > 0 && !method.scopes.some((scope) => token.scopes.has(scope))) {
    throw missingScope(token, method.scopes.join(','))
  }
  return method.run({ workspace, token, params, shownReactors, parentOn })
}

function tokenOf(workspace: Workspace, request: IncomingMessage, params: Record<string, string>): SlackToken {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? params.token
  if (bearer === undefined) throw new Refused('not_authed')
  const token = workspace.tokens.get(bearer)
  if (!token) throw new Refused('invalid_auth')
  if (token.state !== 'live')
    throw new Refused({ revoked: 'token_revoked', expired: 'token_expired', inactive: 'account_inactive' }[token.state])
  return token
}

const scopeHeaders = (token: SlackToken, method: Method) => ({
  'x-oauth-scopes': [...token.scopes].join(','),
  'x-accepted-oauth-scopes': method.scopes.join(','),
})

/** JSON without a character set is taken, with a warning. */
function warningsOf(request: IncomingMessage): Record<string, unknown> {
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('application/json') || type.includes('charset')) return {}
  return { warning: 'missing_charset', response_metadata: { warnings: ['missing_charset'] } }
}

const tooFast = (seconds: number): Answer => ({
  ...json({ ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) }),
  status: 429,
})

const json = (body: Record<string, unknown>, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})
