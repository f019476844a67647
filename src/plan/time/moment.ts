/** An instant as people planned it. */
export interface Moment {
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  /** IANA name of the zone in which it is told to people. */
  readonly zone: string
  /** As it was written. */
  readonly words: string
  /**
   * `gap`: the clocks jump over the written time, the first that exists after it counts (as GitHub's schedule does); `overlap`: it exists twice,
   * the first counts.
   */
  readonly note?: 'gap' | 'overlap'
}
