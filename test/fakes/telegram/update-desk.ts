import type { Update } from 'grammy/types'
import type { Clock } from '../../../src/kit/clock.ts'
import type { UpdateBody, UpdateQueue } from './queue.ts'
import { conflict } from './refusal.ts'

/** The types of updates a bot gets unless it asked otherwise: all but three (facts/chat.md 1.3.2). */
const isDefault = (type: string): boolean => !['chat_member', 'message_reaction', 'message_reaction_count'].includes(type)

export interface GetUpdates {
  readonly offset: number
  readonly limit: number
  /** Seconds. */
  readonly timeout: number
  /** Undefined: as before; empty: the default. */
  readonly allowed?: readonly string[]
}

interface Parked {
  readonly offset: number
  readonly limit: number
  readonly answer: (updates: Update[]) => void
  readonly fail: (error: unknown) => void
  readonly timer: AbortController
}

/** Where updates are handed out: `getUpdates` exactly as the server does it (facts/chat.md 1.3, `do_get_updates` of telegram-bot-api). */
export interface UpdateDesk {
  getUpdates(asked: GetUpdates): Promise<Update[]>
  /** Queues an update of a type that is allowed, for so many seconds; whether it was. */
  add(body: UpdateBody, seconds: number): boolean
  allow(types: readonly string[] | undefined): void
  /** Ends a waiting poll for the sake of a webhook. */
  endByWebhook(): void
  readonly allowed: readonly string[] | undefined
  close(): void
}

export function updateDesk(clock: Clock, queue: UpdateQueue): UpdateDesk {
  let allowed: readonly string[] | undefined
  let parked: Parked | undefined
  let previous = { offset: Number.NaN, start: Number.NEGATIVE_INFINITY }
  let nextConflict = 0
  const closing = new AbortController()
  const seconds = () => Math.floor(clock.now() / 1000)

  /** The first conflict is told at once, those of the next three seconds three seconds late (rule 6). */
  const failByConflict = async (fail: (error: unknown) => void, words: string) => {
    if (clock.now() >= nextConflict) nextConflict = clock.now() + 3000
    else await clock.sleep(3000, closing.signal).catch(() => undefined)
    fail(conflict(words))
  }
  const endParked = (words: string) => {
    const ended = parked
    parked = undefined
    ended?.timer.abort()
    if (ended) void failByConflict(ended.fail, words)
  }
  const wake = () => {
    const woken = parked
    parked = undefined
    woken?.timer.abort()
    if (woken) woken.answer(queue.take(woken.offset, woken.limit, seconds()))
  }
  const park = (offset: number, limit: number, timeout: number) =>
    new Promise<Update[]>((answer, fail) => {
      endParked('terminated by other getUpdates request; make sure that only one bot instance is running')
      const timer = new AbortController()
      parked = { offset, limit, answer, fail, timer }
      clock.sleep(timeout * 1000, AbortSignal.any([timer.signal, closing.signal])).then(wake, () => undefined)
    })

  const forced = ({ offset, limit, timeout }: GetUpdates) => {
    const age = clock.now() - previous.start
    const isSame = offset === previous.offset
    previous = { offset, start: clock.now() }
    return { timeout: isSame && timeout < 3 && age < 3000 ? 3 : timeout, limit: isSame && age < 500 ? 1 : limit }
  }
  return {
    getUpdates: async (asked) => {
      if (asked.allowed) allowed = asked.allowed.length > 0 ? asked.allowed : undefined
      const { timeout, limit } = forced(asked)
      if (asked.offset < 0) queue.keepLast(-asked.offset)
      const offset = Math.max(0, asked.offset)
      const updates = queue.take(offset, limit, seconds())
      return updates.length === 0 && timeout > 0 ? park(offset, limit, timeout) : updates
    },
    add: (body, life) => {
      const type = Object.keys(body)[0] ?? ''
      if (!(allowed ? allowed.includes(type) : isDefault(type))) return false
      queue.push(body, seconds() + life)
      if (parked) setTimeout(wake, 1)
      return true
    },
    allow: (types) => {
      if (types) allowed = types.length > 0 ? types : undefined
    },
    endByWebhook: () => endParked('terminated by setWebhook request'),
    get allowed() {
      return allowed
    },
    close: () => closing.abort(),
  }
}
