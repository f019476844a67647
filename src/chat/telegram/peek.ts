import { explain } from '../../kit/errors.ts'
import type { Answer } from './bot-api.ts'
import type { Desk } from './desk.ts'
import { resultOf } from './patient-api.ts'
import { rivalError } from './refusals.ts'
import type { Update } from './shapes.ts'
import { type FreshUpdate, look, newWindow, type Window, windowSize } from './window.ts'

/** Every gate asks for the same: what is asked for holds for the whole bot (facts/chat.md 1.3.2). */
export const allowedUpdates = ['callback_query', 'message'] as const

/** Milliseconds that one look may take, waiting and trying again included. */
const patience = 8000

export interface Peeked {
  readonly fresh: readonly FreshUpdate[]
  /** Updates are gone, or may be, that nobody showed to this gate. */
  readonly missed: boolean
  /** Milliseconds since the look before; undefined for the first. */
  readonly gap: number | undefined
}

/**
 * Looks at the bot's updates without taking them away: any number of gates do so side by side (facts/chat.md 1.4). Says once when somebody
 * else takes them.
 */
export function peekerOf(desk: Desk): () => Promise<Peeked> {
  const { context, api, calls, closed, refuse, name } = desk
  let window: Window = newWindow
  let clear: number | undefined
  let isRivalTold = false
  const call = (offset: number) => {
    const parameters = { offset, limit: windowSize, timeout: 0, allowed_updates: allowedUpdates }
    return calls.call<readonly Update[]>('getUpdates', parameters, { patience, repeatable: true, signal: closed })
  }
  const harmless = () => harmlessOffset(window, context.random())
  const ask = async (): Promise<readonly Update[]> => {
    let answer = await call(clear ?? harmless())
    for (let more = 1; more < tries && isCollision(answer); more++) answer = await call(harmless())
    return resultOf(answer, refuse)
  }
  return async () => {
    const at = context.clock.now()
    const { window: next, ...seen } = look(window, await ask(), at, { cleared: clear ?? 0, ahead: api.ahead })
    const gap = window.look ? at - window.look.at : undefined
    window = next
    clear = seen.clear
    if (seen.taken && !isRivalTold) context.log.warning(explain(rivalError(api.party), context.log.locale), name)
    isRivalTold ||= seen.taken
    return { fresh: seen.fresh, missed: seen.missed, gap }
  }
}

const tries = 3

/** Somebody happened to ask with the same offset just now: Telegram makes the later one wait, and ends it when another comes that waits. */
const isCollision = (answer: Answer<unknown>): boolean => !answer.ok && answer.code === 409 && !/webhook/i.test(answer.description)

/** Ids of updates are far above this from the first day on (facts/chat.md 1.3). */
const farBelow = 99_999

/**
 * An offset that confirms nothing, being below every id there is, and that no other call had just before: the same one twice within three
 * seconds makes Telegram wait, or show the head alone (facts/chat.md 1.3.3).
 */
export function harmlessOffset({ known }: Pick<Window, 'known'>, random: number): number {
  const [lowest = Number.POSITIVE_INFINITY] = known.keys()
  const below = Math.min(farBelow, lowest - 1)
  return below < 1 ? 0 : 1 + Math.floor(random * below)
}
