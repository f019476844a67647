import type { Clock } from '../kit/clock.ts'
import type { RemoteError } from '../kit/errors.ts'
import type { Pause } from './limits.ts'
import { limitFault } from './refusal.ts'

/** Keeps calls back while GitHub takes none: asking on in a pause makes it longer. */
export interface LimitGate {
  /** The error to throw while it is closed. */
  refuse(isRead: boolean): RemoteError | undefined
  /** Closes it for the length of a pause. Too many writes at once do not keep reads back. */
  close(pause: Pause, isRead: boolean): RemoteError
}

export function limitGate(clock: Clock): LimitGate {
  const closed = { reads: 0, writes: 0 }
  let isQuota = false
  return {
    refuse: (isRead) => {
      const until = isRead ? closed.reads : Math.max(closed.reads, closed.writes)
      return until > clock.now() ? limitFault(until, isQuota) : undefined
    },
    close: (pause, isRead) => {
      const until = clock.now() + pause.milliseconds
      closed[pause.isQuota || isRead ? 'reads' : 'writes'] = until
      isQuota = pause.isQuota
      return limitFault(until, isQuota)
    },
  }
}
