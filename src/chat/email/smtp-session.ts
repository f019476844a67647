import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { default as SMTPConnection, SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection'
import { NetworkFault } from '../../kit/http.ts'
import { trusted } from '../../kit/trusted.ts'
import type { TryLimits } from '../delivery/sender.ts'
import type { MailServer } from './mail-server.ts'
import { codeOf, faultOf, type Refusal, refusalOf, type SmtpFault } from './smtp-fault.ts'

/** The way to a mail server: directly, or through an HTTP proxy. */
export interface Route {
  readonly server: MailServer
  readonly proxy?: string | undefined
  /** Certificates (PEM) that are trusted beside those that Node trusts. */
  readonly ca?: string | undefined
}

export interface Envelope {
  readonly from: string
  readonly to: readonly string[]
}

/** Connects and logs in, and that is all: whether the server would take mail from us. Throws as {@link transmit} does. */
export const tryLogin = (route: Route, limits: TryLimits): Promise<void> => inSession(route, limits, async () => {})

/**
 * Hands a mail to a server; resolves to the recipients it does not take the mail for, while it took it for others. Throws `MailRefused` where
 * it takes it for none, and `NetworkFault` where the dialogue broke off.
 */
export const transmit = (route: Route, limits: TryLimits, envelope: Envelope, mail: Buffer): Promise<readonly Refusal[]> =>
  inSession(route, limits, async (connection, begin) => {
    const text = Readable.from(beginning(mail, begin))
    const to = { from: envelope.from, to: [...envelope.to], size: mail.length }
    const { rejectedErrors = [] } = await call<SMTPConnectionSendInfo>((done) => connection.send(to, text, done))
    return rejectedErrors.map(refusalOf)
  })

/** Read for the first time when the server has asked for the text. */
function* beginning(mail: Buffer, begin: () => void): Generator<Buffer> {
  begin()
  yield mail
}

async function inSession<T>(
  route: Route,
  limits: TryLimits,
  use: (connection: SMTPConnection, begin: () => void) => Promise<T>,
): Promise<T> {
  const { server } = route
  const service = `${server.host}:${server.port}`
  const connection = await newConnection(route, limits)
  let isBegun = false
  const talk = async () => {
    await call<unknown>((done) => connection.connect(done))
    if (server.login) await logIn(connection, server.login)
    return use(connection, () => {
      isBegun = true
    })
  }
  try {
    const result = await Promise.race([talk(), endOf(connection, limits)])
    connection.quit()
    return result
  } catch (error) {
    connection.close()
    throw faultOf(error, service, isBegun)
  }
}

/** Rejects when the connection breaks off, or the time is up. */
function endOf(connection: SMTPConnection, { timeout, signal }: TryLimits): Promise<never> {
  const limit = AbortSignal.any([AbortSignal.timeout(timeout), ...(signal ? [signal] : [])])
  return new Promise((_, reject) => {
    connection.on('error', reject)
    // Its own fault, told at the same time, says more.
    connection.once('end', () => setImmediate(() => reject(new Error('ended'))))
    const giveUp = () => reject(Object.assign(new Error('given up'), { code: 'no answer in time' }))
    if (limit.aborted) giveUp()
    limit.addEventListener('abort', giveUp)
  })
}

async function newConnection({ server, proxy, ca }: Route, { timeout }: TryLimits): Promise<SMTPConnection> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection')
  return new Connection({
    host: server.host,
    port: server.port,
    secure: server.encryption === 'tls',
    requireTLS: server.encryption === 'starttls',
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED does not switch it off.
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca: await trusted(ca) }) },
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    dnsTimeout: timeout,
    socketTimeout: timeout,
    socketCloseTimeout: 500,
    ...(proxy ? { connection: await through(proxy, server, timeout) } : {}),
  })
}

/** A way through an HTTP proxy, by CONNECT. */
async function through(proxy: string, { host, port }: MailServer, timeout: number): Promise<Socket> {
  const { default: connect } = await import('nodemailer/lib/smtp-connection/http-proxy-client')
  return call<Socket>((done) => connect(proxy, port, host, { timeout }, done)).catch((error: SmtpFault) => {
    throw new NetworkFault(`${host}:${port}`, `the proxy does not let through (${codeOf(error)})`, false)
  })
}

const logIn = (connection: SMTPConnection, { user, password }: NonNullable<MailServer['login']>): Promise<unknown> =>
  call<unknown>((done) => connection.login({ user, pass: password }, done))

/** A call with a callback as a promise. */
const call = <T>(start: (done: (error?: Error | null, result?: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result as T)))) // there where there is no error
