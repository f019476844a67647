import type { ChannelContext } from '../channel.ts'

/** Until when Slack takes no calls of a method, as it said itself. */
export interface Pauses {
  /** Milliseconds until it takes them again; 0 when nothing is known against it. */
  left(method: string): number
  /** Slack asks to wait so many seconds. */
  add(method: string, seconds: number): void
  /** A call was answered. */
  ease(): void
}

/** Who waits for the same moment must not come back at the same moment: up to so many milliseconds later, more where many do. */
const spread = 250
const largestCrowd = 16

export function pausesBy({ clock, random }: Pick<ChannelContext, 'clock' | 'random'>): Pauses {
  const until = new Map<string, number>()
  let crowd = 1
  return {
    left: (method) => Math.max(0, (until.get(method) ?? 0) - clock.now()),
    add: (method, seconds) => {
      crowd = Math.min(largestCrowd, crowd * 2)
      until.set(method, clock.now() + seconds * 1000 + Math.round(random() * spread * crowd))
    },
    ease: () => {
      crowd = Math.max(1, crowd / 2)
    },
  }
}
