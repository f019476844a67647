/** How often something may be done. */
export interface Limit {
  readonly count: number
  /** Milliseconds. */
  readonly window: number
}

/** Counts what was done, by key, in sliding windows of the fake's own time. */
export interface Limiter {
  /** Takes one; undefined when there was room, else in how many milliseconds there will be. */
  take(key: string, limits: readonly Limit[]): number | undefined
}

export function limiter(now: () => number): Limiter {
  const taken = new Map<string, number[]>()
  return {
    take(key, limits) {
      const longest = Math.max(...limits.map(({ window }) => window))
      const times = (taken.get(key) ?? []).filter((at) => at > now() - longest)
      taken.set(key, times)
      const waits = limits.flatMap(({ count, window }) => {
        const recent = times.filter((at) => at > now() - window)
        return recent.length < count ? [] : [(recent.at(-count) ?? 0) + window - now()]
      })
      if (waits.length > 0) return Math.max(...waits)
      times.push(now())
      return undefined
    },
  }
}

const second = 1000
const minute = 60_000

/** The published limits ("频控策略", and the page of each API). */
export const published = {
  /** An API, by app and tenant. */
  api: [
    { count: 1000, window: minute },
    { count: 50, window: second },
  ],
  /** Searches of a table, and the list of its columns. */
  search: [{ count: 20, window: second }],
  /** Writes into a table. */
  write: [{ count: 50, window: second }],
  /** Messages into one chat, shared by all bots in it. */
  chat: [{ count: 5, window: second }],
  /** Edits of one card. */
  edit: [{ count: 5, window: second }],
  /** Cards for one person's eyes, into one chat. */
  whisper: [{ count: 40, window: second }],
  /** A custom bot. */
  bot: [
    { count: 100, window: minute },
    { count: 5, window: second },
  ],
} as const satisfies Record<string, readonly Limit[]>
