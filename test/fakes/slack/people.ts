import { react, unreact } from './methods/reactions.ts'
import { removeMessage, type SlackChannel, type SlackMessage, type Workspace } from './workspace.ts'

/** What people do in their own clients, and may do to any message they see. */
export interface People {
  /** Somebody new, a member of every channel named. */
  join(id: string, name: string, ...channels: string[]): void
  leave(id: string, channel: string): void
  /** Taps a reaction. */
  react(user: string, channel: string, ts: string, name: string): void
  unreact(user: string, channel: string, ts: string, name: string): void
  /** Writes into a thread; answers the time of the reply. The client encodes what was typed. */
  reply(user: string, channel: string, ts: string, typed: string, options?: ReplyOptions): string
  edit(channel: string, ts: string, typed: string): void
  /** Anyone with the right to deletes a message. */
  remove(channel: string, ts: string): void
  archive(channel: string): void
}

interface ReplyOptions {
  /** Sent to the channel as well. */
  readonly broadcast?: boolean
  /** The text is encoded already: mentions and links as the client writes them. */
  readonly isEncoded?: boolean
  /** Written by an app in the person's name. */
  readonly botId?: string
}

/** What a client makes of what is typed. */
const encoded = (typed: string): string => typed.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

export function peopleOf(workspace: Workspace): People {
  const channelAt = (id: string): SlackChannel => {
    const channel = workspace.channels.get(id)
    if (!channel) throw new Error(`there is no channel ${id}`)
    return channel
  }
  const messageIn = (id: string, ts: string): SlackMessage => {
    const message = channelAt(id).messages.find((candidate) => candidate.ts === ts)
    if (!message) throw new Error(`there is no message ${ts} in ${id}`)
    return message
  }
  return {
    join: (id, name, ...channels) => {
      workspace.users.set(id, { id, name, isBot: false })
      for (const channel of channels) channelAt(channel).members.add(id)
    },
    leave: (id, channel) => void channelAt(channel).members.delete(id),
    react: (user, channel, ts, name) => void react(messageIn(channel, ts), name, user),
    unreact: (user, channel, ts, name) => void unreact(messageIn(channel, ts), name, user),
    reply: (user, channel, ts, typed, { broadcast = false, isEncoded = false, botId } = {}) => {
      const message: SlackMessage = {
        ts: workspace.nextTs(),
        user,
        text: isEncoded ? typed : encoded(typed),
        threadTs: messageIn(channel, ts).ts,
        ...(broadcast ? { subtype: 'thread_broadcast' } : {}),
        ...(botId === undefined ? {} : { botId }),
        reactions: new Map(),
      }
      channelAt(channel).messages.push(message)
      return message.ts
    },
    edit: (channel, ts, typed) => {
      const message = messageIn(channel, ts)
      message.text = encoded(typed)
      message.edited = { user: message.user, ts: workspace.nextTs() }
    },
    remove: (channel, ts) => removeMessage(channelAt(channel), messageIn(channel, ts)),
    archive: (channel) => {
      channelAt(channel).isArchived = true
    },
  }
}
