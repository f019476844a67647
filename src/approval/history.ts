/** What happened, for the record: also what did not count. */
export interface HistoryEntry {
  readonly at: number
  readonly what: 'opened' | 'approved' | 'rejected' | 'withdrawn' | 'asked' | 'refused' | 'reminded' | 'settled' | 'resumed'
  readonly person?: string
  /** The name the platform shows, where the person is not known. */
  readonly user?: string
  readonly channel?: string
  readonly key?: string
  readonly words?: string
}

type History = readonly HistoryEntry[]

/** How much is kept of a flood, the newest of it: of what did not count in all, and of each person's votes. */
const keptRefusals = 500
const keptVotes = 50

/** The history with one more entry. A flood of clicks must not fill the memory; what else happens is little. */
export function remember(history: History, entry: HistoryEntry): History {
  const alike = isVote(entry)
    ? history.filter((other) => isVote(other) && other.person === entry.person)
    : isIdle(entry)
      ? history.filter(isIdle)
      : []
  const kept = isVote(entry) ? keptVotes : keptRefusals
  const forgotten = new Set(alike.slice(0, Math.max(0, alike.length + 1 - kept)))
  return [...history.filter((other) => !forgotten.has(other)), entry]
}

const isVote = ({ what }: HistoryEntry): boolean => what === 'approved' || what === 'rejected' || what === 'withdrawn'
const isIdle = ({ what }: HistoryEntry): boolean => what === 'refused' || what === 'asked'

/** Platforms and restarts repeat themselves: the same act has the same key. */
export const isHandled = (history: History, { channel, key }: { readonly channel: string; readonly key: string }): boolean =>
  history.some((entry) => entry.key === key && entry.channel === channel)

/**
 * When a person last said what they want, in milliseconds since 1970. What they did before and was only read afterwards is outdated, even
 * if their vote is withdrawn by now; so is what was forgotten above and comes again.
 */
export const lastWordOf = (history: History, person: string): number =>
  Math.max(-Infinity, ...history.filter((entry) => entry.person === person && isWord(entry)).map(({ at }) => at))

const isWord = (entry: HistoryEntry): boolean => isVote(entry) || (entry.what === 'refused' && entry.words === 'nothing-to-withdraw')
