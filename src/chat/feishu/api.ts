import { InputError, RemoteError } from '../../kit/errors.ts'
import { NetworkFault } from '../../kit/http.ts'
import type { ChannelContext } from '../channel.ts'
import { isHinted, nextTry } from '../delivery/next-try.ts'
import type { Trouble } from '../delivery/reading.ts'
import type { TryLimits } from '../delivery/sender.ts'
import type { FeishuReading, Refusal } from './answers.ts'
import { type CallWorld, callsOf, dataOf, type FeishuApp, type FeishuCall, type Json } from './calls.ts'

export type { FeishuApp, FeishuCall, Json } from './calls.ts'

export type FeishuAnswer = { readonly code: 0; readonly data: Json } | Refusal

/** The calls of one app. Each is tried again while that may help within seconds. */
export interface FeishuApi {
  /** What was answered; a refusal is an answer. Throws where there was none, and when the service still has no room in the end. */
  ask(call: FeishuCall): Promise<FeishuAnswer>
  /** Its data. Throws what was refused. */
  get(call: FeishuCall): Promise<Json>
}

/** Milliseconds for one call, its waits included: usually, and when the run is being cancelled. */
const usualLimit = 30_000
const lastLimit = 4000
const longestTry = 10_000

/** Opens the API for an app. Nothing is sent before the first call. */
export function openApi(app: FeishuApp, world: CallWorld & Pick<ChannelContext, 'random' | 'signal'>): FeishuApi {
  const calls = callsOf(app, world)
  const ask = async (call: FeishuCall): Promise<FeishuAnswer> => {
    const reading = await persist((limits) => calls.once(call, limits), world)
    return 'trouble' in reading ? reading : { code: 0, data: dataOf(reading) }
  }
  return {
    ask,
    get: async (call) => {
      const answer = await ask(call)
      if (answer.code !== 0) throw faultOf(answer as Refusal, app.name) // all but 0 are refusals
      return (answer as { data: Json }).data
    },
  }
}

/**
 * Tries until there is an answer that trying again would not change, or the time for one call is over. Every call may be repeated: what
 * is sent has a `uuid`, the rest is the same twice.
 */
async function persist(
  once: (limits: TryLimits) => Promise<FeishuReading>,
  { clock, random, signal }: CallWorld & Pick<ChannelContext, 'random' | 'signal'>,
): Promise<FeishuReading> {
  const live = signal.aborted ? undefined : signal
  const end = clock.now() + (live ? usualLimit : lastLimit)
  for (let failures = 1; ; ) {
    const timeout = Math.max(1, Math.min(longestTry, end - clock.now()))
    const reading = await tryOnce(once, { timeout, ...(live ? { signal: live } : {}) })
    if (!('trouble' in reading)) return reading
    const wait = nextTry(reading.trouble, { failures, deduplicates: true, random: random() })
    if (wait === undefined || clock.now() + wait >= end) return outcomeOf(reading)
    if (!isHinted(reading.trouble)) failures++
    await clock.sleep(wait, live)
  }
}

type Tried = FeishuReading | (Refusal & { readonly fault: NetworkFault })

async function tryOnce(once: (limits: TryLimits) => Promise<FeishuReading>, limits: TryLimits): Promise<Tried> {
  try {
    return await once(limits)
  } catch (fault) {
    if (!(fault instanceof NetworkFault)) throw fault
    return { code: 0, fault, trouble: { class: 'unclear', reason: fault.problem, remedy: fault.problem } }
  }
}

/** In the end: what was refused is an answer; no answer, and no room, are faults that may pass. */
function outcomeOf(tried: Extract<Tried, { trouble: Trouble }>): Refusal {
  if ('fault' in tried) throw tried.fault
  const { class: kind } = tried.trouble
  if (kind === 'retry' || kind === 'limited' || kind === 'unclear') throw faultOf(tried, '')
  return tried
}

/** Classes that the user can mend. */
const mendable: readonly Trouble['class'][] = ['credentials', 'configuration', 'forbidden', 'quota']

/** A refusal as an error: of the configuration where the user can mend it. */
export function faultOf({ trouble }: Refusal, channel: string): InputError | RemoteError {
  const { class: kind, reason: problem, remedy } = trouble
  if (mendable.includes(kind)) return new InputError({ code: 'channel-unusable', problem, where: `channels.${channel}`, remedy })
  const retryable = kind === 'retry' || kind === 'limited' || kind === 'unclear'
  return new RemoteError({ code: 'channel-failed', party: 'Feishu', problem, remedy, retryable })
}
