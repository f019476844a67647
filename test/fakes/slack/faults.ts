/** What may go wrong with a request. `reset-after`: Slack carries it out, and the answer is lost. */
export type Fault =
  | 'reset-before'
  | 'reset-after'
  | 'hang'
  | { readonly error: string }
  | { readonly status: number; readonly body?: string }
  | { readonly retryAfter: number }

interface Rule {
  readonly fault: Fault
  readonly method: string | undefined
  /** Requests that pass before. */
  after: number
  times: number
}

/** Faults in waiting, each for some requests to come. */
export interface Faults {
  /** The next `times` requests (of one method, or of any) fail in this way, those behind the next `after`. */
  add(fault: Fault, method?: string, times?: number, after?: number): void
  take(method: string): Fault | undefined
  clear(): void
}

export function newFaults(): Faults {
  const rules: Rule[] = []
  return {
    add: (fault, method, times = 1, after = 0) => void rules.push({ fault, method, after, times }),
    take: (method) => {
      const rule = rules.find((candidate) => candidate.times > 0 && (candidate.method ?? method) === method)
      if (!rule || rule.after-- > 0) return undefined
      rule.times--
      return rule.fault
    },
    clear: () => void rules.splice(0),
  }
}
