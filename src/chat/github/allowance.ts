import type { Clock } from '../../kit/clock.ts'

/** Lets so much through at once, and then one at a time. */
export interface Allowance {
  /** Takes one, if there is one. */
  take(): boolean
}

/** `burst` at once, one more every `pause` milliseconds. */
export function allowanceOf(burst: number, pause: number, clock: Clock): Allowance {
  let left = burst
  let since = clock.now()
  return {
    take: () => {
      const grown = Math.floor((clock.now() - since) / pause)
      since += grown * pause
      left = Math.min(burst, left + grown)
      if (left < 1) return false
      left--
      return true
    },
  }
}
