/** What a workspace of Slack remembers. Times of messages are Slack's own: seconds with six decimals, unique, as text. */
export interface SlackUser {
  readonly id: string
  readonly name: string
  readonly isBot: boolean
}

export interface SlackMessage {
  readonly ts: string
  readonly user: string
  /** Set where an app wrote it. */
  readonly botId?: string
  text: string
  blocks?: readonly unknown[]
  subtype?: string
  /** The first message of the thread that this is a reply of. */
  readonly threadTs?: string
  edited?: { readonly user: string; readonly ts: string }
  /** Who reacted, by name of the reaction, in the order of reacting. */
  readonly reactions: Map<string, string[]>
  metadata?: unknown
  readonly files?: readonly SlackFile[]
}

/** A file on its way: its bytes come, then it gets a title and is shown. */
export interface SlackFile {
  readonly id: string
  readonly filename: string
  readonly length: number
  readonly alt: string
  /** Who knows it may upload. */
  readonly ticket: string
  data: Buffer | undefined
  title: string | undefined
}

/** What is shown to one person alone, and kept nowhere else. */
export interface Ephemeral {
  readonly ts: string
  readonly user: string
  readonly text: string
  readonly blocks?: readonly unknown[]
  readonly threadTs?: string
}

export interface SlackChannel {
  readonly id: string
  readonly name: string
  readonly isPrivate: boolean
  isArchived: boolean
  readonly members: Set<string>
  /** Oldest first. */
  readonly messages: SlackMessage[]
  readonly ephemerals: Ephemeral[]
}

export interface SlackToken {
  readonly token: string
  readonly botUser: string
  readonly botId: string
  readonly appId: string
  readonly scopes: Set<string>
  state: 'live' | 'revoked' | 'expired' | 'inactive'
}

export interface Workspace {
  readonly team: { readonly id: string; readonly name: string; readonly url: string }
  readonly users: Map<string, SlackUser>
  readonly channels: Map<string, SlackChannel>
  readonly tokens: Map<string, SlackToken>
  readonly files: Map<string, SlackFile>
  /** Origin of the addresses that files are uploaded to. */
  uploads: string
  /** Milliseconds in which messages may be edited. */
  readonly editWindow: number
  /** Milliseconds since 1970. */
  now(): number
  /** A time of its own for the next message. */
  nextTs(): string
}

export function newWorkspace(now: () => number, editWindow = Number.POSITIVE_INFINITY): Workspace {
  let last = 0
  return {
    team: { id: 'T0ACME', name: 'Acme', url: 'https://acme.slack.com/' },
    users: new Map(),
    channels: new Map(),
    tokens: new Map(),
    files: new Map(),
    uploads: '',
    editWindow,
    now,
    nextTs: () => {
      last = Math.max(last + 1, Math.round(now() * 1000))
      return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`
    },
  }
}

/** A channel by its id, or by its name where Slack takes names. */
export const channelOf = (workspace: Workspace, place: string): SlackChannel | undefined =>
  workspace.channels.get(place) ?? [...workspace.channels.values()].find(({ name }) => name === place.replace(/^#/, ''))

export const messageAt = (channel: SlackChannel, ts: string): SlackMessage | undefined =>
  channel.messages.find((message) => message.ts === ts && message.subtype !== 'tombstone')

export const repliesTo = (channel: SlackChannel, ts: string): SlackMessage[] => channel.messages.filter(({ threadTs }) => threadTs === ts)

/** Takes a message away. With replies something stays to hold them: a tombstone. */
export function removeMessage(channel: SlackChannel, message: SlackMessage): void {
  const index = channel.messages.indexOf(message)
  const tombstone = { ts: message.ts, user: 'USLACKBOT', text: 'This message was deleted.', subtype: 'tombstone', reactions: new Map() }
  channel.messages.splice(index, 1, ...(repliesTo(channel, message.ts).length > 0 ? [tombstone] : []))
}
