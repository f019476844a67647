import { randomBytes } from 'node:crypto'
import type { BitableBase } from './bitable-state.ts'

/** A self-built app and the tenant tokens that were made for it. */
export interface FeishuApp {
  readonly id: string
  readonly secret: string
  /** What its administrators granted; see `scopes.ts`. */
  readonly scopes: Set<string>
  hasBot: boolean
  readonly tokens: { readonly value: string; readonly expiresAt: number }[]
}

export interface FeishuChat {
  readonly id: string
  readonly name: string
  /** `topic`: made as a group of topics. `group` with messages `thread`: shows every message as a topic. */
  readonly mode: 'group' | 'topic' | 'p2p'
  readonly messages: 'chat' | 'thread'
  /** Ids of apps whose bot is in it, and open ids of people. */
  readonly apps: Set<string>
  readonly people: Set<string>
  /** Messages may not be copied, so nobody may list them either. */
  isSecret: boolean
  isDissolved: boolean
  /** Some groups do not take replies as topics (230071). */
  allowsThreads: boolean
}

export interface FeishuPerson {
  readonly openId: string
  readonly name: string
}

export interface FeishuReaction {
  readonly id: string
  /** Grows with each: where it stands in lists. */
  readonly number: number
  readonly emoji: string
  readonly operator: Sender
  readonly at: number
}

export interface Sender {
  readonly id: string
  readonly type: 'user' | 'app'
}

export interface FeishuMessage {
  readonly id: string
  /** Grows with each: where it stands in lists. */
  readonly number: number
  readonly chatId: string
  readonly rootId: string | undefined
  readonly parentId: string | undefined
  /** A message becomes the root of a topic with the first reply in it. */
  threadId: string | undefined
  readonly type: string
  content: string
  readonly createdAt: number
  updatedAt: number
  /** Recalled: by its sender, or by the owner of the group. */
  isRecalled: boolean
  isUpdated: boolean
  edits: number
  readonly sender: Sender
  readonly mentions: readonly { readonly key: string; readonly openId: string }[]
  readonly reactions: FeishuReaction[]
  /** Every content it ever had, the present one last: for tests. */
  readonly history: string[]
}

/** A card that one person alone can see. */
export interface FeishuWhisper {
  readonly id: string
  readonly chatId: string
  readonly openId: string
  readonly card: unknown
  readonly at: number
}

/** A picture that was uploaded. */
export interface FeishuImage {
  readonly key: string
  readonly format: 'png' | 'jpeg'
  readonly bytes: Buffer
}

/** A custom bot of a group: an address to post to, with what its makers demand. */
export interface FeishuBot {
  readonly id: string
  readonly secret?: string
  readonly keywords?: readonly string[]
  readonly ips?: readonly string[]
  /** What arrived: bodies as sent. */
  readonly received: unknown[]
}

/** Everything that this Feishu knows. Tests read it, and change it while it runs. */
export interface FeishuState {
  readonly apps: Map<string, FeishuApp>
  readonly chats: Map<string, FeishuChat>
  readonly people: Map<string, FeishuPerson>
  readonly bots: Map<string, FeishuBot>
  readonly messages: Map<string, FeishuMessage>
  readonly whispers: FeishuWhisper[]
  /** By key. */
  readonly images: Map<string, FeishuImage>
  /** Bases with their tables, by token. */
  readonly bases: Map<string, BitableBase>
  /** Message id by app, chat or message, and `uuid`; an hour long. */
  readonly sent: Map<string, { readonly messageId: string; readonly until: number }>
  /** The number of the last message or reaction. */
  last: number
}

export const emptyState = (): FeishuState => ({
  apps: new Map(),
  chats: new Map(),
  people: new Map(),
  bots: new Map(),
  messages: new Map(),
  whispers: [],
  images: new Map(),
  bases: new Map(),
  sent: new Map(),
  last: 0,
})

/** Ids look as Feishu's: a prefix and hexadecimal digits. */
export const newId = (prefix: string, bytes = 16): string => `${prefix}${randomBytes(bytes).toString('hex')}`

export const tenantKey = '736588c9260f175e'
