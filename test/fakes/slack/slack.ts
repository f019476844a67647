import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Call } from './call.ts'
import { type Fault, newFaults } from './faults.ts'
import { limiter, noLimits } from './limits.ts'
import { takeUpload } from './methods/files.ts'
import { type People, peopleOf } from './people.ts'
import { bytesOf } from './read-request.ts'
import { type Answer, answerCall, type World } from './web-api.ts'
import { answerHook, type Hook } from './webhook.ts'
import { newWorkspace, type SlackChannel, type SlackMessage, type SlackToken } from './workspace.ts'

export interface SlackOptions {
  /** Milliseconds since 1970; a scaled clock makes limits and times pass faster. */
  readonly now?: () => number
  /** Whether calls are counted against Slack's published limits. Default: no. */
  readonly limits?: boolean
  /** How many people a list of reactions names where the whole is not asked for. */
  readonly shownReactors?: number
  readonly parentOn?: Call['parentOn']
  /** Milliseconds in which the workspace lets messages be edited; without end by default. */
  readonly editWindow?: number
}

export interface SlackRequest {
  /** Name of the method, or path of the webhook. */
  readonly method: string
  readonly body: string
  readonly authorization: string | undefined
  readonly at: number
  /** Undefined where no answer was given. */
  readonly status: number | undefined
  /** `error` of the answer, undefined where it was a good one. */
  readonly error: string | undefined
}

/** Slack's Web API and incoming webhooks, as far as a gate needs them, with Slack's own rules (facts/chat.md 5). */
export interface Slack {
  /** Base address of the Web API. */
  readonly api: string
  readonly people: People
  /** Every request so far. */
  readonly requests: readonly SlackRequest[]
  /** A channel, with the bots of these tokens in it. */
  addChannel(id: string, options?: { readonly isPrivate?: boolean; readonly bots?: readonly SlackToken[] }): SlackChannel
  /** An app with a bot, and its token. */
  addBot(scopes: readonly string[], id?: string): SlackToken
  /** Address of a new incoming webhook. */
  addHook(channel: string): { readonly url: string; readonly hook: Hook }
  channel(id: string): SlackChannel
  message(channel: string, ts: string): SlackMessage | undefined
  /** Requests, of one method or of any, fail: `times` of them, behind the next `after`. */
  fail(fault: Fault, method?: string, times?: number, after?: number): void
  clearFaults(): void
  /** From now on every connection is dropped, until {@link recover}. */
  outage(): void
  recover(): void
  close(): Promise<void>
}

/** Everything that a gate asks for. */
export const botScopes = ['chat:write', 'reactions:read', 'reactions:write', 'channels:history', 'groups:history']

export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const now = options.now ?? Date.now
  const workspace = newWorkspace(now, options.editWindow)
  const world: World = {
    workspace,
    limiter: options.limits ? limiter(now) : noLimits,
    shownReactors: options.shownReactors ?? 50,
    parentOn: options.parentOn ?? 'first-page',
  }
  const hooks: Hook[] = []
  const requests: SlackRequest[] = []
  const faults = newFaults()
  const sockets = new Set<Socket>()
  let isDown = false

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://slack').pathname
    const isHook = path.startsWith('/services/')
    const isUpload = path.startsWith('/upload/')
    const method = isUpload ? 'upload' : isHook ? path : path.replace(/^\/api\//, '')
    const bytes = await bytesOf(request)
    const body = bytes.toString('utf8')
    const note = (given?: Answer) => void requests.push(noteOf(method, body, request, now(), given))
    const fault = faults.take(isHook ? 'webhook' : method)
    if (isDown || fault === 'reset-before' || fault === 'hang') {
      note()
      if (fault !== 'hang') request.socket.destroy()
      return
    }
    const given =
      typeof fault === 'object' && 'status' in fault
        ? { status: fault.status, headers: { 'content-type': 'text/html' }, body: fault.body ?? '<html>An error occurred</html>' }
        : isUpload
          ? { ...(await takeUpload(workspace, path, request.headers['content-type'] ?? '', bytes)), headers: {} }
          : isHook
            ? answerHook(world, hooks, request, body, fault)
            : answerCall(world, method, request, body, fault)
    if (fault === 'reset-after') {
      note()
      request.socket.destroy()
      return
    }
    note(given)
    response.writeHead(given.status, { date: new Date(now()).toUTCString(), ...given.headers }).end(given.body)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy())
  })
  server.on('connection', (socket: Socket) => {
    if (isDown) return void socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // listens on a port, so that it is no path

  workspace.uploads = origin

  const channel = (id: string): SlackChannel => {
    const found = workspace.channels.get(id)
    if (!found) throw new Error(`there is no channel ${id}`)
    return found
  }
  return {
    api: `${origin}/api/`,
    people: peopleOf(workspace),
    requests,
    addChannel: (id, { isPrivate = false, bots = [] } = {}) => {
      const members = new Set(bots.map(({ botUser }) => botUser))
      const made = { id, name: id.toLowerCase(), isPrivate, isArchived: false, members, messages: [], ephemerals: [] }
      workspace.channels.set(id, made)
      return made
    },
    addBot: (scopes, id = String(workspace.tokens.size + 1)) => {
      const token: SlackToken = {
        token: `xoxb-${id}-0123456789-secret`,
        botUser: `UBOT${id}`,
        botId: `BBOT${id}`,
        appId: `AAPP${id}`,
        scopes: new Set(scopes),
        state: 'live',
      }
      workspace.tokens.set(token.token, token)
      workspace.users.set(token.botUser, { id: token.botUser, name: `sallyport${id}`, isBot: true })
      return token
    },
    addHook: (id) => {
      const hook: Hook = {
        path: `/services/T0ACME/B${hooks.length + 1}/s3cretOfTheHook${hooks.length + 1}`,
        channel: channel(id),
        state: 'live',
      }
      hooks.push(hook)
      return { url: `${origin}${hook.path}`, hook }
    },
    channel,
    message: (id, ts) => channel(id).messages.find((message) => message.ts === ts),
    fail: faults.add,
    clearFaults: faults.clear,
    outage: () => {
      isDown = true
      for (const socket of sockets) socket.destroy()
    },
    recover: () => {
      isDown = false
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      for (const socket of sockets) socket.destroy()
      if (server.listening) await once(server, 'close')
    },
  }
}

function noteOf(method: string, body: string, request: IncomingMessage, at: number, given: Answer | undefined): SlackRequest {
  const error = given && /"ok":false,"error":"(\w+)"/.exec(given.body)?.[1]
  return { method, body, authorization: request.headers.authorization, at, status: given?.status, error }
}
