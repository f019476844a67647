/**
 * How much a line of a kind says about why a step failed. `killed`: from outside, whatever the program said before. `test`: a failed test by
 * name. `diagnosis`: what a tool found wrong, with its place. `refusal`: what a tool or a service would not do. `crash`: how a program ended.
 * `error`: what calls itself one. `hint`: what sounds like one.
 */
export const weights = { killed: 100, test: 90, diagnosis: 80, refusal: 75, crash: 60, error: 40, hint: 20 } as const
export type Weight = keyof typeof weights

/** A kind of line by which a tool tells that it failed. Matched against a line without colours and without what tools put in front. */
export interface Rule {
  readonly tool: string
  readonly pattern: RegExp
  readonly weight: Weight
  /** Which of several says why; default the first. */
  readonly take?: 'first' | 'last'
  /** Lines around it that belong to the sentence. */
  readonly and?: Joined
  /** Only if the next line is of this kind. */
  readonly followedBy?: RegExp
  /** Not if the next line is of this kind. */
  readonly unlessFollowedBy?: RegExp
}

export interface Joined {
  readonly pattern: RegExp
  /** How far away they may be, in lines. */
  readonly within: number
  readonly atMost?: number
  /** Default after. `either`: after it, or else before it. */
  readonly where?: 'after' | 'before' | 'either'
  /** None beyond such a line. */
  readonly until?: RegExp
  /** Without one, the rule's own line says nothing. */
  readonly isNeeded?: boolean
  /** The rule's own line is a mere heading, left out of the sentence. */
  readonly isAll?: boolean
}
