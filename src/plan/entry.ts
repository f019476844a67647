import type { Refusal } from './refusal.ts'
import type { Moment } from './time/moment.ts'

/** What becomes of an entry that is late, when its time has passed without a tick. */
export type OnLate = { readonly kind: 'run-within'; readonly milliseconds: number } | { readonly kind: 'skip' } | { readonly kind: 'ask' }

/** What becomes of an entry whose time falls into a freeze. */
export const freezeRules = ['postpone', 'skip', 'ask'] as const
export type OnFreeze = (typeof freezeRules)[number]

/** What becomes of a run that is at work when the calendar closes. */
export const closeRules = ['finish', 'cancel'] as const
export type OnClose = (typeof closeRules)[number]

/** What is released: a branch, tag or commit, or the newest commit of a branch (empty: the default branch) whose checks are green. */
export type WantedRef = { readonly kind: 'named'; readonly name: string } | { readonly kind: 'latest-green'; readonly branch: string }

/** One planned release, with everything in it understood. Words in it are hostile. */
export interface PlanEntry {
  /** Unique in the plan; letters, digits and `. _ -`, at most 64. */
  readonly id: string
  readonly due: Moment
  /** Name of the workflow's file: `release.yml`. */
  readonly workflow: string
  readonly ref: WantedRef
  /** Inputs of the workflow, as given. */
  readonly inputs: Readonly<Record<string, string>>
  /** Given to the workflow as its input `version` where it has one; empty: none. */
  readonly version: string
  /** Empty: none is named, and windows for certain environments do not apply. */
  readonly environment: string
  /** Entries that must have succeeded before, by id. */
  readonly needs: readonly string[]
  readonly onLate: OnLate
  readonly onFreeze: OnFreeze
  readonly onClose: OnClose
  /** Milliseconds before it is due, longest first. */
  readonly reminders: readonly number[]
  /** A name of `people`; empty: nobody. */
  readonly owner: string
  /** Channels that hear of it; empty: those of the environment. */
  readonly notify: readonly string[]
  /** `cancelled`, `skipped`: somebody took it back where it stands. */
  readonly wish: 'run' | 'cancelled' | 'skipped'
  /** Where it stands, for people: `.github/release-plan.yml:12`, `row “shop 1.4.2”`. */
  readonly where: string
}

/** An entry that cannot be carried out, with as much of it as could be read. */
export interface RefusedEntry {
  /** Empty where not even that could be read. */
  readonly id: string
  readonly where: string
  readonly owner: string
  readonly notify: readonly string[]
  readonly due: Moment | undefined
  readonly refusal: Refusal
  /** It is not where it was any more. */
  readonly isGone?: true
}

/** An entry as it is in its source at this moment. */
export type EntryReading =
  | { readonly state: 'planned'; readonly entry: PlanEntry }
  | { readonly state: 'refused'; readonly entry: RefusedEntry }
  | { readonly state: 'gone' }
