import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ApiAnswer, ApiRequest } from './answers.ts'

export interface ApiServer {
  readonly url: string
  close(): Promise<void>
}

/** A real server on 127.0.0.1. What is handed back is sent; 'reset' cuts the connection, 'hang' never answers. */
export async function serve(handle: (incoming: IncomingMessage) => Promise<ApiAnswer | 'reset' | 'hang'>): Promise<ApiServer> {
  const server = createServer(async (incoming, response) => {
    const answer = await handle(incoming)
    if (answer === 'reset') incoming.socket.resetAndDestroy()
    else if (answer !== 'hang') write(response, answer)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export async function readRequest(
  incoming: IncomingMessage,
  basePath: string,
  repositories: ReadonlyMap<number, string>,
): Promise<ApiRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer) // no encoding was set
  const url = new URL(incoming.url ?? '/', 'http://github.test')
  const [, token] = /^(?:bearer|token) (.+)$/i.exec(incoming.headers.authorization ?? '') ?? []
  const path = url.pathname.startsWith(basePath) ? url.pathname.slice(basePath.length) : ''
  return {
    method: incoming.method ?? 'GET',
    base: `http://${incoming.headers.host}${basePath}`,
    path: path.replace(/^\/repositories\/(\d+)/, (as, id) =>
      repositories.has(Number(id)) ? `/repos/${repositories.get(Number(id))}` : as,
    ),
    query: Object.fromEntries(url.searchParams),
    accept: incoming.headers.accept ?? '',
    headers: incoming.headers,
    token,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

function write(response: ServerResponse, { status, body, headers = {} }: ApiAnswer): void {
  const isText = typeof body === 'string' || Buffer.isBuffer(body)
  const type = isText ? 'application/vnd.github.raw+json; charset=utf-8' : 'application/json; charset=utf-8'
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers })
  if (body === undefined) response.end()
  else response.end(isText ? body : JSON.stringify(body))
}
