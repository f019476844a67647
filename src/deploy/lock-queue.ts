import type { Clock } from '../kit/clock.ts'
import type { HostLock } from './host/state.ts'

/** A lock that could not be had at once. */
export interface Held {
  readonly lock: HostLock
  /**
   * Milliseconds after which to ask again, whatever the patience: its holder is dead, or has yet to come by its other locks. Undefined:
   * only the holder can end this.
   */
  readonly again: number | undefined
}

/** One host's lock, as a run seeks it. */
export interface Seeker {
  isOurs: boolean
  /** Why it is not, as it was answered last. */
  held: Held | undefined
  /** Asks once; sets the two above. */
  ask(): Promise<void>
  /** Sets `isOurs`. */
  giveBack(): Promise<void>
  /** It is not to be had: because of who holds it, of an error, or (undefined) of another host. */
  giveUp(reason: Held | Error | undefined): void
}

export interface QueueTerms<S extends Seeker> {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Milliseconds since 1970 until which whoever works is waited for. */
  readonly until: number
  /** Whether the run goes on without the hosts that were given up so far. */
  readonly mayGoOn: () => boolean
  readonly onWait: (seeker: S, held: Held) => void
}

const pollEvery = 2000

/**
 * Comes by the locks that a first round of asking did not bring. All runs queue in the same order, that of `seekers`, for one lock at a
 * time, and hold none that comes after it: no two can wait for each other, and of those that began together one gets all.
 */
export async function queueForLocks<S extends Seeker>(seekers: readonly S[], terms: QueueTerms<S>): Promise<void> {
  let sought = seekers.filter(({ isOurs, held }) => isOurs || held)
  const drop = (seeker: S, reason: Held | Error | undefined) => {
    sought = sought.filter((other) => other !== seeker)
    seeker.giveUp(reason)
  }
  const each = (some: readonly S[], task: (seeker: S) => Promise<void>) =>
    Promise.all(some.map((seeker) => task(seeker).catch((error: Error) => drop(seeker, error))))
  for (;;) {
    const first = sought.find(({ isOurs }) => !isOurs)
    if (!first) return
    const later = sought.slice(sought.indexOf(first) + 1)
    await each(later.filter(isOurs), (seeker) => seeker.giveBack())
    await each([first], (seeker) => waitFor(seeker, terms))
    if (sought.includes(first) && !first.isOurs) drop(first, first.held)
    if (!terms.mayGoOn()) break
    await each(
      later.filter((seeker) => sought.includes(seeker)),
      (seeker) => seeker.ask(),
    )
  }
  for (const seeker of sought.filter(({ isOurs }) => !isOurs)) drop(seeker, seeker.held)
}

const isOurs = (seeker: Seeker): boolean => seeker.isOurs

/** Until the lock is ours or the patience is over. */
async function waitFor<S extends Seeker>(seeker: S, { clock, signal, until, mayGoOn, onWait }: QueueTerms<S>): Promise<void> {
  while (seeker.held && mayGoOn()) {
    const patience = until - clock.now()
    if (seeker.held.again === undefined && patience <= 0) return
    onWait(seeker, seeker.held)
    await clock.sleep(seeker.held.again ?? Math.min(pollEvery, patience), signal)
    await seeker.ask()
  }
}
