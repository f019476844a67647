import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** A request at the store, as it was answered. */
export interface StoreRequest {
  readonly authorization: string | undefined
  readonly range: string | undefined
  readonly status: number
}

/** The store that has the logs: another address, a signature instead of a token. */
export interface LogStore {
  /** An address at which these words can be read for a minute. */
  signed(name: string, words: string): Promise<string>
  readonly requests: readonly StoreRequest[]
  /** How it behaves; tests change it. */
  readonly rules: { knowsRanges: boolean; failsNext: number }
  close(): Promise<void>
}

/** How long an address can be used, in milliseconds (docs "Download job logs for a workflow run": one minute). */
const life = 60_000
const key = 'of the store'

/**
 * As Azure's blobs: refuses an `Authorization` that is none of its own, even where the signature is good; ranges begin with a number, any other is
 * passed over; 416 where there is no first byte. It starts with the first address.
 */
export function logStore(now: () => number): LogStore {
  const kept = new Map<string, Buffer>()
  const requests: StoreRequest[] = []
  const rules = { knowsRanges: true, failsNext: 0 }
  let opened: Promise<Server> | undefined
  const handle = (incoming: IncomingMessage, response: ServerResponse) => {
    const status = answer(incoming, response, { kept, rules, now })
    requests.push({ authorization: incoming.headers.authorization, range: incoming.headers.range, status })
  }
  const open = async () => {
    const server = createServer(handle)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return server
  }
  return {
    requests,
    rules,
    signed: async (name, words) => {
      opened ??= open()
      const address = (await opened).address()
      kept.set(name, Buffer.from(words))
      const until = String(now() + life)
      return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/${name}?se=${until}&sig=${signatureOf(name, until)}`
    },
    close: async () => {
      const server = await opened
      server?.closeAllConnections()
      if (server) await new Promise((resolve) => server.close(resolve))
    },
  }
}

const signatureOf = (name: string, until: string): string => createHmac('sha256', key).update(`${name}\n${until}`).digest('hex')

interface Store {
  readonly kept: ReadonlyMap<string, Buffer>
  readonly rules: LogStore['rules']
  readonly now: () => number
}

function answer(incoming: IncomingMessage, response: ServerResponse, { kept, rules, now }: Store): number {
  const url = new URL(incoming.url ?? '/', 'http://store.test')
  const name = url.pathname.slice(1)
  const until = url.searchParams.get('se') ?? ''
  const say = (status: number, body: string | Buffer = '', headers: Record<string, string> = {}): number => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(body)
    return status
  }
  if (rules.failsNext > 0) {
    rules.failsNext--
    return say(503, 'Server busy')
  }
  if (incoming.headers.authorization !== undefined) return say(400, '<Error><Code>InvalidAuthenticationInfo</Code></Error>')
  if (!isEqual(url.searchParams.get('sig') ?? '', signatureOf(name, until)) || Number(until) < now()) {
    return say(403, '<Error><Code>AuthenticationFailed</Code></Error>')
  }
  const words = kept.get(name)
  if (!words) return say(404, '<Error><Code>BlobNotFound</Code></Error>')
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(incoming.headers.range ?? '') ?? []
  if (from === undefined || !rules.knowsRanges) return say(200, words)
  if (Number(from) >= words.length) return say(416, '<Error><Code>InvalidRange</Code></Error>')
  const end = Math.min(words.length - 1, to ? Number(to) : words.length - 1)
  return say(206, words.subarray(Number(from), end + 1), { 'content-range': `bytes ${from}-${end}/${words.length}` })
}

const isEqual = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
