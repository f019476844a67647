import type { AuthContext, ServerChannel } from 'ssh2'
import { InputError, type KnownError, RemoteError } from '../../../src/kit/errors.ts'
import { type ConnectOptions, connect } from '../../../src/ssh/connect.ts'
import type { SshTarget } from '../../../src/ssh/target.ts'
import type { FakeServer } from '../../fakes/ssh-server.ts'
import { makeKey } from '../../support/keys.ts'
import { impatientClock } from './impatient-clock.ts'

export const key = await makeKey('ed25519')
export const rsa = await makeKey('rsa', { bits: 2048 })

export const options = (more: Partial<ConnectOptions> = {}): ConnectOptions => ({
  signal: new AbortController().signal,
  clock: impatientClock,
  timeout: 300_000, // three seconds of the impatient clock
  ...more,
})

export const targetOf = (server: FakeServer, more: Partial<SshTarget> = {}): SshTarget => ({
  name: 'web1',
  host: server.host,
  port: server.port,
  user: 'deploy',
  key: key.private,
  hostKeys: [server.hostKey || key.public],
  ...more,
})

/** The failure of connecting, and how often it was tried again. */
export async function failureOf(target: SshTarget, more: Partial<ConnectOptions> = {}): Promise<{ error: KnownError; retries: number }> {
  let retries = 0
  const connection = connect(target, options({ onRetry: () => retries++, ...more }))
  const error = await connection.then(
    (opened) => opened.close(),
    (thrown: unknown) => thrown,
  )
  if (error instanceof InputError || error instanceof RemoteError) return { error, retries }
  throw error ?? new Error('it connected')
}

/** Ends a command with a code or a signal. */
export function endWith(channel: ServerChannel, end: number | string, output = ''): void {
  channel.write(output)
  if (typeof end === 'number') channel.exit(end)
  else channel.exit(end, false, 'killed')
  channel.end()
}

export const refuseWith = (left: AuthContext['method'][]) => (attempt: AuthContext) => attempt.reject(left)
