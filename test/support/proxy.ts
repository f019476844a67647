import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { type Link, type LinkOptions, openLink } from './proxy-link.ts'

export interface ProxyOptions extends LinkOptions {
  /** How many connections are cut by `cutAfter` and `cutAfterDown`; later ones pass. 1 by default. */
  readonly cutTimes?: number
}

export interface ProxyTarget {
  readonly host?: string
  readonly port: number
}

/** A TCP proxy on 127.0.0.1 that makes a network worse. */
export interface TcpProxy {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Bytes from clients, all connections together. */
  readonly bytesUp: number
  /** Bytes from servers, all connections together. */
  readonly bytesDown: number
  /** How many connections there were in all. */
  readonly connections: number
  /** Cuts every open connection (RST to both ends). */
  cut(): void
  /** Lets nothing pass from now on, in open and in new connections. */
  stall(): void
  resume(): void
  /** Refuses new connections; open ones go on. */
  refuse(): void
  /** Takes new connections again. */
  accept(): Promise<void>
  close(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a proxy in front of a server, of this machine unless `target.host` says otherwise. */
export async function startProxy(target: ProxyTarget, options: ProxyOptions = {}): Promise<TcpProxy> {
  const links: Link[] = []
  let cutsLeft = options.cutTimes ?? 1
  let stalled = false
  const server = createServer({ allowHalfOpen: true, noDelay: true })
  server.on('connection', (client: Socket) => {
    const link = openLink(client, target, options, () => cutsLeft-- > 0)
    links.push(link)
    if (stalled) link.stall()
  })
  const listen = async (port: number) => void (await once(server.listen(port, '127.0.0.1'), 'listening'))
  await listen(0)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const total = (count: (link: Link) => number) => links.reduce((sum, link) => sum + count(link), 0)
  const setStalled = (value: boolean) => {
    stalled = value
    for (const link of links) value ? link.stall() : link.resume()
  }
  const cut = () => {
    for (const link of links) link.cut()
  }
  const close = () => {
    server.close()
    cut()
  }
  return {
    host: '127.0.0.1',
    port,
    get bytesUp() {
      return total((link) => link.bytesUp)
    },
    get bytesDown() {
      return total((link) => link.bytesDown)
    },
    get connections() {
      return links.length
    },
    cut,
    stall: () => setStalled(true),
    resume: () => setStalled(false),
    refuse: () => void server.close(),
    accept: () => listen(port),
    close,
    [Symbol.asyncDispose]: async () => close(),
  }
}
