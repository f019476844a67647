import type { Clock } from '../kit/clock.ts'
import { RemoteError } from '../kit/errors.ts'
import { retry } from '../kit/retry.ts'
import { prepare } from './check-target.ts'
import type { Begin, SshConnection } from './connection.ts'
import { gate } from './gate.ts'
import { open } from './open.ts'
import type { SshTarget } from './target.ts'

export interface ConnectOptions {
  /** Aborts connecting; a connection that is open stays. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly onRetry?: (error: unknown, attempt: number, delay: number) => void
  /** Milliseconds for one handshake. Default 20 s. */
  readonly timeout?: number
  /** How many connections may be in the making at once. Default 8. */
  readonly limit?: number
}

/** Opens the connections of a run. */
export interface Connector {
  /** Throws InputError or RemoteError; the error's party or place names the hop that failed. `begin` gets no jump host. */
  connect(target: SshTarget, begin?: Begin): Promise<SshConnection>
  /** Closes the connections to jump hosts, and with them all that go through them. */
  close(): void
}

/** Servers ban those who knock too often, so the second knock already waits (facts/deploy.md 4.3, PerSourcePenalties). */
const policy = { attempts: 3, base: 2000, ceiling: 8000 }

/**
 * Makes connections, few at a time, each with retries where those help: a name service, a port or a limit that may be better in
 * a moment; never a login or a host key. All targets behind a jump host share one connection to it.
 */
export function connector({ signal, clock, onRetry, timeout = 20_000, limit = 8 }: ConnectOptions): Connector {
  const enter = gate(limit)
  const jumps = new Map<string, Promise<SshConnection>>()

  /** Where something went wrong, the next connection is made step by step: should the server not be what it says, haste was the reason. */
  const wary = new Set<SshTarget>()

  const connect = async (target: SshTarget, begin?: Begin): Promise<SshConnection> => {
    const prepared = await prepare(target)
    const attempt = async (): Promise<SshConnection> => {
      const through = target.jump && (await shared(target.jump))
      return enter(() => open({ ...prepared, target, through, clock, signal, timeout, isHasty: !wary.has(target), begin }))
    }
    const beWary = (trouble: unknown) => void (trouble && wary.add(target))
    return retry(
      () => {
        const opening = attempt()
        opening.then((connection) => connection.closed.then(beWary), beWary)
        return opening
      },
      {
        policy,
        clock,
        signal,
        isRetryable: (error) => error instanceof RemoteError && error.retryable && error.party === target.name,
        ...(onRetry ? { onRetry } : {}),
      },
    )
  }

  /** A final failure is kept, so that no further target knocks with the same key again. */
  const shared = (jump: SshTarget): Promise<SshConnection> => {
    const id = JSON.stringify(jump)
    const opening = jumps.get(id) ?? connect(jump)
    if (!jumps.has(id)) opening.then((connection) => connection.closed, isPassing).then((gone) => gone !== false && jumps.delete(id))
    jumps.set(id, opening)
    return opening
  }
  const isPassing = (error: unknown): boolean => error instanceof RemoteError && error.retryable

  const close = () => {
    for (const opening of jumps.values())
      opening.then(
        (connection) => connection.close(),
        () => undefined,
      )
  }
  return { connect, close }
}

/** Opens one connection, with those to its jump hosts, which close when it does. */
export async function connect(target: SshTarget, options: ConnectOptions, begin?: Begin): Promise<SshConnection> {
  const { connect, close } = connector(options)
  try {
    const connection = await connect(target, begin)
    void connection.closed.then(close)
    return connection
  } catch (error) {
    close()
    throw error
  }
}
