import type { Client, ClientChannel } from 'ssh2'

/*
 * What we do inside of ssh2 (1.17.0), beyond what it offers: requests leave before those ahead of them are answered, each time a round trip
 * less. What this leans on is looked for first; where it is not as we know it nothing is touched, and all goes ssh2's own way, only slower.
 */

/** The parts of a client that are reached into. */
export interface Inside {
  readonly client: Client
  readonly protocol: Protocol
  readonly channels: { add(opened: Opened): number }
}

/** What the host answered to a request for a channel, or for a command on it. */
export type Opened = (error: Error | undefined, channel: ClientChannel) => void

interface Protocol {
  readonly _handlers: Record<'SERVICE_ACCEPT' | 'EXT_INFO' | 'GLOBAL_REQUEST', (protocol: Protocol, ...content: unknown[]) => void>
  readonly _packetRW: { readonly write: { readonly allocStart: number; alloc(length: number): Buffer; finalize(packet: Buffer): Buffer } }
  readonly _cipher: { encrypt(packet: Buffer): void }
  /** Ours, while keys are being agreed on. */
  readonly _kexinit: Buffer | undefined
  authPK(user: string, key: SigningKey, algorithm?: string, sign?: Sign): void
  session(channel: number, window: number, packetSize: number): void
  exec(channel: number, command: string, wantsReply: boolean): void
  channelData(channel: number, data: Buffer): void
}

type Sign = (data: Buffer, done: (signature: Buffer) => void) => void

/** A parsed key. Those of an agent are no private ones. */
interface SigningKey {
  isPrivateKey(): boolean
  sign(data: Buffer, digest?: string): Buffer | Error
}

interface InnerChannel {
  readonly outgoing: { readonly id: number; readonly state: string; window: number }
  /** Of the requests that wait for their answer: told whether it was no. */
  readonly _callbacks: ((refused: boolean | Error) => void)[]
}

const innerOf = (channel: ClientChannel): InnerChannel => channel as unknown as InnerChannel // what it keeps for itself has no types

/** The inside of a client that has begun to connect; undefined when it is not as we know it. */
export function insideOf(client: Client): Inside | undefined {
  const { _protocol: protocol, _chanMgr: channels } = client as unknown as { _protocol?: Protocol; _chanMgr?: Inside['channels'] } // no types
  const { SERVICE_ACCEPT: accept, EXT_INFO: inform, GLOBAL_REQUEST: ask } = protocol?._handlers ?? {}
  const { alloc, finalize } = protocol?._packetRW?.write ?? {}
  const { authPK, session, exec, channelData, _cipher: cipher } = protocol ?? {}
  const leantOn = [accept, inform, ask, alloc, finalize, authPK, session, exec, channelData, cipher?.encrypt, channels?.add]
  return protocol && channels && leantOn.every((part) => typeof part === 'function') ? { client, protocol, channels } : undefined
}

/** What the server calls itself: `OpenSSH_9.2p1`. Empty before it did. */
export const softwareOf = ({ client }: Inside): string => String((client as unknown as { _remoteVer?: string })._remoteVer ?? '')

/**
 * Signs with a key of ours in the first request that names it, instead of asking before whether the host would take that key. A key of an
 * agent is still asked for: signing may need its owner. `sent` runs after each such request.
 */
export function signAtOnce({ protocol }: Inside, sent: () => void): void {
  const authPK = protocol.authPK.bind(protocol)
  protocol.authPK = (user, key, algorithm, sign) => {
    if (sign || !key.isPrivateKey()) return authPK(user, key, algorithm, sign)
    authPK(user, key, algorithm, (data, done) => {
      const signature = key.sign(data, digests[algorithm ?? ''])
      if (signature instanceof Error) return authPK(user, key, algorithm) // ssh2 will fail at it as well, and tell
      done(signature)
      sent()
    })
  }
}

const digests: Readonly<Record<string, string>> = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512', 'ssh-rsa': 'sha1' }

/**
 * Logs in right behind the request for the service that logins belong to. `mayStart` is asked once keys are agreed on and the host is known:
 * nothing of the user leaves before. With `informed` the login waits for the signatures that the host says it takes (EXT_INFO), or until it
 * is clear that it says nothing.
 */
export function loginAtOnce(inside: Inside, mayStart: () => boolean, informed: boolean): void {
  const { client, protocol } = inside
  const { SERVICE_ACCEPT: begin, EXT_INFO: learn } = protocol._handlers
  let state: 'closed' | 'open' | 'begun' | 'granted' = 'closed'
  const start = () => {
    if (state !== 'open') return
    state = 'begun'
    try {
      begin(protocol, 'ssh-userauth')
    } catch (error) {
      client.emit('error', error as Error) // as ssh2 tells what happens while it reads
    }
  }
  protocol._handlers.SERVICE_ACCEPT = (...accepted) => {
    const before = state
    state = 'granted'
    if (before === 'begun') answerAtOnce(inside)
    else if (before !== 'granted') begin(...accepted)
  }
  protocol._handlers.EXT_INFO = (...told) => {
    learn(...told)
    process.nextTick(start)
  }
  client.once('handshake', () => {
    if (!mayStart()) return
    state = 'open'
    if (!informed) process.nextTick(start) // the request for the service leaves first: its answer tells the round trip
  })
}

