import type { Text } from '../kit/text.ts'
import type { PlanEntry } from './entry.ts'
import type { Holder } from './entry-record.ts'
import type { Refusal } from './refusal.ts'

/** A run that GitHub has started. */
export interface StartedRun {
  readonly id: number
  readonly url: string
}

/** What is to be started. */
export interface StartOrder {
  readonly entry: PlanEntry
  /** Word that the run shows in its name where the workflow takes it, so that it is found again. */
  readonly correlation: string
  /** When somebody set out to start it, milliseconds since 1970. */
  readonly armedAt: number
  /** When it is to begin, milliseconds since 1970. */
  readonly start: number
  /** It is started before that: its environment holds it until then. */
  readonly isEarly: boolean
}

/** `accepted`: started, but GitHub did not say which run it is. `unknown`: it may have been started or not. `not-sent`: surely not, and may be tried again. */
export type StartAnswer =
  | { readonly state: 'started'; readonly run: StartedRun }
  | { readonly state: 'accepted' }
  | { readonly state: 'refused'; readonly refusal: Refusal }
  | { readonly state: 'not-sent' | 'unknown'; readonly problem: Text }

/** `doubtful`: there are runs that may be it, and nothing that tells. */
export type FindAnswer = { readonly state: 'found'; readonly run: StartedRun } | { readonly state: 'absent' | 'doubtful' }

/** A run that was started, or may have been. */
export interface SoughtRun {
  readonly workflow: string
  readonly correlation: string
  readonly armedAt: number
  /** Branch or tag that it was started from; empty: the default branch, undefined: not known. */
  readonly branch: string | undefined
  /** There is one: GitHub has said so, but not which. */
  readonly isCertain?: boolean
}

export type RunProgress = 'at-work' | 'released' | 'failed' | 'stopped'

/** Starts runs, finds them again and follows them. Every method throws a RemoteError where GitHub is out of reach, `start` only before anything was sent. */
export interface Starter {
  /** What stands in the way of an entry, well before its time: workflow, inputs, ref. Undefined: nothing. */
  examine(entry: PlanEntry): Promise<Refusal | undefined>
  start(order: StartOrder): Promise<StartAnswer>
  find(sought: SoughtRun): Promise<FindAnswer>
  progressOf(run: StartedRun): Promise<RunProgress>
  /** Whether the run that holds an entry is at work. */
  isAtWork(holder: Holder): Promise<boolean>
  /** Stops a run that waits for its time. */
  stop(run: StartedRun): Promise<void>
}
