import type { IncomingMessage } from 'node:http'
import { acceptBlocks } from './block-kit.ts'
import type { Fault } from './faults.ts'
import { Refused } from './refused.ts'
import type { Answer, World } from './web-api.ts'
import type { SlackChannel } from './workspace.ts'

/** An incoming webhook: who knows its address may write to one channel. */
export interface Hook {
  readonly path: string
  readonly channel: SlackChannel
  state: 'live' | 'revoked'
}

/** Which status goes with which word; the words are the whole answer. */
const statuses: Readonly<Record<string, number>> = {
  invalid_payload: 400,
  no_text: 400,
  invalid_blocks: 400,
  invalid_blocks_format: 400,
  msg_blocks_too_long: 400,
  too_many_attachments: 400,
  action_prohibited: 403,
  invalid_token: 403,
  no_service: 404,
  no_team: 404,
  channel_not_found: 404,
  channel_is_archived: 410,
  rollup_error: 500,
}

/** The answer of an incoming webhook: plain text, and nothing by which the message could be found again. */
export function answerHook(world: World, hooks: readonly Hook[], request: IncomingMessage, body: string, fault: Fault | undefined): Answer {
  try {
    if (typeof fault === 'object' && 'retryAfter' in fault) return tooFast(fault.retryAfter)
    if (typeof fault === 'object' && 'error' in fault) throw new Refused(fault.error)
    const hook = hookAt(hooks, request.url ?? '')
    const wait = world.limiter.take('message', `hook ${hook.path}`)
    if (wait !== undefined) return tooFast(wait)
    write(world, hook, payloadOf(request, body))
    return plain(200, 'ok')
  } catch (error) {
    if (error instanceof Refused) return plain(statuses[error.error] ?? 400, error.error)
    throw error
  }
}

function hookAt(hooks: readonly Hook[], path: string): Hook {
  const hook = hooks.find((candidate) => candidate.path === path)
  const [, , team, service] = path.split('/')
  if (hook?.state === 'live') return hook
  if (!hooks.some((candidate) => candidate.path.split('/')[2] === team)) throw new Refused('no_team')
  throw new Refused(!hook && hooks.some((candidate) => candidate.path.split('/')[3] === service) ? 'invalid_token' : 'no_service')
}

interface Payload {
  readonly text?: unknown
  readonly blocks?: unknown
  readonly attachments?: unknown
}

/** JSON as the body, or as the field `payload` of a form. */
function payloadOf(request: IncomingMessage, body: string): Payload {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  try {
    const payload: unknown = JSON.parse(isForm ? (new URLSearchParams(body).get('payload') ?? '') : body)
    if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload
  } catch {}
  throw new Refused('invalid_payload')
}

function write(world: World, { channel }: Hook, payload: Payload): void {
  if (channel.isArchived) throw new Refused('channel_is_archived')
  const blocks = acceptBlocks(payload.blocks === undefined ? undefined : JSON.stringify(payload.blocks))
  const text = payload.text ?? ''
  if (typeof text !== 'string') throw new Refused('invalid_payload')
  if (text === '' && (blocks ?? []).length === 0 && !Array.isArray(payload.attachments)) throw new Refused('no_text')
  channel.messages.push({
    ts: world.workspace.nextTs(),
    user: 'UHOOK',
    botId: 'BHOOK',
    subtype: 'bot_message',
    text,
    ...(blocks === undefined ? {} : { blocks }),
    reactions: new Map(),
  })
}

const tooFast = (seconds: number): Answer => ({ ...plain(429, 'rate_limited'), headers: { 'retry-after': String(seconds) } })

const plain = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/plain' }, body })
