import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type ApiAnswer, type ApiRequest, type ApiRoute, notFound, unauthorized } from './github-answers.ts'
import { type GithubState, repositoryRoutes } from './github-routes.ts'

/** A small GitHub: the REST calls that the actions make, with answers shaped as the real ones. */
export interface FakeGithub {
  /** What goes into GITHUB_API_URL. */
  readonly url: string
  readonly requests: readonly ApiRequest[]
  /** What it knows; tests change it while it runs. */
  readonly state: GithubState
  /** Answers the next request with this instead: a fault. */
  failNext(answer: ApiAnswer): void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts it on 127.0.0.1. Only the given token opens it, as with a private repository; any other gets GitHub's 404, none a 401. */
export async function startGithub(options: {
  token: string
  state?: Partial<GithubState>
  routes?: readonly ApiRoute[]
}): Promise<FakeGithub> {
  const state: GithubState = { repository: 'acme/shop', defaultBranch: 'main', runs: {}, files: {}, ...options.state }
  const routes = [...(options.routes ?? []), ...repositoryRoutes(state)]
  const requests: ApiRequest[] = []
  const faults: ApiAnswer[] = []
  const answer = (request: ApiRequest): ApiAnswer => {
    const fault = faults.shift()
    if (fault) return fault
    if (request.token === undefined) return unauthorized
    return request.token === options.token ? route(routes, request) : notFound
  }
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming)
    requests.push(request)
    write(response, answer(request), requests.length)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    requests,
    state,
    failNext: (fault) => void faults.push(fault),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function route(routes: readonly ApiRoute[], request: ApiRequest): ApiAnswer {
  for (const { method, path, answer } of routes) {
    const match = method === request.method ? path.exec(request.path) : null
    if (match) return answer(match.slice(1).map(decodeURIComponent), request)
  }
  return notFound
}

async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const url = new URL(incoming.url ?? '/', 'http://github.test')
  const [, token] = /^(?:bearer|token) (.+)$/i.exec(incoming.headers.authorization ?? '') ?? []
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    accept: incoming.headers.accept ?? '',
    headers: incoming.headers,
    token,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

function write(response: ServerResponse, { status, body, headers = {} }: ApiAnswer, used: number): void {
  const isText = typeof body === 'string' || Buffer.isBuffer(body)
  response.writeHead(status, {
    'content-type': isText ? 'application/vnd.github.raw+json; charset=utf-8' : 'application/json; charset=utf-8',
    'x-github-request-id': `FAKE:${used}`,
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': String(Math.max(0, 1000 - used)),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600),
    'x-ratelimit-resource': 'core',
    ...headers,
  })
  response.end(isText ? body : JSON.stringify(body))
}
