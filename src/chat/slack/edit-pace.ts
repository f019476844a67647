/** When a message may be edited next while it is open. */
export interface EditPace {
  /** From when on, in milliseconds since 1970. */
  free: number
  /** Milliseconds between two edits. */
  gap: number
  /** An edit that waits for that moment. */
  waiting: Promise<void> | undefined
}

/** Slack takes some 50 edits a minute of an app: room for ten gates, and for their last words. In milliseconds. */
const shortestGap = 15_000
const longestGap = 120_000

export const newEditPace = (): EditPace => ({ free: 0, gap: shortestGap, waiting: undefined })

export function afterEdit(pace: EditPace, now: number): void {
  pace.gap = Math.max(shortestGap, pace.gap / 2)
  pace.free = now + pace.gap
}

/** Slack has too many of them: this one waits, and the next ones come more slowly. */
export function slowDown(pace: EditPace, from: number): void {
  pace.free = from + pace.gap
  pace.gap = Math.min(longestGap, pace.gap * 2)
}
