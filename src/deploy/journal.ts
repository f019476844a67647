/** What happened to a release on a host: a line of `.sallyport/journal.jsonl` (contract §3). */
export interface JournalEvent {
  /** ISO 8601, UTC, by the clock of the runner that wrote it. */
  readonly time: string
  readonly event: 'prepared' | 'switched' | 'verified' | 'rolled-back' | 'failed' | 'removed' | 'unlocked'
  readonly release: string
  readonly version?: string
  readonly sha?: string
  readonly run?: string
  readonly actor?: string
  /** For a switch: what was live before. For a lock that was taken over: the run that held it. */
  readonly from?: string
  readonly digest?: string
}

const facts = ['version', 'sha', 'run', 'actor', 'from', 'digest'] as const
const events = new Set(['prepared', 'switched', 'verified', 'rolled-back', 'failed', 'removed', 'unlocked'])

export const journalLine = (event: JournalEvent): string => JSON.stringify(event)

/** Reads a line; undefined for anything that is none: a torn last line, somebody's edit. */
export function readJournalLine(line: string): JournalEvent | undefined {
  try {
    const event = JSON.parse(line) as Partial<JournalEvent> | null // checked below
    const isEvent = event && typeof event.time === 'string' && typeof event.release === 'string' && events.has(event.event ?? '')
    const isPlain = facts.every((fact) => ['string', 'undefined'].includes(typeof event?.[fact]))
    return isEvent && isPlain ? (event as JournalEvent) : undefined
  } catch {
    return undefined
  }
}

/**
 * What the events of one release, oldest first, say of it. `verified`: it was live and well. `failed`: it was switched to and
 * found bad, or left again because of a failure. `prepared`: it was never live, or the run that switched to it last never got to the
 * end.
 */
export type Standing = 'prepared' | 'verified' | 'failed'

export function standingOf(history: readonly JournalEvent[]): Standing {
  const last = history.findLast(({ event }) => event === 'verified' || event === 'failed' || event === 'switched')?.event
  return last === 'verified' || last === 'failed' ? last : 'prepared'
}

/** Whether a release was found well since it went live last: a run that ended in between left that open. */
export function isSettled(history: readonly JournalEvent[]): boolean {
  const last = (wanted: JournalEvent['event']) => history.findLastIndex(({ event }) => event === wanted)
  return standingOf(history) === 'verified' && last('verified') > last('switched')
}

/** When a release was made here: when it was prepared last, for "newest" and "previous". */
export const recordedTime = (history: readonly JournalEvent[]): string =>
  history.findLast(({ event }) => event === 'prepared')?.time ?? history[0]?.time ?? ''
