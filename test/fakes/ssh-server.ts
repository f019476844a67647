import { once } from 'node:events'
import { createServer, type Socket, type Server as TcpServer } from 'node:net'
import ssh2, { type Algorithms, type AuthContext, type Connection, type ServerChannel, type TcpipRequestInfo } from 'ssh2'
import { makeKey } from '../support/keys.ts'

/** What a scripted SSH server does; without a script it lets everybody in and every command end with 0. */
export interface Script {
  /** Private keys of the host, OpenSSH format; one ed25519 key by default. */
  readonly hostKeys?: readonly string[]
  readonly algorithms?: Algorithms
  /** What it calls itself; by default the library's name. */
  readonly software?: string
  /** Text shown before the login. */
  readonly banner?: string
  /** Decides on each attempt to log in. */
  readonly login?: (attempt: AuthContext) => void
  /** Plays a command. */
  readonly exec?: (channel: ServerChannel, command: string) => void
  /** Told of each channel for a command that is asked for. */
  readonly onSession?: () => void
  /** `refuse`: opens no channel for commands. `ignore`: never answers the request for a command. */
  readonly sessions?: 'refuse' | 'ignore'
  /** So many commands are refused before one is started. */
  readonly refusals?: number
  /** Plays a connection forwarded to where the client says; without it forwarding is forbidden. */
  readonly forwardTo?: (stream: ServerChannel, to: TcpipRequestInfo) => void
}

/** A server in this process that speaks SSH, badly if told to. */
export interface FakeServer {
  readonly host: '127.0.0.1'
  readonly port: number
  /** The public line of its first host key; empty for {@link startRawServer}. */
  readonly hostKey: string
  /** TCP connections so far. */
  readonly connections: number
  /** What clients offered, in order: `publickey`, `publickey+signature`, `password:…`. */
  readonly logins: readonly string[]
  /** Cuts every connection. */
  cut(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a server that plays the script. */
export async function startSshServer(script: Script = {}): Promise<FakeServer> {
  const pair = script.hostKeys ? undefined : await makeKey('ed25519')
  const logins: string[] = []
  const server = new ssh2.Server({
    hostKeys: script.hostKeys ? [...script.hostKeys] : [pair?.private ?? ''],
    ...(script.algorithms ? { algorithms: script.algorithms } : {}),
    ...(script.software ? { ident: script.software } : {}),
    ...(script.banner ? { banner: script.banner } : {}),
  })
  server.on('connection', (client) => {
    client.on('error', () => undefined)
    client.on('authentication', (attempt) => {
      logins.push(loginOf(attempt))
      if (script.login) script.login(attempt)
      else attempt.accept()
    })
    client.on('ready', () => serve(client, script))
  })
  // The server that ssh2 makes inside has no way to turn Nagle's algorithm off; one of ours that hands its sockets over has.
  const front = await startRawServer((socket) => void server.injectSocket(socket))
  return Object.assign(front, { hostKey: pair?.public.split(' ').slice(0, 2).join(' ') ?? '', logins })
}

function loginOf(attempt: AuthContext): string {
  if (attempt.method === 'publickey') return attempt.signature ? 'publickey+signature' : 'publickey'
  return attempt.method === 'password' ? `password:${attempt.password}` : attempt.method
}

function serve(client: Connection, script: Script): void {
  let refusals = script.refusals ?? 0
  client.on('session', (accept, reject) => {
    script.onSession?.()
    if (script.sessions === 'refuse') return void reject()
    accept().on('exec', (acceptExec, rejectExec, { command }) => {
      if (script.sessions === 'ignore') return
      if (refusals-- > 0) return rejectExec()
      const channel: ServerChannel = acceptExec()
      channel.on('error', () => undefined)
      if (script.exec) return script.exec(channel, command)
      channel.exit(0)
      channel.end()
    })
  })
  const { forwardTo } = script
  if (forwardTo) client.on('tcpip', (accept, _reject, to) => forwardTo(accept(), to)) // without a listener ssh2 says that it is forbidden
}

/** Starts a server that does with each connection what `play` says: silence, garbage, an early end. */
export async function startRawServer(play: (socket: Socket) => void): Promise<FakeServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server: TcpServer = createServer({ noDelay: true }, (socket) => {
    connections++
    sockets.add(socket.on('error', () => undefined))
    socket.on('close', () => sockets.delete(socket))
    play(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address ? address.port : 0,
    hostKey: '',
    get connections() {
      return connections
    },
    logins: [],
    cut,
    [Symbol.asyncDispose]: async () => {
      server.close()
      cut()
    },
  }
}
