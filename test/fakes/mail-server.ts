import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'
import type { Certificate } from '../support/certificates.ts'

/** A reply other than “fine”: `550 5.1.1 No such user`. */
export type Reply = `${number} ${string}`

export interface MailServerOptions {
  /** Without one the server offers no encryption. */
  readonly certificate?: Certificate
  /** TLS from the first byte. */
  readonly secure?: boolean
  /** Passwords by user; without, anybody may send. */
  readonly users?: Readonly<Record<string, string>>
  /** What the server says to a login instead of looking. */
  readonly login?: () => Reply | undefined
  readonly recipient?: (address: string) => Reply | undefined
  /** After the whole text: a reply, or the connection is cut, before or after the mail was taken, or nothing is said. */
  readonly text?: () => Reply | 'cut' | 'cut-after' | 'hang-after' | undefined
  readonly largest?: number
}

export interface FakeMailServer {
  readonly port: number
  readonly mails: ReceivedMail[]
  /** Connections so far. */
  readonly connections: () => number
  readonly logins: { readonly user: string; readonly wasSecure: boolean }[]
  close(): Promise<void>
}

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly wasSecure: boolean
  readonly raw: Buffer
  /** As an independent parser reads it. */
  readonly parsed: ParsedMail
}

/** A mail server: the dialogue is that of the package `smtp-server`, the mails are read by `mailparser`; only what goes wrong is ours. */
export async function fakeMailServer(options: MailServerOptions = {}): Promise<FakeMailServer> {
  const mails: ReceivedMail[] = []
  const logins: FakeMailServer['logins'] = []
  let connections = 0
  const cut = (session: SMTPServerSession) => {
    for (const connection of server.connections) if (connection.id === session.id) connection.close()
  }
  const server: SMTPServer = new SMTPServer({
    ...settingsOf(options),
    onConnect: (_, done) => {
      connections++
      done()
    },
    onAuth: ({ username = '', password }, session, done) => {
      const reply = options.login?.()
      if (reply) return done(errorOf(reply))
      if (options.users?.[username] !== password) return done(errorOf(`535 5.7.8 authentication failed: ${password}`))
      logins.push({ user: username, wasSecure: session.secure })
      done(null, { user: username })
    },
    onRcptTo: ({ address }, _, done) => {
      const reply = options.recipient?.(address)
      done(reply ? errorOf(reply) : null)
    },
    onData: async (stream, session, done) => {
      const content = await buffer(stream).catch(() => undefined)
      if (!content) return // the client went away in the middle: there is nobody to answer
      const fault = options.text?.()
      if (stream.sizeExceeded) return done(errorOf('552 5.3.4 Message is too large'))
      if (fault === 'cut') return cut(session)
      if (fault && fault !== 'cut-after' && fault !== 'hang-after') return done(errorOf(fault))
      mails.push(await received(session, content))
      if (fault === 'cut-after') return cut(session)
      if (fault !== 'hang-after') done()
    },
  })
  server.on('error', () => {}) // a client that trusts no certificate hangs up
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    mails,
    logins,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const connection of server.connections) connection.close()
        server.close(() => resolve())
      }),
  }
}

function settingsOf({ certificate, secure = false, users, largest }: MailServerOptions): SMTPServerOptions {
  return {
    secure,
    ...(certificate ?? {}),
    disabledCommands: [...(certificate ? [] : ['STARTTLS']), ...(users ? [] : ['AUTH'])],
    authOptional: !users,
    allowInsecureAuth: true,
    hideENHANCEDSTATUSCODES: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    ...(largest === undefined ? {} : { size: largest }),
  }
}

function errorOf(reply: Reply): Error {
  const [code = '', ...words] = reply.split(' ')
  return Object.assign(new Error(words.join(' ')), { responseCode: Number(code) })
}

async function received({ envelope, secure }: SMTPServerSession, raw: Buffer): Promise<ReceivedMail> {
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    wasSecure: secure,
    raw,
    parsed: await simpleParser(raw),
  }
}
