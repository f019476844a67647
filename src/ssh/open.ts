import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import type { Client } from 'ssh2'
import type { Clock } from '../kit/clock.ts'
import { RemoteError } from '../kit/errors.ts'
import type { Credentials } from './authentication.ts'
import type { Begin, SshConnection } from './connection.ts'
import { established } from './established.ts'
import { follow, type Handshake, handshakeConfig, newHandshake } from './handshake.ts'
import { handshakeFailure } from './handshake-failures.ts'
import { hasten } from './haste.ts'
import { coalesce, dialTcp, type Line, within } from './line.ts'
import type { Pins } from './pins.ts'
import { placeOf } from './place.ts'
import { reachFailure } from './reach-failures.ts'
import { plainSessions } from './sessions.ts'
import type { SshTarget } from './target.ts'

/** What one attempt needs, read and checked before. */
export interface Attempt {
  readonly target: SshTarget
  readonly pins: Pins
  readonly credentials: Credentials
  /** The connection to go through, if the target has a jump host. */
  readonly through: SshConnection | undefined
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Milliseconds for the handshake; the line below it has at most half of it. */
  readonly timeout: number
  /** Whether to leave out what need not be waited for, where the host is known to be good for it. */
  readonly isHasty: boolean
  /** Gets the connection in the making: see {@link Begin}. */
  readonly begin: Begin | undefined
}

/** Opens one connection, once. Throws {@link KnownError} with the whole story, or the signal's reason. */
export async function open(attempt: Attempt): Promise<SshConnection> {
  const [line, { default: Ssh }] = await Promise.all([dial(attempt), loadBehind()])
  return within(attempt.timeout, attempt, (signal) => shakeHands(new Ssh(), line, attempt, signal))
}

/** What speaks SSH is loaded while the line is dialled. */
async function loadBehind() {
  await turn()
  return import('ssh2/lib/client.js')
}

async function dial({ target, through, clock, signal, timeout }: Attempt): Promise<Line> {
  try {
    return await within(timeout / 2, { clock, signal }, (limited) =>
      through ? forward(through, target, clock, limited) : dialTcp(target.host, target.port, { clock, signal: limited }),
    )
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw error instanceof RemoteError ? asOf(target, error) : reachFailure(target, error)
  }
}

/** A failure of the jump host to go on is a failure to reach the target. */
const asOf = (target: SshTarget, { code, problem, remedy, retryable, cause }: RemoteError): RemoteError =>
  new RemoteError({ code, party: target.name, retryable, problem, where: placeOf(target), ...(remedy ? { remedy } : {}), cause })

async function forward(through: SshConnection, target: SshTarget, clock: Clock, signal: AbortSignal): Promise<Line> {
  signal.throwIfAborted()
  const started = clock.now()
  const dialling = through.dial(target.host, target.port)
  const stream = await Promise.race([dialling, once(signal, 'abort').then(() => undefined)])
  if (!stream) {
    dialling.then((late) => late.destroy()).catch(() => undefined)
    throw signal.reason
  }
  return { stream: coalesce(stream), took: clock.now() - started }
}

async function shakeHands(client: Client, { stream, took }: Line, attempt: Attempt, signal: AbortSignal): Promise<SshConnection> {
  const { target, credentials, clock } = attempt
  const story = newHandshake(attempt.pins, credentials)
  try {
    return await ready(client, signal, story, () => {
      client.connect(handshakeConfig(target, stream, story, clock))
      follow(client, stream, story, clock)
      const sessions = attempt.isHasty ? hasten(client, credentials) : plainSessions(client)
      const inTheMaking = established({ target, client, line: stream, sessions, roundTrip: () => story.answered ?? took })
      attempt.begin?.(inTheMaking)
      return inTheMaking
    })
  } catch (error) {
    setImmediate(() => stream.destroy()) // what ssh2 says as a farewell leaves first
    throw attempt.signal.aborted ? attempt.signal.reason : handshakeFailure(target, story, error)
  }
}

/** Settles with what was started when the client is ready, or with what ended it: an error, a silent close (undefined), the signal. */
function ready<T>(client: Client, signal: AbortSignal, story: Handshake, start: () => T): Promise<T> {
  return new Promise((fulfil, reject) => {
    client.on('error', (error) => {
      if (error.level !== 'agent') return reject(error) // listens for life: some failures are told twice
      story.login.agentTrouble = error.message // ssh2 goes on with the next method
    })
    client.on('close', () => reject(undefined))
    signal.throwIfAborted()
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    const started = start()
    client.on('ready', () => fulfil(started))
  })
}
