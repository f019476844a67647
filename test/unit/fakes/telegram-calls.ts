import { type FakeTelegram, type FakeUser, startTelegram } from '../../fakes/telegram/telegram.ts'
import { type ScaledClock, scaledClock } from '../../support/scaled-clock.ts'

export const alice: FakeUser = { id: 11, first_name: 'Alice', username: 'alice' }
export const group = -100
export const forum = -1000000000200

export let clock: ScaledClock
export let telegram: FakeTelegram

/** Starts the fake anew, with a group, a forum, and Alice in both; a second takes a twentieth of one. */
export const start = async (options: Parameters<typeof startTelegram>[0] = {}) => {
  clock = scaledClock(20)
  telegram = await startTelegram({ clock, firstUpdate: 5_000_000, ...options })
  telegram.addChat({ id: group, type: 'group', title: 'Ops', members: [alice] })
  telegram.addChat({ id: forum, type: 'supergroup', topics: [42], members: [alice] })
  return telegram
}
export type Answer = {
  ok: boolean
  result: never
  error_code?: number
  description?: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

/** One call, as JSON; numbers and objects as they are. */
export async function call(method: string, parameters: object = {}): Promise<Answer & { status: number }> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${telegram.url}/bot${telegram.token}/${method}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(parameters),
  })
  return { ...((await response.json()) as Answer), status: response.status }
}
/** A keyboard of one button. */
export const button = (data: string) => ({ inline_keyboard: [[{ text: 'Approve', callback_data: data }]] })
/** Sends a message to the group. */
export const send = async (parameters: object = {}) =>
  (await call('sendMessage', { chat_id: group, text: 'hello', ...parameters })).result as { message_id: number }
/** One call of getUpdates: what it gave, and how long it took by the fake's clock. */
export const poll = async (parameters: object = {}) => {
  const began = clock.now()
  const answer = await call('getUpdates', parameters)
  return {
    ...answer,
    took: clock.now() - began,
    ids: (answer.result as { update_id: number }[] | undefined)?.map(({ update_id: id }) => id),
  }
}
