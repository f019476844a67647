import type { ApiAnswer, ApiRequest } from './answers.ts'

/** Something that goes wrong with a request, before it is carried out unless said otherwise. */
export interface Fault {
  /** An answer instead of the real one, a connection that is cut, or no answer at all. */
  readonly does: ApiAnswer | 'reset' | 'hang'
  /** The request is carried out first. */
  readonly afterwards?: boolean
}

export interface Faults {
  /** The next requests (of those that match) go wrong. */
  next(fault: Fault, options?: { readonly times?: number; readonly matching?: (request: ApiRequest) => boolean }): void
  /** Every request goes wrong, until it is undefined again. */
  outage: Fault | undefined
  /** Asked for every request: for faults by chance. */
  chance: ((request: ApiRequest) => Fault | undefined) | undefined
}

export function faultList(): Faults & { of(request: ApiRequest): Fault | undefined } {
  const waiting: { fault: Fault; left: number; matching: (request: ApiRequest) => boolean }[] = []
  const faults: ReturnType<typeof faultList> = {
    outage: undefined,
    chance: undefined,
    next: (fault, { times = 1, matching = () => true } = {}) => void waiting.push({ fault, left: times, matching }),
    of: (request) => {
      if (faults.outage) return faults.outage
      const found = waiting.find(({ left, matching }) => left > 0 && matching(request))
      if (!found) return faults.chance?.(request)
      found.left--
      return found.fault
    },
  }
  return faults
}
