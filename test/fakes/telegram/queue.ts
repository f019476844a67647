import type { Update } from 'grammy/types'

/** An update without its id: the queue gives that. */
export type UpdateBody = Omit<Update, 'update_id'>

interface Queued {
  readonly id: number
  readonly body: UpdateBody
  /** Seconds since 1970; gone once the clock is past it. */
  readonly expiresAt: number
}

/** Telegram's queue of updates, as `TQueue` of tdlib (facts/chat.md 1.3). */
export interface UpdateQueue {
  push(body: UpdateBody, expiresAt: number): number
  /** Forgets everything before `offset` and returns what follows; an offset the queue rejects falls back to the head, without forgetting. */
  take(offset: number, limit: number, nowSeconds: number): Update[]
  /** Keeps the last `count` only. */
  keepLast(count: number): void
  readonly size: number
}

const farthestPast = 100_000
const farthestAhead = 10

export function updateQueue(firstId: number): UpdateQueue {
  let queued: Queued[] = []
  let tail = 0
  const head = () => queued[0]?.id ?? tail
  const isAccepted = (offset: number) => offset > 0 && offset <= tail + farthestAhead && offset >= head() - farthestPast
  return {
    push: (body, expiresAt) => {
      if (tail === 0) tail = firstId
      queued.push({ id: tail, body, expiresAt })
      return tail++
    },
    take: (offset, limit, nowSeconds) => {
      const from = isAccepted(offset) ? offset : head()
      queued = queued.filter(({ id, expiresAt }) => id >= from && expiresAt >= nowSeconds)
      return queued.slice(0, limit).map(({ id, body }) => ({ update_id: id, ...body }) as Update) // a body has one of the optional parts
    },
    keepLast: (count) => {
      if (queued.length > count) queued = queued.slice(queued.length - count)
    },
    get size() {
      return queued.length
    },
  }
}