/**
 * Lets OpenSSH's list of its host keys be. ssh2 would have each of them proven by a signature before anything else is answered; what we trust
 * is pinned.
 */
export function passOverHostKeys(inside: Inside): void {
  const { _handlers: handlers } = inside.protocol
  const handle = handlers.GLOBAL_REQUEST
  handlers.GLOBAL_REQUEST = (protocol, name, wantsReply, ...content) => {
    if (name === 'hostkeys-00@openssh.com' && !wantsReply) answerAtOnce(inside)
    else handle(protocol, name, wantsReply, ...content)
  }
}

/**
 * Sends a message that says nothing (RFC 4253 11.2). A server whose socket gathers what is small (Nagle's algorithm: OpenSSH before 10.1) holds
 * its next answer back until the one before it has been acknowledged, and an acknowledgement that has nothing to go with may take 40 ms.
 */
export function answerAtOnce({ protocol }: Inside): void {
  if (protocol._kexinit) return
  const { write } = protocol._packetRW
  const packet = write.alloc(5)
  packet.fill(0, write.allocStart, write.allocStart + 5)
  packet[write.allocStart] = 2 // SSH_MSG_IGNORE, and an empty text
  protocol._cipher.encrypt(write.finalize(packet))
}

/** What ssh2 grants on every channel of its own: it reckons with these numbers, whatever was said. */
const [window, packetSize] = [2 << 20, 32 << 10]

/** Opens a channel for a command, as `client.exec` does first. */
export function openSession({ protocol, channels }: Inside, opened: Opened): void {
  const told: Opened = (error, channel) => {
    for (const stream of error ? [] : [channel, channel.stderr]) stream.on('error', () => undefined) // a host may say things out of turn
    opened(error, channel)
  }
  protocol.session(channels.add(Object.assign(told, { type: 'session' })), window, packetSize)
}

/** Where the first bytes of a command's input go. */
export interface Sink {
  write(bytes: Buffer): void
  /** Whether nothing more can be written. */
  readonly writableEnded: boolean
}

/**
 * Asks for a command on an open channel, as `client.exec` does then. Returns how many bytes of its input may follow before the answer: what
 * the host has granted, or where that is nothing the credit, which is taken back with the answer.
 */
export function startCommand(inside: Inside, channel: ClientChannel, command: string, credit: number, done: Opened): number {
  const room = awaitCommand(channel, credit, 0, done)
  inside.protocol.exec(innerOf(channel).outgoing.id, command, true)
  return room
}

interface BlindStart {
  early(sink: Sink): void
  opened(channel: ClientChannel, room: number, sent: number): void
  refused(): void
  readonly done: Opened
}

/** The number that a host gives to the first channel of a connection. */
const firstChannel = 0

/**
 * Asks for the connection's first channel and at once for a command on it. `early` is handed a sink for the first bytes of the command's input, as many
 * as the credit; `opened` runs when the channel is there, with the bytes that may be sent in all and those that were; `refused` when there is none.
 */
export function startBlindly(inside: Inside, command: string, credit: number, { early, opened, refused, done }: BlindStart): void {
  const { protocol, client } = inside
  let sent = 0
  let isRefused = false
  openSession(inside, (error, channel) => {
    isRefused = Boolean(error)
    if (error) return refused()
    if (innerOf(channel).outgoing.id !== firstChannel) return void client.destroy() // what was asked for went elsewhere
    opened(channel, awaitCommand(channel, credit, sent, done), sent)
  })
  protocol.exec(firstChannel, command, true)
  early({
    get writableEnded() {
      return isRefused
    },
    write: (bytes) => {
      sent += bytes.length
      protocol.channelData(firstChannel, bytes)
    },
  })
}

/** Has the answer to a command that was asked for told. Returns how many bytes may be sent before it, those that were `sent` included. */
function awaitCommand(channel: ClientChannel, credit: number, sent: number, done: Opened): number {
  const { outgoing, _callbacks: waiting } = innerOf(channel)
  const lent = outgoing.window === 0 ? credit : 0
  const room = outgoing.window + lent
  outgoing.window = Math.max(0, room - sent)
  waiting.push((refused) => {
    outgoing.window = Math.max(0, outgoing.window - lent)
    if (refused) channel.close()
    done(refused === true ? new Error('Unable to exec') : refused || undefined, channel)
  })
  return room
}
