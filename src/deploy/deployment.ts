import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { Host } from './host/host.ts'
import type { JournalEvent } from './journal.ts'
import { journalLine } from './journal.ts'
import type { LockOwner } from './lock.ts'
import type { HostOrder, RunFacts, Strategy } from './order.ts'
import type { Timeline } from './stages.ts'

/** What one run deploys, and all that it needs of the world. */
export interface Deployment {
  readonly run: RunFacts
  readonly version: string
  readonly sha: string
  readonly strategy: Strategy
  /** Marks this run's lock on every host. */
  readonly token: string
  readonly clock: Clock
  /** Aborts when the run is cancelled or out of time. */
  readonly signal: AbortSignal
  readonly timeline: Timeline
  readonly log: Log
  /** Connects to a host and starts the agents there. */
  readonly open: (host: HostOrder) => Promise<Host>
  /** Whether a run has ended, as GitHub knows; undefined when it cannot be asked. */
  readonly runFinished: (owner: LockOwner) => Promise<boolean | undefined>
}

/** A journal line about a release, with the facts of this run. */
export const recordOf = (
  deployment: Deployment,
  event: JournalEvent['event'],
  release: string,
  facts: Partial<JournalEvent> = {},
): string =>
  journalLine({
    time: new Date(deployment.clock.now()).toISOString(),
    event,
    release,
    version: deployment.version,
    sha: deployment.sha,
    run: deployment.run.run,
    actor: deployment.run.actor,
    ...facts,
  })
