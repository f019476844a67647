import type { Deployment } from '../deploy/deployment.ts'
import type { RunFacts, Strategy } from '../deploy/order.ts'
import type { Timeline } from '../deploy/stages.ts'
import type { GitHub } from '../github/client.ts'
import { runFinished } from '../github/run-finished.ts'
import { TimeLimit } from '../kit/cancelled.ts'
import { longestTimer } from '../kit/clock.ts'
import { formatDuration } from '../kit/duration.ts'
import { RemoteError, textOf } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import type { FleetAccess } from './fleet-access.ts'

interface Parts {
  readonly io: Io
  readonly github: GitHub
  readonly run: RunFacts
  readonly strategy: Strategy
  readonly timeline: Timeline
  readonly access: FleetAccess
  readonly version: string
  readonly sha: string
  readonly signal: AbortSignal
}

/** Puts together what the fleet works with. */
export const assembleDeployment = ({ io, github, access, ...parts }: Parts): Deployment => ({
  ...parts,
  token: access.token,
  open: access.open,
  clock: io.clock,
  log: io.log,
  runFinished: (owner) => runFinished(github, owner.repository, owner.run),
})

/** Aborts when the run is cancelled, or when the time of the deployment is over. */
export function withTimeLimit(signal: AbortSignal, milliseconds: number): AbortSignal {
  const limit = new AbortController()
  const end = () => limit.abort(new TimeLimit(`over after ${formatDuration(milliseconds)}`))
  setTimeout(end, Math.min(milliseconds, longestTimer)).unref()
  return AbortSignal.any([signal, limit.signal])
}

/** Which abort it was, if any. */
export function abortOf(signal: AbortSignal): 'cancelled' | 'timed-out' | undefined {
  if (!signal.aborted) return undefined
  return signal.reason instanceof TimeLimit ? 'timed-out' : 'cancelled'
}

/** Says why connecting is tried again. */
export const sayRetry = (io: Io) => (error: unknown, attempt: number, delay: number) => {
  const why = textOf(error)
  const party = error instanceof RemoteError ? error.party : ''
  io.log.info(
    text(
      `${party}: connecting failed (try ${attempt}), again in ${formatDuration(delay)}: ${printable(why.en)}`,
      `${party}：连接失败（第 ${attempt} 次），${formatDuration(delay)} 后重试：${printable(why['zh-CN'])}`,
    ),
  )
}
