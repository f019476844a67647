import type { Io } from '../kit/run.ts'
import { checkTarget } from '../ssh/check-target.ts'
import { connector } from '../ssh/connect.ts'
import { unpinned } from '../ssh/host-key-failures.ts'
import type { SshTarget } from '../ssh/target.ts'
import { sayRetry } from './assemble.ts'
import type { FleetConfig } from './read-config.ts'

/**
 * Refuses what can be known of hosts before any of them is touched: keys, pins. A host without a pin is spoken to, it alone and
 * only until it presents its key, so that the refusal can say which. Throws an InputError.
 */
export async function checkTargets(io: Io, { targets }: Pick<FleetConfig, 'targets'>, signal: AbortSignal): Promise<void> {
  const bare: SshTarget[] = []
  for (const target of targets.values()) if (!(await checkTarget(target))) bare.push(target)
  for (const target of bare) await refuseBare(io, target, signal)
}

async function refuseBare(io: Io, target: SshTarget, signal: AbortSignal): Promise<never> {
  const connections = connector({ signal, clock: io.clock, onRetry: sayRetry(io) })
  const refusal = await connections.connect(target).catch((error: unknown) => error)
  connections.close()
  signal.throwIfAborted()
  throw unpinned(target, refusal)
}
