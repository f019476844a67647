import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Attachment, attachmentsOf, type Given, largestFile, readBody } from './body.ts'
import { messageProblems, nested } from './form.ts'

export interface DiscordMessage {
  readonly id: string
  readonly channel_id: string
  /** Who wrote it. */
  readonly hook: string
  content: string
  embeds: readonly unknown[]
  attachments: readonly Attachment[]
  /** Ids of people who were alerted. */
  readonly mentions: readonly string[]
  readonly mentionsEveryone: boolean
  readonly threadId: string | undefined
  edits: number
}

export interface DiscordHook {
  readonly id: string
  readonly token: string
  readonly channel: string
  /** A channel of posts, each a thread of its own. */
  readonly isForum: boolean
}

/** What may go wrong with a request. `reset-after`: Discord carries it out, and the answer is lost. */
export type Fault =
  | 'reset-before'
  | 'reset-after'
  | { readonly retryAfter: number; readonly global?: boolean }
  | { readonly status: number; readonly code?: number; readonly body?: string }

export interface DiscordRequest {
  readonly method: string
  readonly path: string
  readonly agent: string
  readonly status: number | undefined
}

/** The part of Discord that channel webhooks are, with its own rules (facts/chat.md 6). */
export interface Discord {
  readonly api: string
  readonly messages: readonly DiscordMessage[]
  readonly requests: readonly DiscordRequest[]
  addHook(options?: { readonly isForum?: boolean }): { readonly url: string; readonly hook: DiscordHook }
  removeHook(hook: DiscordHook): void
  /** Somebody deletes a message. */
  removeMessage(id: string): void
  /** The next `times` requests fail. */
  fail(fault: Fault, times?: number): void
  outage(): void
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Requests of one webhook in a time, in milliseconds. */
const allowance = { count: 5, per: 2000 }

export async function startDiscord({ now = Date.now }: { readonly now?: () => number } = {}): Promise<Discord> {
  const hooks: DiscordHook[] = []
  const messages: DiscordMessage[] = []
  const requests: DiscordRequest[] = []
  const faults: Fault[] = []
  const calls = new Map<string, number[]>()
  let next = 1_300_000_000_000_000_000n
  let isDown = false

  /** Headers that tell about the limit; undefined seconds when there is room. */
  const take = (id: string): { readonly wait: number | undefined; readonly headers: Record<string, string> } => {
    const recent = (calls.get(id) ?? []).filter((at) => at > now() - allowance.per)
    const oldest = recent.at(-allowance.count)
    const wait = oldest === undefined ? undefined : (oldest + allowance.per - now()) / 1000
    if (wait === undefined) recent.push(now())
    calls.set(id, recent)
    const reset = ((recent[0] ?? now()) + allowance.per - now()) / 1000
    return { wait, headers: limitHeaders(allowance.count - recent.length, reset, now()) }
  }

  const answer = (request: IncomingMessage, given: Given | undefined): Answer => {
    const url = new URL(request.url ?? '/', 'http://discord')
    const [, id = '', token = '', message = ''] =
      /^\/api(?:\/v\d+)?\/webhooks\/(\d+)\/([\w-]+)(?:\/messages\/(\d+))?$/.exec(url.pathname) ?? []
    if (id === '') return error(404, 0, '404: Not Found')
    const hook = hooks.find((candidate) => candidate.id === id)
    if (!hook) return error(404, 10_015, 'Unknown Webhook')
    if (hook.token !== token) return error(401, 50_027, 'Invalid Webhook Token')
    const { wait, headers } = take(id)
    if (wait !== undefined) return tooFast(wait, false, headers)
    if (request.method === 'GET' && message === '') return json(200, hookJson(hook), headers)
    if (request.method === 'POST' && message === '') return withHeaders(post(hook, url, given), headers)
    if (request.method === 'PATCH' && message !== '') return withHeaders(edit(hook, url, message, given), headers)
    return error(405, 0, '405: Method Not Allowed')
  }

  const post = (hook: DiscordHook, { searchParams }: URL, given: Given | undefined): Answer => {
    const refused = bodyFault(given)
    if (refused || !given) return refused ?? error(400, 50_109, 'The request body contains invalid JSON.')
    const { content = '', embeds = [], thread_name: threadName, allowed_mentions: allowed } = given.json
    const attachments = attachmentsOf(given) ?? []
    if (isEmpty(content, embeds, attachments)) return error(400, 50_006, 'Cannot send an empty message')
    const threadId = searchParams.get('thread_id') ?? undefined
    if (hook.isForum && threadId === undefined && threadName === undefined) {
      return error(400, 220_001, 'Webhooks posted to forum channels must have a thread_name or thread_id')
    }
    const message: DiscordMessage = {
      id: String(next++),
      channel_id: threadId ?? hook.channel,
      hook: hook.id,
      content: String(content),
      embeds: embeds as unknown[], // a list, as was found above
      attachments,
      ...alerted(String(content), allowed),
      threadId,
      edits: 0,
    }
    messages.push(message)
    return searchParams.get('wait') === 'true' ? json(200, messageJson(hook, message)) : { status: 204 }
  }

  /** What is not named stays as it is. Nobody is alerted. */
  const edit = (hook: DiscordHook, { searchParams }: URL, id: string, given: Given | undefined): Answer => {
    const threadId = searchParams.get('thread_id') ?? undefined
    const message = messages.find((candidate) => candidate.id === id && candidate.hook === hook.id && candidate.threadId === threadId)
    if (!message) return error(404, 10_008, 'Unknown Message')
    const refused = bodyFault(given)
    if (refused || !given) return refused ?? error(400, 50_109, 'The request body contains invalid JSON.')
    const { content = message.content, embeds = message.embeds } = given.json
    if (isEmpty(content, embeds, message.attachments)) return error(400, 50_006, 'Cannot send an empty message')
    Object.assign(message, { content: String(content ?? ''), embeds: embeds ?? [], edits: message.edits + 1 })
    return json(200, messageJson(hook, message))
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const note = (status?: number) =>
      void requests.push({ method: request.method ?? '', path: request.url ?? '', agent: request.headers['user-agent'] ?? '', status })
    const fault = faults.shift()
    if (isDown || fault === 'reset-before') {
      note()
      return void request.socket.destroy()
    }
    const given = faultAnswer(fault) ?? answer(request, await readBody(request, Buffer.concat(chunks)))
    if (fault === 'reset-after') {
      note()
      return void request.socket.destroy()
    }
    note(given.status)
    response.writeHead(given.status, { date: new Date(now()).toUTCString(), ...given.headers }).end(given.body)
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => request.socket.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // listens on a port, so that it is no path
  return {
    api: `${origin}/api`,
    messages,
    requests,
    addHook: ({ isForum = false } = {}) => {
      const number = hooks.length + 1
      const hook = {
        id: `120000000000000000${number}`,
        token: `s3cret_Token-${number}-${'x'.repeat(50)}`,
        channel: `99000000000000000${number}`,
        isForum,
      }
      hooks.push(hook)
      return { url: `${origin}/api/webhooks/${hook.id}/${hook.token}`, hook }
    },
    removeHook: (hook) => void hooks.splice(hooks.indexOf(hook), 1),
    removeMessage: (id) =>
      void messages.splice(
        messages.findIndex((message) => message.id === id),
        1,
      ),
    fail: (fault, times = 1) => void faults.push(...Array.from({ length: times }, () => fault)),
    outage: () => {
      isDown = true
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}

/** What is wrong with a body before it is looked into. */
function bodyFault(given: Given | undefined): Answer | undefined {
  if (!given) return undefined
  if ([...given.files.values()].some(({ data }) => data.length > largestFile)) return error(413, 40_005, 'Request entity too large')
  const problems = messageProblems(given.json)
  if (problems.length > 0) return json(400, { message: 'Invalid Form Body', code: 50_035, errors: nested(problems) })
  return attachmentsOf(given) ? undefined : json(400, { message: 'Invalid Form Body', code: 50_035, errors: {} })
}

const isEmpty = (content: unknown, embeds: unknown, attachments: readonly Attachment[]): boolean =>
  String(content ?? '').trim() === '' && !(Array.isArray(embeds) && embeds.length > 0) && attachments.length === 0

/** Whom a message alerts: those it mentions in its content, of whom `allowed_mentions` lets pass. Without that, everybody. */
function alerted(content: string, allowed: unknown): Pick<DiscordMessage, 'mentions' | 'mentionsEveryone'> {
  const { parse = ['users', 'roles', 'everyone'], users = [] } = (allowed ?? {}) as { parse?: string[]; users?: string[] } // checked before
  const mentioned = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id)
  return {
    mentions: mentioned.filter((id) => parse.includes('users') || users.includes(id)),
    mentionsEveryone: parse.includes('everyone') && /@(everyone|here)/.test(content),
  }
}

const hookJson = ({ id, token, channel }: DiscordHook) => ({
  id,
  type: 1,
  name: 'Releases',
  avatar: null,
  channel_id: channel,
  guild_id: '880000000000000001',
  application_id: null,
  token,
})

const messageJson = ({ id: webhook }: DiscordHook, { id, channel_id, content, embeds, mentions, attachments, edits }: DiscordMessage) => ({
  id,
  type: 0,
  channel_id,
  webhook_id: webhook,
  content,
  embeds,
  mentions: mentions.map((user) => ({ id: user })),
  attachments: attachments.map(({ filename, description, data }, index) => ({
    id: String(index),
    filename,
    description,
    size: data.length,
  })),
  timestamp: new Date(0).toISOString(),
  edited_timestamp: edits > 0 ? new Date(0).toISOString() : null,
})

function limitHeaders(left: number, reset: number, now: number): Record<string, string> {
  return {
    'x-ratelimit-limit': String(allowance.count),
    'x-ratelimit-remaining': String(Math.max(0, left)),
    'x-ratelimit-reset': String(now / 1000 + reset),
    'x-ratelimit-reset-after': reset.toFixed(3),
    'x-ratelimit-bucket': 'execute-webhook',
  }
}

/** The header is in whole seconds, the body more exact. */
function tooFast(seconds: number, isGlobal: boolean, headers: Record<string, string> = {}): Answer {
  const body = { message: 'You are being rate limited.', retry_after: seconds, global: isGlobal }
  const scope = isGlobal ? { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' } : { 'x-ratelimit-scope': 'user' }
  return json(429, body, { ...headers, 'retry-after': String(Math.ceil(seconds)), ...scope })
}

function faultAnswer(fault: Fault | undefined): Answer | undefined {
  if (typeof fault !== 'object') return undefined
  if ('retryAfter' in fault) return tooFast(fault.retryAfter, fault.global ?? false)
  if (fault.code !== undefined) return error(fault.status, fault.code, 'so it is')
  return { status: fault.status, headers: { 'content-type': 'text/html' }, body: fault.body ?? '<html>cloudy</html>' }
}

const withHeaders = (answer: Answer, headers: Record<string, string>): Answer => ({ ...answer, headers: { ...answer.headers, ...headers } })

const error = (status: number, code: number, message: string): Answer => json(status, { message, code })

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
