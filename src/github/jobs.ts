/** A job of a run, as GitHub itself knows it. Names are hostile. Times in milliseconds since 1970. */
export interface Job {
  readonly id: number
  /** With the values of its matrix: `test (18, ubuntu-latest)`. */
  readonly name: string
  readonly status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending'
  /** Undefined while it is not completed. */
  readonly conclusion: Conclusion | undefined
  readonly startedAt: number | undefined
  readonly completedAt: number | undefined
  readonly url: string
  readonly steps: readonly Step[]
  /** The runner that carries it out; empty while none does. */
  readonly runner: string
}

export type Conclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'timed_out'
  | 'skipped'
  | 'neutral'
  | 'action_required'
  | 'stale'
  | 'startup_failure'

export interface Step {
  /** From 1. */
  readonly number: number
  readonly name: string
  readonly status: Job['status']
  readonly conclusion: Conclusion | undefined
  readonly startedAt: number | undefined
  readonly completedAt: number | undefined
}
