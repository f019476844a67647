import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../../src/kit/clock.ts'

/** Time in which any number of processes live side by side: it goes on where all of them wait, to the next moment that somebody waits for. */
export interface SimulatedTime {
  now(): number
  /** Does something at a moment, or as soon as that is past. */
  at(moment: number, work: () => void): void
  /** A clock that shows another time by so many milliseconds, of a process that may die: then nobody wakes any more. */
  clock(skew: number, isAlive: () => boolean): Clock
  /** Lets time go on until a moment. */
  until(moment: number): Promise<void>
}

interface Event {
  readonly moment: number
  readonly order: number
  readonly work: () => void
}

export function simulatedTime(start: number): SimulatedTime {
  let now = start
  let count = 0
  const queue: Event[] = []
  const at = (moment: number, work: () => void) => push(queue, { moment: Math.max(now, moment), order: count++, work })
  return {
    now: () => now,
    at,
    clock: (skew, isAlive) => ({
      now: () => now + skew,
      sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason)
          at(now + Math.max(0, milliseconds), () => isAlive() && resolve())
        }),
    }),
    until: async (moment) => {
      await turn()
      for (let next = queue[0]; next && next.moment <= moment; next = queue[0]) {
        pop(queue)
        now = next.moment
        next.work()
        await turn()
      }
      now = moment
    },
  }
}

const isBefore = (one: Event, other: Event): boolean =>
  one.moment < other.moment || (one.moment === other.moment && one.order < other.order)

/** A heap: the first is the next. */
function push(queue: Event[], event: Event): void {
  let place = queue.push(event) - 1
  while (place > 0) {
    const parent = (place - 1) >> 1
    const above = queue[parent]
    if (!above || isBefore(above, event)) break
    queue[place] = above
    place = parent
  }
  queue[place] = event
}

function pop(queue: Event[]): void {
  const last = queue.pop()
  if (!last || queue.length === 0) return
  let place = 0
  for (;;) {
    const [left, right] = [queue[2 * place + 1], queue[2 * place + 2]]
    const child = right && left && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1
    const below = queue[child]
    if (!below || isBefore(last, below)) break
    queue[place] = below
    place = child
  }
  queue[place] = last
}
