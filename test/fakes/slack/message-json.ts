import { repliesTo, type SlackChannel, type SlackMessage, type Workspace } from './workspace.ts'

/** A message as methods answer it. Lists of people who reacted end after `shown` names unless the whole list is asked for. */
export function messageJson(workspace: Workspace, channel: SlackChannel, message: SlackMessage, shown: number): Record<string, unknown> {
  const { ts, user, text, subtype, blocks, edited, metadata, files } = message
  return {
    type: 'message',
    ...(subtype === undefined ? {} : { subtype }),
    user,
    ts,
    ...authorJson(workspace, message),
    text,
    team: workspace.team.id,
    ...(blocks === undefined ? {} : { blocks }),
    ...(edited === undefined ? {} : { edited }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(files === undefined ? {} : { files: files.map(({ id, filename, title, alt }) => ({ id, name: filename, title, alt_txt: alt })) }),
    ...threadJson(channel, message),
    ...reactionsJson(message, shown),
  }
}

function authorJson(workspace: Workspace, { botId, user }: SlackMessage): object {
  if (botId === undefined) return { client_msg_id: `${user}-message` }
  const app = [...workspace.tokens.values()].find((token) => token.botId === botId)
  const name = workspace.users.get(user)?.name ?? ''
  return { bot_id: botId, app_id: app?.appId, bot_profile: { id: botId, app_id: app?.appId, user_id: user, name, deleted: false } }
}

function threadJson(channel: SlackChannel, message: SlackMessage): object {
  if (message.threadTs !== undefined) {
    const parent = channel.messages.find(({ ts }) => ts === message.threadTs)
    return { thread_ts: message.threadTs, parent_user_id: parent?.user }
  }
  const replies = repliesTo(channel, message.ts)
  const latest = replies.at(-1)
  if (!latest) return {}
  const users = [...new Set(replies.map(({ user }) => user))]
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: latest.ts,
    reply_users: users.slice(0, 5),
    is_locked: false,
    subscribed: false,
  }
}

function reactionsJson({ reactions }: SlackMessage, shown: number): object {
  const list = [...reactions].map(([name, users]) => ({ name, users: users.slice(0, shown), count: users.length }))
  return list.length > 0 ? { reactions: list } : {}
}

export const permalink = (workspace: Workspace, channel: SlackChannel, message: SlackMessage): string => {
  const page = `${workspace.team.url}archives/${channel.id}/p${message.ts.replace('.', '')}`
  return message.threadTs === undefined ? page : `${page}?thread_ts=${message.threadTs}&cid=${channel.id}`
}
