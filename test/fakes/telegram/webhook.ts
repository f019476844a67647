import type { Clock } from '../../../src/kit/clock.ts'
import { isTrue, type Parameters, parseJson } from './parameters.ts'
import type { UpdateQueue } from './queue.ts'
import { badRequest, conflict, tooMany } from './refusal.ts'
import type { UpdateDesk } from './update-desk.ts'

/** An answer with words beside the result, as setWebhook and deleteWebhook give. */
export interface Described {
  readonly result: unknown
  readonly description: string
}

/** The list of `allowed_updates`; undefined where none was given (facts/chat.md 1.3.2). */
export function readAllowed(words: string | undefined): readonly string[] | undefined {
  const given = parseJson(words ?? '')
  return Array.isArray(given) && given.every((type) => typeof type === 'string') ? given.map((type) => type.toLowerCase()) : undefined
}

/** A bot's webhook: it is remembered and stops polling; nothing is delivered (facts/chat.md 1.5). */
export function webhookOf(clock: Clock, queue: UpdateQueue, desk: UpdateDesk) {
  let url = ''
  let nextChange = 0
  const set = (parameters: Parameters): Described => {
    const wanted = parameters.url ?? ''
    if (wanted !== '' && clock.now() < nextChange) throw tooMany(1)
    if (wanted !== '') nextChange = clock.now() + 1000
    if (wanted !== '' && !wanted.startsWith('https://')) throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
    if (/[^\w-]/.test(parameters.secret_token ?? '')) throw badRequest('secret token contains unallowed characters')
    if (isTrue(parameters.drop_pending_updates)) queue.keepLast(0)
    desk.allow(readAllowed(parameters.allowed_updates))
    const isSame = wanted === url
    url = wanted
    if (wanted !== '') desk.endByWebhook()
    return { result: true, description: `Webhook ${isSame ? 'is already' : 'was'} ${wanted === '' ? 'deleted' : 'set'}` }
  }
  return {
    set,
    remove: (parameters: Parameters) => set({ ...parameters, url: '' }),
    info: () => ({
      url,
      has_custom_certificate: false,
      pending_update_count: queue.size,
      ...(url === '' ? {} : { max_connections: 40, ip_address: '203.0.113.7' }),
      ...(desk.allowed ? { allowed_updates: desk.allowed } : {}),
    }),
    refusePolling: () => {
      if (url !== '') throw conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
    },
  }
}
