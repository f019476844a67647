import type { IncomingHttpHeaders } from 'node:http'
import { newId } from './state.ts'

export interface FeishuRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The same as it came: files are no text. */
  readonly bytes: Buffer
  /** Where it came from. */
  readonly ip: string
}

export interface FeishuAnswer {
  readonly status: number
  /** Sent as JSON; text as it is. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export const success = (data: unknown = {}, msg = 'success'): FeishuAnswer => ({ status: 200, body: { code: 0, msg, data } })

/** The words that Feishu's pages give with each code. Clients must go by the code: the words may change. */
const words: Readonly<Record<number, string>> = {
  9499: 'Bad Request',
  10002: 'Bot can NOT be out of the chat',
  11206: 'user not in chat',
  18053: 'chat can not be thread',
  230001: 'Your request contains an invalid request parameter.',
  230002: 'The bot can not be outside the group.',
  230006: 'Bot ability is not activated.',
  230011: 'The message is recalled.',
  230013: 'Bot has NO availability to this user.',
  230020: 'This operation triggers the frequency limit.',
  230025: 'The length of the message content reaches its limit.',
  230026: 'No permission to recall this message.',
  230027: 'Lack of necessary permissions.',
  230031: 'Message can only be modified within 14 days after sending.',
  230034: 'The receive_id is invalid.',
  230054: 'This operation is not supported for this message type.',
  230071: 'The operator is not the sender of the message.',
  230072: 'The message has reached the number of times it can be edited.',
  230099: 'Failed to create card content',
  230110: 'Action unavailable as the message has been deleted.',
  231001: 'reaction type is invalid.',
  231002: 'The operator has no permission to react on the specific message.',
  231003: 'The message is not found, maybe not exist or deleted.',
  231007: 'The operator has no permission to delete this reaction.',
  231008: 'The operator has no access to the message.',
  231010: 'The reaction does not belong to the message.',
  231011: 'The request has an invalid reaction_id.',
  231012: 'The request has an invalid pageToken.',
  231203: 'The chat type is not supported.',
  234001: 'Invalid request param.',
  234006: 'The file size exceed the max value.',
  234007: 'App does not enable bot feature.',
  234010: 'File size can not be 0.',
  234011: 'Can not recognize the image format.',
  232006: 'Your request specifies a chat_id which is invalid.',
  232009: 'Your request specifies a chat which has already been dissolved.',
  232011: 'Operator can NOT be out of the chat.',
  232025: 'Bot ability is not activated.',
  99991400: 'request trigger frequency limit',
  99991661: 'Missing access token for authorization. Please make a request with token attached.',
  99991663: 'Invalid access token for authorization. Please make a request with token attached.',
  99991671: 'Invalid token: must start with t-/u-',
  99992354: 'The request you send is not a valid {open_message_id} or not exists',
  99992402: 'field validation failed',
}

/** A refusal as the gateway and the services behind it word it: HTTP 400, a code, a way to look the case up. */
export function refusal(code: number, ext?: string, details: Readonly<Record<string, unknown>> = {}): FeishuAnswer {
  const logId = newId('')
  const troubleshooter = `排查建议查看(Troubleshooting suggestions): https://open.feishu.cn/search?from=openapi&log_id=${logId}&code=${code}`
  const msg = ext === undefined ? words[code] : `${words[code]?.replace(/\.$/, '')}, ext=${ext}`
  return { status: 400, body: { code, msg, error: { log_id: logId, troubleshooter, ...details } } }
}

/** A parameter that the gateway itself finds missing or out of range. */
export const invalidField = (field: string, description: string): FeishuAnswer =>
  refusal(99992402, undefined, { field_violations: [{ field, description }] })

/** Too many calls of one API by one app: HTTP 429, and in how many seconds it may go on. */
export const rateLimited = (reset: number, limit = 1000): FeishuAnswer => ({
  ...refusal(99991400),
  status: 429,
  headers: { 'x-ogw-ratelimit-limit': String(limit), 'x-ogw-ratelimit-reset': String(Math.max(1, Math.ceil(reset))) },
})

/** The app lacks the right to a call; the answer says which it could have, and where to ask for them. */
export function missingScope(appId: string, anyOf: readonly string[]): FeishuAnswer {
  const list = anyOf.join(', ')
  const url = `https://open.feishu.cn/app/${appId}/auth?q=${anyOf.join(',')}&op_from=openapi&token_type=tenant`
  const answer = refusal(99991672, undefined, {
    permission_violations: anyOf.map((subject) => ({ type: 'action_scope_required', subject })),
    helps: [{ url, description: `Learn more about scopes and how to add them: [${list}]` }],
  })
  const msg = `Access denied. One of the following scopes is required: [${list}].应用尚未开通所需的应用身份权限：[${list}]，点击链接申请并开通任一权限即可：${url}`
  return { ...answer, body: { ...(answer.body as object), msg } }
}

/** Feishu itself is down. */
export const serverError: FeishuAnswer = { status: 502, body: '<html><body>502 Bad Gateway</body></html>' }
