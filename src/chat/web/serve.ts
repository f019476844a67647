import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Limits } from './limits.ts'

/** A server that listens. */
export interface Served {
  readonly port: number
  /** Whether somebody is connected just now. */
  readonly isInUse: boolean
  onRequest(listener: RequestListener): void
  /** Stops at once, whatever is under way. */
  close(): Promise<void>
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
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
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
