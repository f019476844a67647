import type { Clock } from '../../kit/clock.ts'
import { spanText } from '../../kit/duration.ts'
import { isKnownError, textOf } from '../../kit/errors.ts'
import { NetworkFault } from '../../kit/http.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import type { ChannelContext, Delivery } from '../channel.ts'
import { networkTrouble } from './network.ts'
import { isHinted, nextTry } from './next-try.ts'
import { type Allowance, paceOf, type Turn } from './pace.ts'
import { type Reading, remedies, type Trouble } from './reading.ts'
import { scrub } from './scrub.ts'

/** How a service is dealt with. */
export interface SendingRules {
  /** Its name, for people. */
  readonly service: Text
  /** Whether it recognises a message that is sent again (by an id of ours), so that what may have arrived can be repeated. */
  readonly deduplicates: boolean
  /** How much it takes, as published; no message leaves sooner. Several: so many a second, and so many a minute. */
  readonly allowance?: Allowance | readonly Allowance[]
  /** Milliseconds for one message, waits included; default one minute. */
  readonly limit?: number
  /** Milliseconds for one try; default 15 seconds. */
  readonly tryLimit?: number
  /** Cut out of everything that is said about it. */
  readonly secrets: readonly string[]
}

/** Milliseconds that one try may take, and what ends it early. */
export interface TryLimits {
  readonly timeout: number
  readonly signal?: AbortSignal
}

/** One try to send. Throws `NetworkFault` where there was no whole answer; the same message each time it is called. */
export type Try = (limits: TryLimits) => Promise<Reading>

type World = Pick<ChannelContext, 'clock' | 'log' | 'random' | 'signal'>

const usualLimit = 60_000
const usualTryLimit = 15_000
/** After the run was cancelled: enough to say so, in milliseconds. */
const lastLimit = 5_000

/**
 * Sends messages to one service: tries again what may be tried again, waits as long as the service asks, keeps to its allowance, and
 * never throws. Keep one for each channel: what it learns about the service holds for the next message as well.
 */
export function sender(world: World, rules: SendingRules): (attempt: Try) => Promise<Delivery> {
  const pace = paceOf(...[rules.allowance ?? []].flat())
  const { clock, log, random } = world
  return async (attempt) => {
    const signal = world.signal.aborted ? undefined : world.signal
    const end = clock.now() + (signal ? (rules.limit ?? usualLimit) : lastLimit)
    const sofar = { failures: 0, mayHaveArrived: false, trouble: undefined as Trouble | undefined }
    for (let earliest = 0; ; ) {
      const turn = pace.claim(Math.max(earliest, clock.now()), end)
      const isOn = turn !== undefined && (await comes(turn, clock, end, signal))
      if (signal?.aborted) return outcomeOf(sofar) ?? neverSent
      if (!isOn) return outcomeOf(sofar) ?? limitedFor(rules.service, pace.pausedUntil - clock.now())
      const timeout = Math.max(1, Math.min(rules.tryLimit ?? usualTryLimit, end - clock.now()))
      const reading = await tryOnce(attempt, { timeout, ...(signal ? { signal } : {}) })
      turn.settle(clock.now())
      if (reading.class === 'delivered') return { state: 'delivered' }
      const trouble = scrubbed(reading, rules.secrets)
      sofar.trouble = trouble
      sofar.mayHaveArrived ||= trouble.class === 'unclear'
      if (isHinted(trouble)) pace.pause(clock.now() + trouble.wait)
      else sofar.failures++
      const wait = nextTry(trouble, { failures: sofar.failures, deduplicates: rules.deduplicates, random: random() })
      if (wait === undefined || signal?.aborted) return outcomeOf(sofar) ?? neverSent
      earliest = clock.now() + wait
      if (earliest < end) log.info(joinText([trouble.reason, againIn(wait)]))
    }
  }
}

/** Whether its turn comes before the end: while it waits, others may take longer than was thought. A cancelled run ends the wait early. */
async function comes(turn: Turn, clock: Clock, end: number, signal?: AbortSignal): Promise<boolean> {
  for (let wait = turn.earliest() - clock.now(); wait > 0; wait = turn.earliest() - clock.now()) {
    if (clock.now() + wait >= end) return false
    await clock.sleep(wait, signal).catch(() => {})
    if (signal?.aborted) return false
  }
  turn.leave(clock.now())
  return true
}

async function tryOnce(attempt: Try, limits: TryLimits): Promise<Reading> {
  try {
    return await attempt(limits)
  } catch (error) {
    if (error instanceof NetworkFault) return networkTrouble(error)
    if (limits.signal?.aborted) return cancelledTrouble
    const remedy = (isKnownError(error) && error.remedy) || remedies.malformed
    return { class: 'malformed', reason: textOf(error), remedy }
  }
}

const cancelledTrouble: Trouble = {
  class: 'unclear',
  reason: text('The run was cancelled while the message was being sent.', '发送消息时运行被取消。'),
  remedy: remedies.unclear,
}

/** What became of a message that was not delivered; undefined before its first try. */
function outcomeOf({ trouble, mayHaveArrived }: { readonly trouble: Trouble | undefined; readonly mayHaveArrived: boolean }) {
  if (!trouble) return undefined
  const { class: kind, reason, remedy, wait } = trouble
  if (mayHaveArrived) return { state: 'unknown', reason, remedy: remedies.unclear } satisfies Delivery
  if (kind !== 'limited') return { state: 'rejected', reason, remedy } satisfies Delivery
  return { state: 'limited', reason: wait ? joinText([reason, resumes(wait)]) : reason, remedy } satisfies Delivery
}

function scrubbed(trouble: Trouble, secrets: readonly string[]): Trouble {
  const safe = (words: Text): Text => ({ en: scrub(words.en, secrets), 'zh-CN': scrub(words['zh-CN'], secrets) })
  return { ...trouble, reason: safe(trouble.reason), remedy: safe(trouble.remedy) }
}

const neverSent: Delivery = {
  state: 'rejected',
  reason: text('The run was cancelled before the message was sent.', '消息发送前运行已被取消。'),
}

const limitedFor = (service: Text, wait: number): Delivery => ({
  state: 'limited',
  reason:
    wait > 0
      ? joinText([text(`${service.en} takes no messages for now.`, `${service['zh-CN']}暂时不接收消息。`), resumes(wait)])
      : text(`${service.en} has had as many messages as it takes.`, `${service['zh-CN']}接收的消息数量已达上限。`),
  remedy: remedies.limited,
})

function resumes(wait: number): Text {
  const span = spanText(wait)
  return text(`It takes messages again in ${span.en}.`, `${span['zh-CN']}后恢复接收。`)
}

function againIn(wait: number): Text {
  const span = spanText(wait)
  return text(`Trying again in ${span.en}.`, `${span['zh-CN']}后重试。`)
}
