import { once } from 'node:events'
import type { RequestListener, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Limits } from './limits.ts'

/** A server that listens. */
export interface Served {
  readonly port: number
  /** Whether somebody is connected just now. */
  readonly isInUse: boolean
  onRequest(listener: RequestListener): void
  /** Stops when what is under way was sent: in so many milliseconds, or unfinished. */
  close(limit: number): Promise<void>
}

/** The two parts of `host:port` and `[v6]:port`. */
export function addressOf(listen: string): { readonly host: string; readonly port: number } {
  const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(listen) ?? []
  return { host, port: Number(port) }
}

/** Listens, with bounds on time and number of connections. Nothing of it keeps the process alive. Throws what Node says. */
export async function serve(listen: string, limits: Limits): Promise<Served> {
  const { createServer } = await import('node:http')
  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: Math.min(1000, limits.headers),
    maxHeaderSize: 16_384,
    noDelay: true,
  })
  server.maxConnections = limits.connections
  server.setTimeout(4 * limits.heartbeat)
  const connections = boundConnections(server, limits.connectionsByAddress)
  const underWay = watchAnswers(server)
  server.listen({ ...addressOf(listen), backlog: 128 }).unref()
  await once(server, 'listening')
  // What may still come is a connection that could not be taken (no descriptors left): others can, later.
  server.on('error', () => {})
  return {
    port: (server.address() as AddressInfo).port, // it listens on an address, not on a pipe
    get isInUse() {
      return connections.size > 0
    },
    onRequest: (listener) => void server.on('request', listener),
    close: async (limit) => {
      await underWay.sent(limit)
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** What is being answered. */
interface UnderWay {
  /** Comes when all of it was sent, or after so many milliseconds. */
  sent(limit: number): Promise<void>
}

function watchAnswers(server: Server): UnderWay {
  const answers = new Set<ServerResponse>()
  let allSent = () => {}
  server.on('request', (_, response: ServerResponse) => {
    answers.add(response)
    response.once('close', () => {
      answers.delete(response)
      if (answers.size === 0) allSent()
    })
  })
  return {
    sent: async (limit) => {
      if (answers.size === 0) return
      await new Promise<void>((resolve) => {
        const enough = setTimeout(resolve, limit)
        allSent = () => {
          clearTimeout(enough)
          resolve()
        }
      })
    },
  }
}

/** Turns away who has too many connections, and keeps none from letting the process end. */
function boundConnections(server: Server, most: number): ReadonlySet<Socket> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    const alike = [...open].filter(({ remoteAddress }) => remoteAddress === socket.remoteAddress)
    if (alike.length >= most) return socket.destroy()
    socket.unref()
    open.add(socket)
    return socket.once('close', () => open.delete(socket))
  })
  return open
}
