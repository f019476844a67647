import { acceptBlocks } from '../block-kit.ts'
import { type Call, isTrue, type Method, mustBeIn, visibleChannel } from '../call.ts'
import { tier3, tier4 } from '../limits.ts'
import { messageJson, permalink } from '../message-json.ts'
import { Refused } from '../refused.ts'
import { messageAt, removeMessage, type SlackChannel, type SlackMessage } from '../workspace.ts'

const scopes = ['chat:write']
const longestText = 40_000
const longestEdit = 4000

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': { pace: 'message', scopes, run: postMessage },
  'chat.update': { pace: tier3, scopes, run: update },
  'chat.delete': { pace: tier3, scopes, run: remove },
  'chat.postEphemeral': { pace: tier4, scopes, run: postEphemeral },
  'chat.getPermalink': {
    pace: { perMinute: 600 },
    scopes: [],
    run: (call) => {
      const channel = visibleChannel(call)
      const message = messageAt(channel, call.params.message_ts ?? '')
      if (!message) throw new Refused('message_not_found')
      return { channel: channel.id, permalink: permalink(call.workspace, channel, message) }
    },
  },
}

/** Text and blocks of a new message: one of them at least. */
function content({ params }: Call): { text: string; blocks?: readonly unknown[] } {
  const blocks = acceptBlocks(params.blocks)
  const text = params.text ?? ''
  if (text === '' && (blocks ?? []).length === 0) throw new Refused('no_text')
  return { text, ...(blocks === undefined ? {} : { blocks }) }
}

function postMessage(call: Call): Record<string, unknown> {
  const { workspace, token, params } = call
  const channel = visibleChannel(call, true)
  if (!token.scopes.has('chat:write.public')) mustBeIn(call, channel)
  if (channel.isArchived) throw new Refused('is_archived')
  const { text, blocks } = content(call)
  const parent = params.thread_ts === undefined ? undefined : messageAt(channel, params.thread_ts)
  const message: SlackMessage = {
    ts: workspace.nextTs(),
    user: token.botUser,
    botId: token.botId,
    text: text.slice(0, longestText),
    ...(blocks === undefined ? {} : { blocks }),
    ...(parent === undefined ? {} : { threadTs: parent.threadTs ?? parent.ts }),
    ...(parent && isTrue(params.reply_broadcast) ? { subtype: 'thread_broadcast' } : {}),
    ...(params.metadata === undefined ? {} : { metadata: JSON.parse(params.metadata) as unknown }),
    reactions: new Map(),
  }
  channel.messages.push(message)
  return { channel: channel.id, ts: message.ts, message: messageJson(workspace, channel, message, call.shownReactors) }
}

/** A message of the bot's own. */
function own(call: Call, channel: SlackChannel, otherwise: string): SlackMessage {
  const message = messageAt(channel, call.params.ts ?? '')
  if (!message) throw new Refused('message_not_found')
  if (message.user !== call.token.botUser) throw new Refused(otherwise)
  return message
}

function update(call: Call): Record<string, unknown> {
  const { workspace, token, params } = call
  const channel = visibleChannel(call)
  const message = own(call, channel, 'cant_update_message')
  if (channel.isArchived) throw new Refused('is_inactive')
  if (workspace.now() - Number(message.ts) * 1000 > workspace.editWindow) throw new Refused('edit_window_closed')
  if ((params.text ?? '').length > longestEdit) throw new Refused('msg_too_long')
  const { text, blocks } = content(call)
  message.text = text
  if (blocks !== undefined) message.blocks = blocks
  message.edited = { user: token.botId, ts: workspace.nextTs() }
  return { channel: channel.id, ts: message.ts, text, message: messageJson(workspace, channel, message, call.shownReactors) }
}

function remove(call: Call): Record<string, unknown> {
  const channel = visibleChannel(call)
  const message = own(call, channel, 'cant_delete_message')
  removeMessage(channel, message)
  return { channel: channel.id, ts: message.ts }
}

function postEphemeral(call: Call): Record<string, unknown> {
  const { workspace, params } = call
  const channel = visibleChannel(call)
  mustBeIn(call, channel)
  if (channel.isArchived) throw new Refused('is_archived')
  const user = params.user ?? ''
  if (!channel.members.has(user)) throw new Refused('user_not_in_channel')
  if ((params.text ?? '').length > longestEdit) throw new Refused('msg_too_long')
  const ts = workspace.nextTs()
  const { thread_ts: threadTs } = params
  channel.ephemerals.push({ ts, user, ...content(call), ...(threadTs === undefined ? {} : { threadTs }) })
  return { message_ts: ts }
}
