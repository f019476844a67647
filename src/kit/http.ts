import type { IncomingHttpHeaders, IncomingMessage, Agent as PlainAgent } from 'node:http'
import type { SecureContext } from 'node:tls'
import { certificateReason, trustRemedy } from './certificate-fault.ts'
import { RemoteError } from './errors.ts'
import { type Text, text } from './text.ts'
import { trusted } from './trusted.ts'

export interface HttpRequest {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Milliseconds for the whole exchange; default 20 seconds. */
  readonly timeout?: number
  readonly signal?: AbortSignal
  /** Keeps the last so many bytes of the answer alone, however long it is. Default: all of it, and no more than 16 MiB. */
  readonly keepLast?: number
}

export interface HttpResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Whether it began earlier than what was kept of it. */
  readonly isCut?: true
}

/** Sends requests over kept connections. Any answer is an answer, whatever its status; redirects are not followed. */
export interface Http {
  /** Throws a {@link NetworkFault} when there is no whole answer, and the signal's reason when that aborts. */
  send(request: HttpRequest): Promise<HttpResponse>
  close(): void
}

/** There was no answer, or not all of it. Says the service by its host alone: paths and queries may hold secrets. */
export class NetworkFault extends RemoteError {
  /** Whether the service may have carried the request out all the same. */
  readonly mayHaveArrived: boolean
  /** The service's certificate could not be verified: no later try mends that. */
  readonly isDistrusted: boolean

  /** `words`: the code of Node's fault where it has one. */
  constructor(host: string, words: string, mayHaveArrived: boolean) {
    const distrust = mayHaveArrived ? undefined : certificateReason(words)
    const explanation = distrust ? distrusted(host, words, distrust) : unreachable(host, words)
    super({ code: 'network-failed', party: host, retryable: true, ...explanation })
    this.mayHaveArrived = mayHaveArrived
    this.isDistrusted = distrust !== undefined
  }
}

const unreachable = (host: string, words: string) => ({
  problem: text(`${host} cannot be reached: ${words}.`, `无法访问 ${host}：${words}。`),
  remedy: text(
    'Check the network and proxy of the runner, and whether the service is up.',
    '请检查运行器的网络和代理，以及该服务是否正常。',
  ),
})

const distrusted = (host: string, code: string, reason: Text) => ({
  problem: text(`The certificate of ${host} is refused: ${reason.en} (${code}).`, `拒绝了 ${host} 的证书：${reason['zh-CN']}（${code}）。`),
  remedy: trustRemedy,
})

/** Larger answers are cut off as a fault, in bytes. */
const largestAnswer = 16 * 1024 * 1024
const usualTimeout = 20_000

/** A way to a service: through a proxy, or without. */
interface Way {
  readonly proxy: Readonly<Record<string, string>>
  /** Kept connections, by protocol. */
  readonly agents: Map<string, PlainAgent>
}

export interface HttpOptions {
  /** Address of a proxy for all requests. */
  readonly proxy?: string | undefined
  /** Certificates (PEM) that are trusted beside those that Node trusts; see `authorityOf`. */
  readonly ca?: string | undefined
  readonly env: NodeJS.ProcessEnv
}

/**
 * An HTTP client. With `proxy`, requests go through it, and directly where it cannot be reached; without, the variables `HTTP_PROXY`,
 * `HTTPS_PROXY` and `NO_PROXY` of `env` decide. What served the last request is tried first for the next one.
 */
export function httpWith({ proxy, ca, env }: HttpOptions): Http {
  const ways = waysOf(proxy, env)
  const trust = trustIn(ca)
  return {
    send: async (request) => {
      for (const [index, way] of [...ways].entries()) {
        try {
          const response = await exchange(request, way, trust)
          if (index > 0) ways.unshift(...ways.splice(ways.indexOf(way), 1))
          return response
        } catch (error) {
          if (!(error instanceof NetworkFault) || error.mayHaveArrived || index === ways.length - 1) throw error
        }
      }
      throw new Error('there is always a way')
    },
    close: () => {
      for (const agent of ways.flatMap(({ agents }) => [...agents.values()])) agent.destroy()
    },
  }
}

