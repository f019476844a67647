import { type Call, historyScopes, isTrue, type Method, mustBeIn, mustHaveFor, paged, readScopes, visibleChannel, within } from '../call.ts'
import { tier3, tier4 } from '../limits.ts'
import { messageJson } from '../message-json.ts'
import { Refused } from '../refused.ts'
import { repliesTo } from '../workspace.ts'

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.info': { pace: tier3, scopes: readScopes, run: info },
  'conversations.members': { pace: tier4, scopes: readScopes, run: members },
  'conversations.history': { pace: tier3, scopes: historyScopes, run: history },
  'conversations.replies': { pace: tier3, scopes: historyScopes, run: replies },
}

function info(call: Call): Record<string, unknown> {
  const channel = visibleChannel(call)
  mustHaveFor(call, channel, 'read')
  const { id, name, isPrivate, isArchived } = channel
  return {
    channel: {
      id,
      name,
      name_normalized: name,
      is_channel: !isPrivate,
      is_group: isPrivate,
      is_im: false,
      is_mpim: false,
      is_private: isPrivate,
      is_archived: isArchived,
      is_member: channel.members.has(call.token.botUser),
      context_team_id: call.workspace.team.id,
      ...(isTrue(call.params.include_num_members) ? { num_members: channel.members.size } : {}),
    },
  }
}

function members(call: Call): Record<string, unknown> {
  const channel = visibleChannel(call)
  mustHaveFor(call, channel, 'read')
  const { items, response_metadata } = paged([...channel.members], call.params, 100, 1000)
  return { members: items, response_metadata }
}

/** Newest first, without replies, except for those that were sent to the channel as well. */
function history(call: Call): Record<string, unknown> {
  const channel = readable(call)
  const top = channel.messages.filter(({ threadTs, subtype }) => threadTs === undefined || subtype === 'thread_broadcast')
  const { items, hasMore, response_metadata } = paged(within(top, call.params).reverse(), call.params, 100, 1000)
  const messages = items.map((message) => messageJson(call.workspace, channel, message, call.shownReactors))
  return { messages, has_more: hasMore, ...(hasMore ? { response_metadata } : {}) }
}

function readable(call: Call) {
  const channel = visibleChannel(call)
  mustHaveFor(call, channel, 'history')
  mustBeIn(call, channel)
  return channel
}

/**
 * Oldest first. The first message of the thread leads the first page whatever `oldest` says; public code disagrees about the pages after
 * it, and the documentation is silent about all of it, so that a client does well not to depend on either.
 */
function replies(call: Call): Record<string, unknown> {
  const channel = readable(call)
  const found = channel.messages.find(({ ts }) => ts === call.params.ts)
  if (!found) throw new Refused('thread_not_found')
  const root = channel.messages.find(({ ts }) => ts === (found.threadTs ?? found.ts)) ?? found
  const inside = within(repliesTo(channel, root.ts), call.params)
  const thread = call.parentOn === 'no-page' ? inside : [root, ...inside]
  const { items, hasMore, response_metadata } = paged(thread, call.params, 1000, 1000)
  const shown = call.parentOn === 'every-page' && call.params.cursor ? [root, ...items] : items
  const messages = shown.map((message) => messageJson(call.workspace, channel, message, call.shownReactors))
  return { messages, has_more: hasMore, ...(hasMore ? { response_metadata } : {}) }
}
