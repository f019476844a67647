import type { History } from '../github/history.ts'
import type { Run } from '../github/run.ts'
import { type Verdict, verdictBy } from './verdict.ts'

/** How a run stands to those before it. */
export type Edge =
  | { readonly kind: 'first' }
  /** As the run before it; or it came to no conclusion. */
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly lastGood: Run }
  | { readonly kind: 'still-broken'; readonly outage: Outage }
  | { readonly kind: 'fixed'; readonly outage: Outage; readonly after: number | undefined }

/** A row of runs that failed, and nothing but such runs between them that came to no conclusion. */
export interface Outage {
  /** How many failed, this one included if it did. */
  readonly times: number
  /** When the first of them had failed, in milliseconds since 1970. */
  readonly since: number | undefined
  /** The first of them; undefined where that is an earlier attempt of this very run. */
  readonly first: Run | undefined
  /** There may be more of them than were looked at. */
  readonly isAtLeast: boolean
}

/** The run that is asked about. */
export interface PresentRun {
  readonly number: number
  readonly verdict: Verdict
  /** In milliseconds since 1970. */
  readonly now: number
  /** How the attempt before this one ended and when, if there was one. */
  readonly earlier?: Pick<Run, 'conclusion' | 'updatedAt'> | undefined
}

/**
 * What changed with a run. Runs that were cancelled or skipped do not count, nor do later ones; of a run that was started again counts the latest
 * attempt. A run that succeeds after an attempt of its own that failed has mended what that broke: people were told of it. Undefined: the history
 * does not reach back far enough to say.
 */
export function edgeOf({ runs, isWhole }: History, present: PresentRun): Edge | undefined {
  const state = stateOf(present.verdict)
  if (!state) return { kind: 'none' }
  const before = conclusive(runs, present.number)
  const firstGood = before.findIndex(({ state }) => state === 'good')
  const bad = (firstGood < 0 ? before : before.slice(0, firstGood)).map(({ run }) => run)
  const isAtLeast = firstGood < 0 && !isWhole
  const lastGood = before[firstGood]?.run
  if (bad.length === 0 && !lastGood && isAtLeast) return undefined
  const outage = outageOf(bad, isAtLeast, present)
  if (state === 'good') {
    if (outage) return { kind: 'fixed', outage, after: outage.since === undefined ? undefined : Math.max(0, present.now - outage.since) }
    return lastGood ? { kind: 'none' } : { kind: 'first' }
  }
  if (bad.length > 0 && outage) return { kind: 'still-broken', outage: { ...outage, times: bad.length + 1 } }
  return lastGood ? { kind: 'broken', lastGood } : { kind: 'first' }
}

type State = 'good' | 'bad'

function stateOf(verdict: Verdict): State | undefined {
  if (verdict === 'success') return 'good'
  return verdict === 'failure' || verdict === 'timed-out' ? 'bad' : undefined
}

/** The runs before one that came to a conclusion, each once; newest first. */
function conclusive(runs: readonly Run[], before: number): readonly { readonly run: Run; readonly state: State }[] {
  const latest = new Map<number, Run>()
  for (const run of runs) if ((latest.get(run.number)?.attempt ?? 0) < run.attempt) latest.set(run.number, run)
  return [...latest.values()]
    .filter(({ number }) => number < before)
    .sort((a, b) => b.number - a.number)
    .flatMap((run) => {
      const state = run.conclusion && stateOf(verdictBy(run.conclusion))
      return state ? [{ run, state }] : []
    })
}

/** What is broken when the present run begins: by runs before it, or by an attempt of its own. */
function outageOf(bad: readonly Run[], isAtLeast: boolean, { earlier }: PresentRun): Outage | undefined {
  const first = bad.at(-1)
  if (first) return { times: bad.length, since: first.updatedAt ?? first.startedAt, first, isAtLeast }
  if (!earlier?.conclusion || stateOf(verdictBy(earlier.conclusion)) !== 'bad') return undefined
  return { times: 1, since: earlier.updatedAt, first: undefined, isAtLeast: false }
}

/** So many of the last conclusive runs are looked at for flapping, and so many changes among them are too many. */
const [lookedAt, tooMany] = [10, 4]

/** Whether a workflow goes to and fro so much that a change says little: four changes or more within the last ten conclusive runs, this one included. */
export function isFlapping({ runs }: History, present: Pick<PresentRun, 'number' | 'verdict'>): boolean {
  const state = stateOf(present.verdict)
  const states = [...(state ? [state] : []), ...conclusive(runs, present.number).map((one) => one.state)].slice(0, lookedAt)
  return states.filter((one, index) => index > 0 && one !== states[index - 1]).length >= tooMany
}