function waysOf(proxy: string | undefined, env: NodeJS.ProcessEnv): Way[] {
  const direct = wayBy({})
  if (proxy) return [wayBy({ HTTP_PROXY: proxy, HTTPS_PROXY: proxy }), direct]
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const
  const given = names.flatMap((name) => [env[name.toLowerCase()] ?? env[name]].flatMap((value) => (value ? [[name, value] as const] : [])))
  return given.some(([name]) => name !== 'NO_PROXY') ? [wayBy(Object.fromEntries(given)), direct] : [direct]
}

const wayBy = (proxy: Way['proxy']): Way => ({ proxy, agents: new Map() })

/** Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED does not switch it off; plain HTTP takes no notice. */
const verification = { rejectUnauthorized: true }

type Trust = () => Promise<{ readonly secureContext?: SecureContext }>

/** What connections trust. Made once, when the first is opened: reading a list of authorities takes a while. */
function trustIn(ca: string | undefined): Trust {
  if (ca === undefined) return async () => ({})
  const make = async () => ({ secureContext: (await import('node:tls')).createSecureContext({ ca: await trusted(ca) }) })
  let made: ReturnType<typeof make> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Node's own connection to a proxy heeds its switch for everything, and cannot be told otherwise: better past the proxy. */
const isUnverified = ({ proxy }: Way): boolean =>
  process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0' && Object.values(proxy).some((address) => /^https:/i.test(address))

async function exchange(request: HttpRequest, way: Way, trust: Trust): Promise<HttpResponse> {
  const url = new URL(request.url)
  if (isUnverified(way)) throw new NetworkFault(url.host, 'the certificate of the proxy would not be verified', false)
  const { request: open, Agent } = url.protocol === 'http:' ? await import('node:http') : await import('node:https')
  const options = { keepAlive: true, proxyEnv: way.proxy, ...verification, ...(url.protocol === 'http:' ? {} : await trust()) }
  const agent = way.agents.get(url.protocol) ?? new Agent(options)
  way.agents.set(url.protocol, agent)
  const signals = [AbortSignal.timeout(request.timeout ?? usualTimeout), ...(request.signal ? [request.signal] : [])]
  return new Promise<HttpResponse>((resolve, reject) => {
    let isSent = false
    const headers = { 'user-agent': 'sallyport', ...request.headers, ...lengthOf(request.body) }
    const call = open(url, { method: request.method ?? 'GET', headers, agent, signal: AbortSignal.any(signals) })
    const fail = (error: unknown) =>
      reject(request.signal?.aborted ? request.signal.reason : new NetworkFault(url.host, wordsOf(error), isSent))
    call.once('socket', (socket) => {
      if (!socket.connecting) isSent = true
      else socket.once(url.protocol === 'http:' ? 'connect' : 'secureConnect', () => (isSent = true))
    })
    call.once('error', fail)
    call.once('response', (response) => readAnswer(response, request.keepLast).then(resolve, fail))
    call.end(request.body)
  })
}

const lengthOf = (body: string | Buffer | undefined) => (body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) })

async function readAnswer(response: IncomingMessage, keepLast: number | undefined): Promise<HttpResponse> {
  const chunks: Buffer[] = []
  let [size, dropped] = [0, 0]
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (keepLast === undefined && size > largestAnswer) throw new Error(`its answer is longer than ${largestAnswer} bytes`)
    chunks.push(chunk)
    while (keepLast !== undefined && size - dropped - (chunks[0]?.length ?? 0) >= keepLast) dropped += chunks.shift()?.length ?? 0
  }
  const isCut = keepLast !== undefined && size > keepLast
  const kept = Buffer.concat(chunks)
  const body = (isCut ? kept.subarray(kept.length - keepLast) : kept).toString('utf8')
  return { status: response.statusCode ?? 0, headers: response.headers, body, ...(isCut ? { isCut } : {}) }
}

/** What went wrong, by its code where it has one: messages of Node may repeat the address. */
function wordsOf(error: unknown): string {
  const { name, code, message = 'unknown fault' } = error as Partial<NodeJS.ErrnoException> // whatever it is, its parts are looked at one by one
  if (name === 'AbortError' || name === 'TimeoutError') return 'no answer in time'
  return typeof code === 'string' ? code : message.replace(/https?:\/\/\S+/g, '…').slice(0, 200)
}

/** JSON of an answer; undefined when it is none. */
export function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(response.body)
  } catch {
    return undefined
  }
}
