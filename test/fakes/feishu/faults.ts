import type { FeishuAnswer, FeishuRequest } from './answers.ts'

/** What goes wrong with a request. */
export type FeishuFault =
  /** Answered with this, and not handled. */
  | { readonly kind: 'answer'; readonly answer: FeishuAnswer }
  /** The connection is reset: before the request is handled, or after, so that nobody hears of it. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** Nothing for so many milliseconds of the machine's clock, then a reset. */
  | { readonly kind: 'hang'; readonly milliseconds: number }

type Matches = (request: FeishuRequest) => boolean

/** Faults on demand. */
export interface FeishuFaults {
  /** For the next requests that match. */
  next(fault: FeishuFault, options?: { readonly times?: number; readonly when?: Matches }): void
  /** Asked about each request: trouble without end, or at random. Undefined: no trouble. */
  disturb: ((request: FeishuRequest) => FeishuFault | undefined) | undefined
  /** While true every connection is reset. */
  isDown: boolean
  /** What goes wrong with this request, used up where it was ordered for a number of them. */
  of(request: FeishuRequest): FeishuFault | undefined
}

export function newFaults(): FeishuFaults {
  const ordered: { readonly fault: FeishuFault; readonly when: Matches; times: number }[] = []
  const faults: FeishuFaults = {
    disturb: undefined,
    isDown: false,
    next: (fault, { times = 1, when = () => true } = {}) => void ordered.push({ fault, when, times }),
    of: (request) => {
      if (faults.isDown) return { kind: 'reset', when: 'before' }
      const found = ordered.find(({ times, when }) => times > 0 && when(request))
      if (found) found.times--
      return found?.fault ?? faults.disturb?.(request)
    },
  }
  return faults
}
