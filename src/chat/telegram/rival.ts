import { explain, RemoteError } from '../../kit/errors.ts'
import type { Desk } from './desk.ts'
import { allowedUpdates, harmlessOffset } from './peek.ts'
import { rivalError } from './refusals.ts'
import type { Update } from './shapes.ts'

/** Seconds that a probe waits; and milliseconds to the next one, doubled each time. */
const wait = 2
const firstPause = 10_000
/** So many probes in a row must be ended by others: gates that begin at the same moment end each other's, but not for long. */
const conclusive = 5
const mostProbes = 8

/**
 * Finds out whether another program reads this bot. A gate's own looks never wait, so they end nobody's poll and are ended by nobody; a
 * probe that waits is ended with 409 as soon as such a program asks again (facts/chat.md 1.3.5). Says what it finds, and says it once.
 */
export async function probeForRival(desk: Desk): Promise<void> {
  const { context, api, name, closed } = desk
  let conflicts = 0
  for (let probe = 0, pause = firstPause; probe < mostProbes && !closed.aborted; probe++, pause *= 2) {
    const verdict = await probeOnce(desk)
    if (verdict === 'alone') return
    if (verdict === 'ended') conflicts++
    if (conflicts >= conclusive) {
      context.log.warning(explain(rivalError(api.party), context.log.locale), name)
      return
    }
    await context.clock.sleep(pause * (0.5 + context.random()), closed).catch(() => {})
  }
}

/** Nothing is learned while there is something in the queue, or when the network fails. */
async function probeOnce({ api, context, closed }: Desk): Promise<'alone' | 'ended' | 'unknown'> {
  const offset = harmlessOffset({ known: new Map() }, context.random())
  const parameters = { offset, limit: 1, timeout: wait, allowed_updates: allowedUpdates }
  try {
    const answer = await api.exchange<readonly Update[]>('getUpdates', parameters, { timeout: 20_000, signal: closed })
    if (answer.ok) return answer.result.length === 0 ? 'alone' : 'unknown'
    return answer.code === 409 && !/webhook/i.test(answer.description) ? 'ended' : 'unknown'
  } catch (error) {
    if (error instanceof RemoteError || closed.aborted) return 'unknown'
    throw error
  }
}
