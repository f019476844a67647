import { createHmac } from 'node:crypto'
import type { Place } from './thread.ts'

interface Desk {
  readonly token: string
  /** As the configuration has it: an id, or a name. */
  readonly chat: string
}

const isId = (chat: string): boolean => /^[CDG][A-Z0-9]+$/.test(chat)

/**
 * What is kept about a message may have been written by anybody who may write to the repository, or by an earlier step. Slack takes edits in every
 * channel of the bot: where the configuration names the channel by a name, the place is sealed, as it cannot be compared.
 */
export const sealed = (place: Place | undefined, desk: Desk): Place | undefined =>
  place && !isId(desk.chat) ? { ...place, seal: sealOf(place, desk) } : place

/** Whether a place is in the configured channel. */
export const isIn = (place: Place, desk: Desk): boolean =>
  isId(desk.chat) ? place.channel === desk.chat : place.seal === sealOf(place, desk)

const sealOf = ({ channel, ts }: Place, { token, chat }: Desk): string =>
  createHmac('sha256', token)
    .update(JSON.stringify([chat, channel, ts]))
    .digest('base64url')
