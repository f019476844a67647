import { type Call, isTrue, type Method, mustBeIn, visibleChannel } from '../call.ts'
import { tier2, tier3 } from '../limits.ts'
import { messageJson, permalink } from '../message-json.ts'
import { Refused } from '../refused.ts'
import { messageAt, type SlackChannel, type SlackMessage } from '../workspace.ts'

/** Some of the emoji that every workspace has. */
const emoji = ['white_check_mark', 'x', '+1', '-1', 'eyes', 'tada', 'rocket', 'heavy_check_mark', 'no_entry_sign', 'thinking_face']

export const reactionMethods: Readonly<Record<string, Method>> = {
  'reactions.add': { pace: tier3, scopes: ['reactions:write'], run: add },
  'reactions.remove': { pace: tier2, scopes: ['reactions:write'], run: remove },
  'reactions.get': { pace: tier3, scopes: ['reactions:read'], run: get },
}

function item(call: Call): { channel: SlackChannel; message: SlackMessage } {
  const { channel: place, timestamp } = call.params
  if (place === undefined || timestamp === undefined) throw new Refused('no_item_specified')
  if (!/^\d+\.\d{6}$/.test(timestamp)) throw new Refused('bad_timestamp')
  const channel = visibleChannel(call)
  const message = messageAt(channel, timestamp)
  if (!message) throw new Refused('message_not_found')
  return { channel, message }
}

/** Puts a person's reaction on a message; false when it is there. */
export function react(message: SlackMessage, name: string, user: string): boolean {
  const users = message.reactions.get(name) ?? []
  if (users.includes(user)) return false
  message.reactions.set(name, [...users, user])
  return true
}

/** Takes it away again; false when it is not there. */
export function unreact(message: SlackMessage, name: string, user: string): boolean {
  const users = message.reactions.get(name) ?? []
  if (!users.includes(user)) return false
  if (users.length === 1) message.reactions.delete(name)
  else
    message.reactions.set(
      name,
      users.filter((other) => other !== user),
    )
  return true
}

function nameOf({ params }: Call): string {
  const name = (params.name ?? '').replace(/^:|:$/g, '')
  if (!emoji.includes(name.replace(/::skin-tone-[2-6]$/, ''))) throw new Refused('invalid_name')
  return name
}

function add(call: Call): Record<string, unknown> {
  const { channel, message } = item(call)
  mustBeIn(call, channel)
  if (channel.isArchived) throw new Refused('is_archived')
  const name = nameOf(call)
  if (!message.reactions.has(name) && message.reactions.size >= 50) throw new Refused('too_many_emoji')
  if (!react(message, name, call.token.botUser)) throw new Refused('already_reacted')
  return {}
}

function remove(call: Call): Record<string, unknown> {
  const { message } = item(call)
  if (!unreact(message, nameOf(call), call.token.botUser)) throw new Refused('no_reaction')
  return {}
}

function get(call: Call): Record<string, unknown> {
  const { channel, message } = item(call)
  const shown = isTrue(call.params.full) ? Number.POSITIVE_INFINITY : call.shownReactors
  const { workspace } = call
  const json = { ...messageJson(workspace, channel, message, shown), permalink: permalink(workspace, channel, message) }
  return { type: 'message', channel: channel.id, message: json }
}
