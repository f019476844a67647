import type { Duplex } from 'node:stream'
import type { Client, ConnectConfig } from 'ssh2'
import type { Clock } from '../kit/clock.ts'
import { algorithms } from './algorithms.ts'
import { authHandler, type Credentials, type Login, newLogin } from './authentication.ts'
import { hostKeyAlgorithms, judge, type Pins, type Verdict } from './pins.ts'
import type { SshTarget } from './target.ts'

/** What came to pass in a handshake so far: the story to tell when it fails. */
export interface Handshake {
  readonly pins: Pins
  readonly credentials: Credentials
  readonly login: Login
  phase: 'banner' | 'keys' | 'login'
  /** The host key that was presented, and what the pins say of it. */
  presented: Buffer | undefined
  verdict: Verdict | undefined
  /** The last list of algorithms that the host offered: the one that did not match, if any. */
  offered: string
  /** What came first on the line. */
  firstWords: string
  /** When the service for logins was asked for, and the milliseconds until it was granted: a round trip. */
  asked: number | undefined
  answered: number | undefined
}

export const newHandshake = (pins: Pins, credentials: Credentials): Handshake => ({
  pins,
  credentials,
  login: newLogin(),
  phase: 'banner',
  presented: undefined,
  verdict: undefined,
  offered: '',
  firstWords: '',
  asked: undefined,
  answered: undefined,
})

/** 15 s × 3: a dead host is noticed within a minute (facts/deploy.md 4.5). */
const keepAlive = { keepaliveInterval: 15_000, keepaliveCountMax: 3 }

/** ssh2's options for one connection. Nothing of the user leaves before the host key is accepted: ssh2 holds the login until then. */
export const handshakeConfig = (target: SshTarget, line: Duplex, story: Handshake, clock: Clock): ConnectConfig => ({
  ...keepAlive,
  sock: line,
  username: target.user,
  readyTimeout: 0, // we keep the time ourselves
  algorithms: { ...algorithms, serverHostKey: hostKeyAlgorithms(story.pins) } as ConnectConfig['algorithms'] & object, // ours are readonly
  hostVerifier: (blob: Buffer) => {
    story.presented = Buffer.from(blob)
    story.verdict = judge(story.pins, story.presented)
    return story.verdict === 'known'
  },
  authHandler: authHandler(target.user, story.credentials, story.login),
  debug: (words) => listen(words, story, clock),
})

/** The only way to what the host offered, as ssh2's error names no lists, and to its cheapest answer: the service for logins is granted. */
function listen(words: string, story: Handshake, clock: Clock): void {
  if (words.startsWith('Inbound: Received SERVICE_ACCEPT')) story.answered ??= clock.now() - (story.asked ?? 0)
  if (story.phase === 'login') return
  if (words.startsWith('Remote ident')) story.phase = 'keys'
  story.offered = /^Handshake: \(remote\) [^:]+: (.*)$/.exec(words)?.[1] ?? story.offered
}

/** Listens to what a client hears on its way to being ready. */
export function follow(client: Client, line: Duplex, story: Handshake, clock: Clock): void {
  client.on('handshake', () => {
    story.phase = 'login'
    story.asked ??= clock.now()
  })
  client.on('banner', (words) => {
    story.login.banner ||= words.slice(0, 2000)
  })
  client.on('change password', () => {
    story.login.passwordExpired = true
    client.end()
  })
  line.prependOnceListener('data', (data: Buffer) => {
    story.firstWords = data.toString('utf8', 0, 200)
  })
}
