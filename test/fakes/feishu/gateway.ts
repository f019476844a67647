import { type FeishuAnswer, type FeishuRequest, missingScope, rateLimited } from './answers.ts'
import {
  createRecord,
  createRecords,
  deleteRecord,
  deleteRecords,
  getRecord,
  getRecords,
  listFields,
  listRecords,
  searchRecords,
  updateRecord,
  updateRecords,
} from './bitable.ts'
import { type Api, isObject, parsed } from './call.ts'
import { getChat, isInChat, listMembers } from './chats.ts'
import { answerBot } from './custom-bot.ts'
import { getMessage, listMessages } from './history.ts'
import { uploadImage } from './images.ts'
import { type Limit, type Limiter, published } from './limits.ts'
import { patchCard, putText, recallMessage, replyToMessage, sendMessage } from './messages.ts'
import { createReaction, deleteReaction, listReactions } from './reactions.ts'
import { scopes } from './scopes.ts'
import type { FeishuState } from './state.ts'
import { answerToken, authorize } from './token.ts'
import { whisper } from './whispers.ts'

const api = (method: string, path: string, needs: readonly string[], answer: Api['answer'], limits?: readonly Limit[]): Api => ({
  ...(limits ? { limits } : {}),
  method,
  path: new RegExp(`^/open-apis/${path}$`),
  scopes: [needs],
  answer,
})

const id = '([^/]+)'
const table = `bitable/v1/apps/${id}/tables/${id}`
const apis: readonly Api[] = [
  api('POST', 'im/v1/messages', scopes.send, sendMessage),
  api('GET', 'im/v1/messages', scopes.list, listMessages),
  api('GET', `im/v1/messages/${id}`, scopes.read, getMessage),
  api('PATCH', `im/v1/messages/${id}`, scopes.edit, patchCard),
  api('PUT', `im/v1/messages/${id}`, scopes.edit, putText),
  api('DELETE', `im/v1/messages/${id}`, scopes.recall, recallMessage),
  api('POST', `im/v1/messages/${id}/reply`, scopes.send, replyToMessage),
  api('POST', `im/v1/messages/${id}/reactions`, scopes.react, createReaction),
  api('GET', `im/v1/messages/${id}/reactions`, scopes.readReactions, listReactions),
  api('DELETE', `im/v1/messages/${id}/reactions/${id}`, scopes.react, deleteReaction),
  api('GET', `im/v1/chats/${id}`, scopes.readChat, getChat),
  api('GET', `im/v1/chats/${id}/members`, scopes.readMembers, listMembers),
  api('GET', `im/v1/chats/${id}/members/is_in_chat`, scopes.readMembers, isInChat),
  api('POST', 'im/v1/images', scopes.upload, uploadImage),
  api('POST', 'ephemeral/v1/send', scopes.whisper, whisper),
  api('GET', `${table}/fields`, scopes.listFields, listFields, published.search),
  api('POST', `${table}/records/search`, scopes.searchRecords, searchRecords, published.search),
  api('POST', `${table}/records/batch_get`, scopes.readRecords, getRecords, published.search),
  api('POST', `${table}/records/batch_create`, scopes.createRecords, createRecords, published.write),
  api('POST', `${table}/records/batch_update`, scopes.updateRecords, updateRecords, published.write),
  api('POST', `${table}/records/batch_delete`, scopes.deleteRecords, deleteRecords, published.write),
  api('GET', `${table}/records`, scopes.searchRecords, listRecords, published.search),
  api('POST', `${table}/records`, scopes.createRecords, createRecord, published.write),
  api('GET', `${table}/records/${id}`, scopes.searchRecords, getRecord, published.search),
  api('PUT', `${table}/records/${id}`, scopes.updateRecords, updateRecord, published.write),
  api('DELETE', `${table}/records/${id}`, scopes.deleteRecords, deleteRecord, published.write),
]

const notFound: FeishuAnswer = { status: 404, body: '404 page not found' }

/** What Feishu answers to a request: first as its gateway (token, rights, rate), then as the service behind it. */
export function answerRequest(
  state: FeishuState,
  limits: Limiter,
  request: FeishuRequest,
  now: number,
): FeishuAnswer | Promise<FeishuAnswer> {
  const [, bot] = /^\/open-apis\/bot\/v2\/hook\/([^/]+)$/.exec(request.path) ?? []
  if (bot !== undefined && request.method === 'POST') return answerBot(state, limits, bot, request, now)
  if (request.path === '/open-apis/auth/v3/tenant_access_token/internal') return answerToken(state, request.body, now)
  const called = apis.find(({ method, path }) => method === request.method && path.test(request.path))
  if (!called) return notFound
  const app = authorize(state, request.headers.authorization, now)
  if (!('scopes' in app)) return app
  const wait = limits.take(`api ${app.id} ${called.method} ${called.path.source}`, called.limits ?? published.api)
  if (wait !== undefined) return rateLimited(wait / 1000, called.limits?.[0]?.count)
  const missing = called.scopes.find((anyOf) => !anyOf.some((scope) => app.scopes.has(scope)))
  if (missing) return missingScope(app.id, missing)
  const body = parsed(request.body)
  const parts = called.path.exec(request.path)?.slice(1).map(decodeURIComponent) ?? []
  return called.answer({ state, app, limits, now, parts, query: request.query, body: isObject(body) ? body : {}, request })
}
