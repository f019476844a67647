/** Who holds the lock of a project and environment on a host: `.sallyport/lock/owner.json` (contract §3). */
export interface LockOwner {
  /** Workflow run and its attempt. */
  readonly run: string
  readonly attempt: number
  /** Repository of the run, `owner/name`. */
  readonly repository: string
  readonly url: string
  readonly actor: string
  /** ISO times, UTC, by the runner's clock. */
  readonly since: string
  readonly heartbeat: string
  /** Tells this holder from any other, those of the same run included. Not a secret. */
  readonly token: string
  /** Its run has yet to come by the locks of its other hosts, and may give this one back. */
  readonly claim?: true
}

/** What marks a run's lock on one host: two server entries that lead to the same folders are two holders, not one. */
export const lockToken = (token: string, host: string): string => `${token}-${host}`

/** Milliseconds between heartbeats, and the age at which one is old. */
export const heartbeatEvery = 10_000
export const heartbeatOld = 45_000

/** Reads `owner.json`; undefined when it is not there yet, or is not what we write. */
export function readOwner(words: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(words) as Partial<LockOwner> | null // checked below
    if (typeof owner?.token !== 'string') return undefined
    return { ...plain(owner), token: owner.token, ...(owner.claim === true ? { claim: true } : {}) }
  } catch {
    return undefined
  }
}

/** The facts as text, whatever a host says. */
function plain(owner: Partial<LockOwner>): Omit<LockOwner, 'token' | 'claim'> {
  const words = (fact: unknown): string => (typeof fact === 'string' ? fact : '')
  return {
    run: words(owner.run),
    attempt: typeof owner.attempt === 'number' ? owner.attempt : 0,
    repository: words(owner.repository),
    url: words(owner.url),
    actor: words(owner.actor),
    since: words(owner.since),
    heartbeat: words(owner.heartbeat),
  }
}

/** What to do about a lock that somebody holds. */
export type LockVerdict =
  | { readonly kind: 'take'; readonly because: 'same-run' | 'run-finished' | 'forced' | 'abandoned' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'refuse' }

export interface LockCircumstances {
  readonly owner: LockOwner | undefined
  /** Processes of the owner still run on the host: long work may keep its heartbeat waiting. */
  readonly isWorking: boolean
  readonly me: Pick<LockOwner, 'run' | 'attempt' | 'repository'>
  /** Whether GitHub says that the owner's run has ended; undefined when it cannot be asked. */
  readonly runFinished: boolean | undefined
  readonly force: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Whether a lock may be taken over: by an earlier attempt's own run, from a run that has ended once its heartbeat is old (a
 * runner that lost its connection to GitHub may still work), or when told so. A lock whose owner is not written down yet
 * belongs to somebody who is just taking it, unless it stays so.
 */
export function judgeLock({ owner, isWorking, me, runFinished, force, now }: LockCircumstances): LockVerdict {
  if (force) return { kind: 'take', because: 'forced' }
  if (!owner) return { kind: 'take', because: 'abandoned' }
  const sameRun = owner.run === me.run && owner.repository === me.repository
  if (sameRun && owner.attempt < me.attempt) return { kind: 'take', because: 'same-run' }
  const age = now - Date.parse(owner.heartbeat)
  const isOld = !(age < heartbeatOld)
  if (sameRun) return isOld && !isWorking ? { kind: 'take', because: 'same-run' } : { kind: 'refuse' }
  if (!runFinished) return { kind: 'refuse' }
  return isOld ? { kind: 'take', because: 'run-finished' } : { kind: 'wait', milliseconds: Math.min(heartbeatOld, heartbeatOld - age) }
}
