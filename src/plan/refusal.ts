import type { Text } from '../kit/text.ts'

/** Why one entry of a plan cannot be carried out as it stands: told to its owner, written back to where it stands. The others go on. */
export interface Refusal {
  /** What was expected, and what was found. */
  readonly problem: Text
  /** Where it stands: a file with line and column, a row and its column. */
  readonly where?: string
  readonly remedy?: Text
}
