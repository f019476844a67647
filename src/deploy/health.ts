import { Agent, request } from 'node:http'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { RemoteError, textOf } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text, verbatim } from '../kit/text.ts'
import type { SshConnection } from '../ssh/connection.ts'
import type { HookScript } from './hooks.ts'

/** How to find out whether a host is well. Durations in milliseconds. */
export type HealthCheck = (
  | { readonly kind: 'http'; readonly url: string; readonly expect: readonly number[] }
  | { readonly kind: 'command'; readonly hook: HookScript }
) & {
  /** Further tries after the first. */
  readonly retries: number
  readonly every: number
  readonly timeout: number
}

export type Probe = { readonly well: true } | { readonly well: false; readonly because: Text }

/** What an HTTP status says about a host's health. */
export const judgeStatus = (status: number, expect: readonly number[]): Probe =>
  expect.includes(status)
    ? { well: true }
    : { well: false, because: text(`HTTP ${status}, expected ${expect.join(', ')}`, `HTTP ${status}，应为 ${expect.join('、')}`) }

/**
 * Asks a URL as the host itself sees it: the request travels through the SSH connection (`direct-tcpip`), so that the host needs
 * no curl and its loopback addresses mean itself. Only the status counts; the body is not read. `forbidden`: the host forwards
 * nothing, ask in another way.
 */
export async function probeUrl(
  connection: SshConnection,
  url: URL,
  expect: readonly number[],
  signal: AbortSignal,
): Promise<Probe | 'forbidden'> {
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  try {
    const stream = await unlessAborted(connection.dial(host, Number(url.port || (secure ? 443 : 80))), signal)
    const spoken = secure ? connectTls({ socket: stream, host, servername: isIP(host) ? '' : host }) : stream
    return judgeStatus(await statusOf(url, spoken, signal), expect)
  } catch (error) {
    if (error instanceof RemoteError && error.code === 'host-permission') return 'forbidden'
    return { well: false, because: signal.aborted ? noAnswer : faultText(error) }
  }
}

export const noAnswer = text('no answer in time', '未在时限内应答')

/** A connection that comes too late is closed again. */
async function unlessAborted(dialling: Promise<Duplex>, signal: AbortSignal): Promise<Duplex> {
  const late = Promise.withResolvers<never>()
  const give = () => late.reject(signal.reason)
  signal.addEventListener('abort', give, { once: true })
  if (signal.aborted) give()
  try {
    return await Promise.race([dialling, late.promise])
  } catch (error) {
    dialling.then(
      (stream) => stream.destroy(),
      () => {},
    )
    throw error
  } finally {
    signal.removeEventListener('abort', give)
  }
}

/** Plain HTTP over whatever the stream is: where it is encrypted, that is done below. */
function statusOf(url: URL, stream: Duplex, signal: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const agent = new Agent({ keepAlive: false })
  agent.createConnection = () => stream as never // a duplex stream is all that the client uses of a socket
  const headers = { host: url.host, 'user-agent': 'sallyport', connection: 'close' }
  const auth = url.username ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` } : {}
  const call = request({ agent, signal, headers, path: `${url.pathname}${url.search}`, ...auth }, (response) => {
    response.destroy()
    resolve(response.statusCode ?? 0)
  })
  call.on('error', reject)
  stream.on('error', reject)
  call.end()
  return promise.finally(() => stream.destroy())
}

const certificateFaults = /CERT|SIGNATURE|ISSUER|SELF_SIGNED|ALTNAME/

function faultText(error: unknown): Text {
  const { code, message } = error as { code?: unknown; message?: unknown } // whatever was thrown: both are looked at as words
  if (error instanceof RemoteError || !certificateFaults.test(String(code))) return textOf(error)
  const words = printable(String(message))
  return text(
    `its certificate is not trusted (${words}); ask http: on the loopback address, or use “run:” with a client that is told to trust it`,
    `其证书不受信任（${words}）；请改用回环地址上的 http:，或用“run:”调用信任该证书的客户端`,
  )
}

/**
 * The same question, asked by the host's own curl or wget, for hosts that forward nothing. The address travels in the
 * environment, and to curl on its standard input. busybox is told no time: with `-T` that of Debian 12 crashes.
 */
export const askByHost = (url: URL, milliseconds: number): HookScript => ({
  script: `unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY
ask() { wget -S -O /dev/null -U sallyport "$@" "$CHECK_URL" 2>&1; }
if command -v curl >/dev/null 2>&1; then
  printf 'url = "%s"\\n' "$CHECK_URL" | curl -q -K - -sS -o /dev/null -A sallyport -m "$CHECK_SECONDS" -w 'status %{http_code}\\n'
elif ! command -v wget >/dev/null 2>&1; then echo 'no client'
elif wget --help 2>&1 | grep -q max-redirect; then ask -T "$CHECK_SECONDS" -t 1 --max-redirect=0 --no-iri
else ask
fi`,
  variables: { CHECK_URL: url.href.replaceAll('\\', '%5C'), CHECK_SECONDS: String(Math.max(1, Math.ceil(milliseconds / 1000))) },
})

/** Reads what {@link askByHost} printed: curl's line with the status, or wget's with the answer; else the line that says why. */
export function readAnswer(lines: readonly string[], expect: readonly number[]): Probe {
  const status = lines.map((line) => /^status ([1-5]\d\d)$|HTTP\/[\d.]+ ([1-5]\d\d)/.exec(line)).find((found) => found !== null)
  if (status) return judgeStatus(Number(status[1] ?? status[2]), expect)
  if (!lines.includes('no client')) {
    const why = lines.find((line) => /^curl: \(\d+\)|fail|error|refused|can't|unable|timed out/i.test(line)) ?? lines.at(-1)
    return { well: false, because: why ? verbatim(why) : text('no answer', '没有应答') }
  }
  return {
    well: false,
    because: text(
      'the host forbids forwarding (AllowTcpForwarding) and has neither curl nor wget; allow one of them, or use “run:”',
      '主机禁止转发（AllowTcpForwarding），且没有 curl 或 wget；请允许其一，或改用“run:”',
    ),
  }
}
