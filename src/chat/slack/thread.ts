import { type Body, isBody, type Refusal, type Refuse, type Result } from './answer.ts'
import { approveReaction, type Reacted, rejectReaction } from './ballots.ts'
import type { SlackApi } from './web-api.ts'

/** Where a message of ours is. */
export interface Place {
  readonly channel: string
  readonly ts: string
  /** Where the configuration has the name of the channel: proves that a bot with this token posted there. */
  readonly seal?: string
}

/** A reply, as far as it concerns us. */
export interface ThreadReply {
  readonly ts: string
  readonly user: string
  readonly text: string
  readonly isEdited: boolean
}

/** One look at a message. What is undefined could not be read this time: too many calls. */
export interface Look {
  readonly replies: readonly ThreadReply[]
  readonly reacted: Reacted | undefined
  readonly isDeleted: boolean
  /** Whether Slack had us wait for any of it. */
  readonly wasLimited: boolean
}

/** Slack recommends no more than 200 on a page. */
const pageSize = '200'

/**
 * Reads the replies after a moment and who has which reaction. One call does for both where it can: the first message of a thread leads
 * its first page, with its reactions. Where it does not, or where these are too many to be listed there, `reactions.get` tells them all; it
 * also stands in when calls for replies are used up, since Slack counts each method apart.
 */
export async function lookAt(api: SlackApi, place: Place, after: string, options: LookOptions): Promise<Look> {
  if (options.onlyReactions) return lookAtReactions(api, place, nothingRead, options)
  const thread = await readReplies(api, place, after, options)
  if (thread.refusal?.error === 'thread_not_found' || thread.parent?.subtype === 'tombstone') return { ...deleted, replies: thread.replies }
  if (thread.refusal) throw options.refuse(thread.refusal)
  const { replies, wasLimited } = thread
  const listed = thread.parent && reactedOn(thread.parent)
  return listed ? { replies, reacted: listed, isDeleted: false, wasLimited } : lookAtReactions(api, place, thread, options)
}

const nothingRead = { replies: [], wasLimited: false }

async function lookAtReactions(
  api: SlackApi,
  { channel, ts }: Place,
  { replies, wasLimited }: Pick<Look, 'replies' | 'wasLimited'>,
  { refuse, ...limits }: LookOptions,
): Promise<Look> {
  const all = await unlessLimited(api, 'reactions.get', { channel, timestamp: ts, full: 'true' }, limits)
  if (all === undefined) return { replies, reacted: undefined, isDeleted: false, wasLimited: true }
  if (!all.ok && all.error === 'message_not_found') return { ...deleted, replies }
  if (!all.ok) throw refuse(all)
  const { message } = all.body
  return { replies, reacted: isBody(message) ? reactedOn(message) : undefined, isDeleted: false, wasLimited }
}

const deleted = { reacted: undefined, isDeleted: true, wasLimited: false } as const

export interface LookOptions {
  /** Milliseconds that each call may wait and try again. */
  readonly patience: number
  readonly signal: AbortSignal
  readonly refuse: Refuse
  /** Leaves the replies for another time. */
  readonly onlyReactions: boolean
}

type CallLimits = Pick<LookOptions, 'patience' | 'signal'>

/** The answer, or nothing where Slack wants to be asked later than we can wait: what can be read is read, the rest the next time. */
async function unlessLimited(
  api: SlackApi,
  method: string,
  params: Readonly<Record<string, string>>,
  limits: CallLimits,
): Promise<Result | undefined> {
  if (api.pauseOf(method) > limits.patience) return undefined
  try {
    return await api.call(method, params, { repeatable: true, patience: limits.patience, signal: limits.signal })
  } catch (error) {
    if (api.pauseOf(method) > 0) return undefined
    throw error
  }
}

interface Thread {
  readonly replies: readonly ThreadReply[]
  readonly parent: Body | undefined
  readonly refusal: Refusal | undefined
  readonly wasLimited: boolean
}

/** All pages, oldest first: where one of them has to wait, what was read before it is whole. */
async function readReplies(api: SlackApi, { channel, ts }: Place, oldest: string, limits: CallLimits): Promise<Thread> {
  const messages: Body[] = []
  let cursor = ''
  let end: Pick<Thread, 'refusal' | 'wasLimited'> | undefined
  do {
    const params = { channel, ts, oldest, limit: pageSize, ...(cursor ? { cursor } : {}) }
    const page = await unlessLimited(api, 'conversations.replies', params, limits)
    if (page === undefined) end = { refusal: undefined, wasLimited: true }
    else if (!page.ok) end = { refusal: page, wasLimited: false }
    else {
      messages.push(...(Array.isArray(page.body.messages) ? page.body.messages.filter(isBody) : []))
      cursor = cursorIn(page.body)
    }
  } while (cursor !== '' && !end)
  const parent = messages.find((message) => message.ts === ts)
  const replies = messages.filter((message) => message.ts !== ts).flatMap(replyOf)
  return { replies, parent, ...(end ?? { refusal: undefined, wasLimited: false }) }
}

function cursorIn({ response_metadata: metadata }: Body): string {
  const next = isBody(metadata) ? metadata.next_cursor : undefined
  return typeof next === 'string' ? next : ''
}

/** Kinds of messages in which people themselves speak: replies, such that were sent to the channel too, such with a file. */
const spokenKinds: readonly unknown[] = [undefined, 'thread_broadcast', 'file_share']

/** Apps speak with a bot's id, also where they speak in a person's name: that is nobody's own word. */
function replyOf({ ts, user, text, edited, subtype, bot_id: bot }: Body): ThreadReply[] {
  if (typeof ts !== 'string' || typeof user !== 'string' || typeof text !== 'string') return []
  if (bot !== undefined || !spokenKinds.includes(subtype)) return []
  return [{ ts, user, text, isEdited: edited !== undefined }]
}

/** Who has which of our reactions; undefined where the list is shorter than its count. */
function reactedOn({ reactions }: Body): Reacted | undefined {
  const list = Array.isArray(reactions) ? reactions.filter(isBody) : []
  const usersOf = (name: string): readonly string[] | undefined => {
    const reaction = list.find((candidate) => candidate.name === name)
    if (!reaction) return []
    const users = Array.isArray(reaction.users) ? reaction.users.filter((user) => typeof user === 'string') : []
    return Number(reaction.count) > users.length ? undefined : users
  }
  const approve = usersOf(approveReaction)
  const reject = usersOf(rejectReaction)
  return approve && reject && { approve, reject }
}
