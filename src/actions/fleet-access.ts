import { type Host, openHost } from '../deploy/host/host.ts'
import { lockToken } from '../deploy/lock.ts'
import type { HostOrder } from '../deploy/order.ts'
import { randomName } from '../kit/random-name.ts'
import type { Io } from '../kit/run.ts'
import { connector } from '../ssh/connect.ts'
import type { SshConnection } from '../ssh/connection.ts'
import { sayRetry } from './assemble.ts'
import type { FleetConfig } from './read-config.ts'

/** The way to the hosts of a run. */
export interface FleetAccess {
  /** Of this run's lock on every host. */
  readonly token: string
  open(host: HostOrder): Promise<Host>
  /** Begins to open hosts before they are needed; nothing on them is changed. What fails is told by {@link open}. */
  warmUp(): void
  close(): void
}

interface AccessOptions {
  readonly io: Io
  readonly config: FleetConfig
  readonly signal: AbortSignal
  /** Whether releases will be sent. */
  readonly willDeliver: boolean
  /** Paths that releases share, to look for where releases will be sent. */
  readonly shared?: readonly string[]
  readonly token?: string
}

export function fleetAccess({ io, config, signal, willDeliver, shared = [], token = randomName() }: AccessOptions): FleetAccess {
  const connections = connector({ signal: new AbortController().signal, clock: io.clock, onRetry: sayRetry(io) })
  const warm = new Map<string, Promise<Host>>()
  const openNow = (order: HostOrder): Promise<Host> => {
    const target = config.targets.get(order.name)
    if (!target) throw new Error(`no target for ${order.name}`)
    return openHost(order, {
      token: lockToken(token, order.name),
      willDeliver,
      shared,
      signal,
      connect: (begin) => unlessAborted(connections.connect(target, begin), signal),
    })
  }
  return {
    token,
    open: (order) => {
      const opening = warm.get(order.name) ?? openNow(order)
      warm.delete(order.name)
      return opening
    },
    warmUp: () => {
      for (const order of config.hosts.slice(0, config.settings.parallel)) {
        const opening = openNow(order)
        opening.catch(() => {}) // told when it is asked for
        warm.set(order.name, opening)
      }
    },
    close: () => {
      for (const opening of warm.values()) opening.then((host) => host.close()).catch(() => {})
      connections.close()
    },
  }
}

/**
 * An abort ends the wait for a connection. Once the run is aborted, hosts are still connected to: to bring them back to where they
 * were, and to give back their locks.
 */
function unlessAborted(connecting: Promise<SshConnection>, signal: AbortSignal): Promise<SshConnection> {
  if (signal.aborted) return connecting
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(signal.reason)
      connecting.then((connection) => connection.close()).catch(() => {})
    }
    signal.addEventListener('abort', giveUp, { once: true })
    connecting.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}
