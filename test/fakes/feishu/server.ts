import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { FeishuAnswer, FeishuRequest } from './answers.ts'
import { type BitableBase, type BitableTable, type ColumnPlan, newTable } from './bitable-state.ts'
import { type FeishuFaults, newFaults } from './faults.ts'
import { answerRequest } from './gateway.ts'
import { limiter } from './limits.ts'
import { type FeishuPeople, peopleOf } from './people.ts'
import { enoughScopes } from './scopes.ts'
import { emptyState, type FeishuApp, type FeishuBot, type FeishuChat, type FeishuPerson, type FeishuState, newId } from './state.ts'

/** What was asked and answered; `status` 0 where the connection was reset. */
export interface FeishuExchange extends FeishuRequest {
  readonly at: number
  readonly status: number
  readonly answer: unknown
}

export interface FeishuTable {
  readonly base: BitableBase
  readonly table: BitableTable
}

/** The Feishu open platform, as far as bots in groups go, with the rules of its own pages. */
export interface FakeFeishu {
  /** What goes into `api:`. */
  readonly url: string
  readonly state: FeishuState
  readonly people: FeishuPeople
  readonly faults: FeishuFaults
  readonly exchanges: readonly FeishuExchange[]
  addApp(app?: Partial<FeishuApp>): FeishuApp
  addPerson(name: string): FeishuPerson
  /** A group of these people and apps. */
  addChat(
    chat: Partial<Omit<FeishuChat, 'people' | 'apps'>> & { people?: readonly FeishuPerson[]; apps?: readonly FeishuApp[] },
  ): FeishuChat
  /** A custom bot, and the address to post to. */
  addBot(bot?: Partial<Omit<FeishuBot, 'received'>>): FeishuBot & { readonly url: string }
  /** A base with one table, which these apps may edit. */
  addTable(columns: readonly ColumnPlan[], apps: readonly FeishuApp[], hoursAhead?: number): FeishuTable
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts it on 127.0.0.1, empty. `now` is its clock, in milliseconds since 1970. */
export async function startFeishu({ now = Date.now }: { readonly now?: () => number } = {}): Promise<FakeFeishu> {
  const state = emptyState()
  const faults = newFaults()
  const limits = limiter(now)
  const exchanges: FeishuExchange[] = []
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming)
    const at = now()
    const answer = await perform(request)
    exchanges.push({ ...request, at, status: answer?.status ?? 0, answer: answer?.body })
    if (answer) write(response, answer)
    else incoming.socket.resetAndDestroy()
  })
  /** Undefined: the connection is to be reset. */
  const perform = async (request: FeishuRequest): Promise<FeishuAnswer | undefined> => {
    const fault = faults.of(request)
    if (fault?.kind === 'answer') return fault.answer
    if (fault?.kind === 'hang') await delay(fault.milliseconds)
    if (fault?.kind === 'hang' || (fault?.kind === 'reset' && fault.when === 'before')) return undefined
    const answer = await answerRequest(state, limits, request, now())
    return fault?.kind === 'reset' ? undefined : answer
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url, state, faults, exchanges, people: peopleOf(state, now), ...makersOf(state, url), close, [Symbol.asyncDispose]: close }
}

const makersOf = (state: FeishuState, url: string): Pick<FakeFeishu, 'addApp' | 'addPerson' | 'addChat' | 'addBot' | 'addTable'> => ({
  addApp: (given = {}) => {
    const app = { id: newId('cli_', 8), secret: newId('', 16), scopes: new Set(enoughScopes), hasBot: true, tokens: [], ...given }
    state.apps.set(app.id, app)
    return app
  },
  addPerson: (name) => {
    const person = { openId: newId('ou_'), name }
    state.people.set(person.openId, person)
    return person
  },
  addChat: ({ people = [], apps = [], ...given }) => {
    const usual = {
      id: newId('oc_'),
      name: '发布',
      mode: 'group',
      messages: 'chat',
      isSecret: false,
      isDissolved: false,
      allowsThreads: true,
    } as const
    const members = { people: new Set(people.map(({ openId }) => openId)), apps: new Set(apps.map(({ id }) => id)) }
    const chat: FeishuChat = { ...usual, ...given, ...members }
    state.chats.set(chat.id, chat)
    return chat
  },
  addBot: (given = {}) => {
    const bot: FeishuBot = { id: crypto.randomUUID(), ...given, received: [] }
    state.bots.set(bot.id, bot)
    return { ...bot, url: `${url}/open-apis/bot/v2/hook/${bot.id}` }
  },
  addTable: (columns, apps, hoursAhead = 8) => {
    const table = newTable(columns)
    const access = new Map(apps.map(({ id }) => [id, 'edit'] as const))
    const unsaid = { comparesDays: false, isNotFindsEmpty: true }
    const base: BitableBase = { token: newId('bascn', 11), tables: new Map([[table.id, table]]), access, hoursAhead, ...unsaid }
    state.bases.set(base.token, base)
    return { base, table }
  },
})

async function readRequest(incoming: IncomingMessage): Promise<FeishuRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const url = new URL(incoming.url ?? '/', 'http://feishu.test')
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    bytes: Buffer.concat(chunks),
    ip: incoming.socket.remoteAddress ?? '',
  }
}

function write(response: ServerResponse, { status, body, headers = {} }: FeishuAnswer): void {
  const isText = typeof body === 'string'
  const type = isText ? 'text/html' : 'application/json; charset=utf-8'
  response.writeHead(status, { 'content-type': type, 'x-tt-logid': newId(''), ...headers }).end(isText ? body : JSON.stringify(body))
}
