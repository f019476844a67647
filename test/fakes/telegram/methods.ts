import type { Clock } from '../../../src/kit/clock.ts'
import type { Clicks } from './clicks.ts'
import { membership } from './membership.ts'
import { integer, type Parameters } from './parameters.ts'
import type { UpdateQueue } from './queue.ts'
import { speaking } from './speak.ts'
import type { UpdateDesk } from './update-desk.ts'
import type { Uploads } from './uploads.ts'
import { type Described, readAllowed, webhookOf } from './webhook.ts'
import type { World } from './world.ts'

/** A method of the API: parameters and files to its result; throws a Refusal. */
export type Method = (parameters: Parameters, uploads: Uploads) => unknown

interface Parts {
  readonly world: World
  readonly clock: Clock
  readonly queue: UpdateQueue
  readonly desk: UpdateDesk
  readonly clicks: Clicks
  /** Refuses what comes too often. */
  readonly keepRate: (method: string, chat: string | undefined) => void
}

const int32 = 2 ** 31 - 1
const longestPoll = 50

/** Every method the fake knows, by its name in lower case: names are not case-sensitive (facts/chat.md 1.1). */
export function methodsOf({ world, clock, queue, desk, clicks, keepRate }: Parts): ReadonlyMap<string, Method> {
  const webhook = webhookOf(clock, queue, desk)
  const getUpdates: Method = (parameters) => {
    webhook.refusePolling()
    const allowed = readAllowed(parameters.allowed_updates)
    return desk.getUpdates({
      offset: integer(parameters.offset, 0, -int32, int32),
      limit: integer(parameters.limit, 100, 1, 100),
      timeout: integer(parameters.timeout, 0, 0, longestPoll),
      ...(allowed ? { allowed } : {}),
    })
  }
  const methods: Readonly<Record<string, Method>> = {
    ...membership(world),
    ...speaking(world, clock),
    answerCallbackQuery: clicks.answer,
    getUpdates,
    setWebhook: webhook.set,
    deleteWebhook: webhook.remove,
    getWebhookInfo: webhook.info,
  }
  const limited = Object.entries(methods).map(([name, method]) => {
    const call: Method = (parameters, uploads) => {
      keepRate(name, parameters.chat_id)
      return method(parameters, uploads)
    }
    return [name.toLowerCase(), call] as const
  })
  return new Map(limited)
}

/** Some results come with words beside them. */
export const isDescribed = (result: unknown): result is Described =>
  typeof result === 'object' && result !== null && 'description' in result && 'result' in result
