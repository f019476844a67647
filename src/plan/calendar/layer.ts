import type { Text } from '../../kit/text.ts'

/** How a rule stands at an instant, and until when it certainly stands so. */
export interface Stretch {
  /** Whether the instant is inside one of the rule's windows. */
  readonly isInside: boolean
  /** Milliseconds since 1970, after the instant asked for; it may go on the same beyond. Infinity: for ever. */
  readonly until: number
  /** Name of what makes it so, where the rule has many: that of an event. Hostile. */
  readonly detail?: string
}

/** One rule of a calendar, made ready to be asked. */
export interface Layer {
  readonly name: string
  /** Empty: all. */
  readonly environments: readonly string[]
  stretch(at: number): Stretch
  /** What the rule does not know about a span of time, for people. */
  notes?(from: number, until: number): readonly Text[]
}

/** Days ahead that a calendar is looked through for its next opening or closing, in milliseconds. */
export const lookAhead = 400 * 86_400_000
