import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'

/** A call as it came in. */
export interface Received {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * What goes wrong with one call: it never reaches the service (`instead`, `cut`, `hang`), or the service carries it out and its answer is
 * lost or another one (`cut-after`, `hang-after`, `answer-after`).
 */
export type Fault =
  | { readonly kind: 'cut' | 'hang' | 'cut-after' | 'hang-after' | 'slow' }
  | { readonly kind: 'instead' | 'answer-after'; readonly answer: Answer }

export interface Listener {
  readonly url: string
  readonly received: Received[]
  /** The faults of the next calls, the first for the next one; calls without are served. */
  readonly faults: (Fault | undefined)[]
  close(): Promise<void>
}

/** The same line in front of a service that is there already. */
export const listenFor = (target: string): Promise<Listener> => listen((call) => passOn(call, target))

async function passOn({ method, path, headers, body }: Received, target: string): Promise<Answer> {
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.has(name)) as [string, string][] // no header comes twice here
  const response = await fetch(new URL(path, target), { method, headers: kept, ...(body.length > 0 ? { body } : {}) })
  const answered = [...response.headers].filter(([name]) => !hopByHop.has(name))
  return { status: response.status, headers: Object.fromEntries(answered), body: await response.text() }
}

/** Of one connection only. */
const hopByHop = new Set(['connection', 'keep-alive', 'content-length', 'transfer-encoding', 'host', 'content-encoding'])

/** A service on a port of its own, behind a line on which things go wrong on demand. */
export async function listen(serve: (call: Received) => Answer | Promise<Answer>): Promise<Listener> {
  const received: Received[] = []
  const faults: (Fault | undefined)[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const call = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) }
    received.push(call)
    await carryOut(faults.shift(), () => serve(call), response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    received,
    faults,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function carryOut(fault: Fault | undefined, serve: () => Answer | Promise<Answer>, response: ServerResponse): Promise<void> {
  switch (fault?.kind) {
    case 'hang':
      return
    case 'cut':
      response.destroy()
      return
    case 'instead':
      return send(fault.answer, response)
    case 'hang-after':
      await serve()
      return
    case 'cut-after':
      await serve()
      response.destroy()
      return
    case 'answer-after':
      await serve()
      return send(fault.answer, response)
    case 'slow':
      return trickle(await serve(), response)
    default:
      return send(await serve(), response)
  }
}

function send({ status, headers = {}, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

/** The answer in small pieces. */
async function trickle({ status, headers = {}, body }: Answer, response: ServerResponse): Promise<void> {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  for (const character of body) {
    response.write(character)
    await new Promise((resolve) => setImmediate(resolve))
  }
  response.end()
}
