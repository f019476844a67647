import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../../src/kit/clock.ts'
import type { Faults } from './faults.ts'
import { isDescribed, type Method } from './methods.ts'
import { type Given, readCall } from './parameters.ts'
import { Refusal } from './refusal.ts'

/** A call as it came in. */
export interface Call extends Given {
  readonly method: string
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number
  /** What it was answered with; 0 while it waits, and for cut connections. */
  status: number
}

type Written =
  | { readonly act: 'json'; readonly status: number; readonly body: object; readonly headers?: Readonly<Record<string, string>> }
  | { readonly act: 'page'; readonly status: number }
type Answer = Written | { readonly act: 'cut' | 'hang' }

/** An error in the server's form: keys in its order, the hint of a limit in a header too. */
function refused(thrown: unknown): Answer {
  const { code, message, parameters } = thrown instanceof Refusal ? thrown : new Refusal(500, `Internal Server Error: ${thrown}`)
  const hint = parameters?.retry_after
  const body = { ok: false, error_code: code, description: message, ...(parameters ? { parameters } : {}) }
  return { act: 'json', status: code, body, ...(hint === undefined ? {} : { headers: { 'retry-after': String(hint) } }) }
}

interface Serving {
  readonly token: string
  readonly prefix: string
  readonly clock: Clock
  readonly methods: ReadonlyMap<string, Method>
  readonly faults: Faults
}

/** The HTTP side (facts/chat.md 1.1). */
export async function serve({ token, prefix, clock, methods, faults }: Serving) {
  const calls: Call[] = []
  const sockets = new Set<Socket>()
  let isDown = false

  const methodFor = (path: string): string => {
    const [, given, method] = /^\/bot([^/]*)\/(?:test\/)?([^/]*)$/.exec(path.startsWith(prefix) ? path.slice(prefix.length) : '') ?? []
    if (given === undefined || method === undefined) throw new Refusal(404, 'Not Found')
    if (!/^[1-9]\d*:[\w-]{30,}$/.test(given) || given.length > 80) throw new Refusal(401, 'Unauthorized: invalid token specified')
    if (given !== token) throw new Refusal(401, 'Unauthorized')
    if (!methods.has(method.toLowerCase())) throw new Refusal(404, 'Not Found: method not found')
    return method
  }
  const carryOut = async ({ method, parameters, uploads }: Call): Promise<Answer> => {
    const verdict = faults.next(method, parameters)
    if (verdict.act === 'refuse') throw verdict.refusal
    if (verdict.act === 'hang' || verdict.act === 'cut' || verdict.act === 'page') return verdict
    const result = await methods.get(method.toLowerCase())?.(parameters, uploads)
    if (verdict.act === 'cut-after') return { act: 'cut' }
    if (verdict.act === 'page-after') return { act: 'page', status: verdict.status }
    return { act: 'json', status: 200, body: { ok: true, ...(isDescribed(result) ? result : { result }) } }
  }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://telegram.test')
    let call: Call | undefined
    const take = async (): Promise<Answer> => {
      const method = methodFor(url.pathname)
      call = { method, ...(await readCall(request, url.searchParams)), at: clock.now(), status: 0 }
      calls.push(call)
      return carryOut(call)
    }
    const answer = await take().catch(refused)
    if (call && 'status' in answer) call.status = answer.status
    if (answer.act === 'cut') request.socket.destroy()
    if (answer.act === 'json' || answer.act === 'page') write(response, answer)
  }
  const write = (response: ServerResponse, answer: Written) => {
    const type = answer.act === 'json' ? 'application/json' : 'text/html'
    const date = new Date(clock.now()).toUTCString()
    response.writeHead(answer.status, {
      server: 'nginx/1.18.0',
      date,
      'content-type': type,
      ...(answer.act === 'json' ? answer.headers : {}),
    })
    response.end(answer.act === 'json' ? JSON.stringify(answer.body) : `<html><head><title>${answer.status}</title></head></html>`)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  server.on('connection', (socket: Socket) => {
    if (isDown) return void socket.resetAndDestroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const cutAll = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${prefix}`,
    calls,
    outage: () => {
      isDown = true
      cutAll()
      return () => {
        isDown = false
      }
    },
    close: async () => {
      cutAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
