import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageProblems, nested } from './form.ts'

export interface DiscordMessage {
  readonly id: string
  readonly channel_id: string
  readonly content: string
  readonly embeds: readonly unknown[]
  /** Ids of people who were alerted. */
  readonly mentions: readonly string[]
  readonly mentionsEveryone: boolean
  readonly threadId: string | undefined
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

  const answer = (request: IncomingMessage, body: string): Answer => {
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
    if (request.method === 'POST' && message === '') return withHeaders(post(hook, url, body), headers)
    return error(405, 0, '405: Method Not Allowed')
  }

  const post = (hook: DiscordHook, { searchParams }: URL, written: string): Answer => {
    const body = parsed(written)
    if (!body) return error(400, 50_109, 'The request body contains invalid JSON.')
    const problems = messageProblems(body)
    if (problems.length > 0) return json(400, { message: 'Invalid Form Body', code: 50_035, errors: nested(problems) })
    const { content = '', embeds = [], thread_name: threadName } = body
    if (String(content).trim() === '' && (embeds as unknown[]).length === 0) return error(400, 50_006, 'Cannot send an empty message')
    const threadId = searchParams.get('thread_id') ?? undefined
    if (hook.isForum && threadId === undefined && threadName === undefined) {
      return error(400, 220_001, 'Webhooks posted to forum channels must have a thread_name or thread_id')
    }
    const message: DiscordMessage = {
      id: String(1_300_000_000_000_000_000n + BigInt(messages.length)),
      channel_id: threadId ?? hook.channel,
      content: String(content),
      embeds: embeds as unknown[], // a list, as was found above
      ...alerted(String(content), body.allowed_mentions),
      threadId,
    }
    messages.push(message)
    return searchParams.get('wait') === 'true' ? json(200, messageJson(hook, message)) : { status: 204 }
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
    const given = faultAnswer(fault) ?? answer(request, Buffer.concat(chunks).toString('utf8'))
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

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined // looked at above
  } catch {
    return undefined
  }
}

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

const messageJson = ({ id: webhook }: DiscordHook, { id, channel_id, content, embeds, mentions }: DiscordMessage) => ({
  id,
  type: 0,
  channel_id,
  webhook_id: webhook,
  content,
  embeds,
  mentions: mentions.map((user) => ({ id: user })),
  timestamp: new Date(0).toISOString(),
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
