import type { Ask } from '../channel.ts'
import type { Json } from './api.ts'
import { commandIn } from './command.ts'
import { messageKey } from './taps.ts'

/** What belongs to a request in a chat. */
export interface Place {
  /** The card, and the topic below it. */
  readonly messageId: string
  readonly threadId: string | undefined
  /** The request's id, where it is known. */
  readonly request: string | undefined
}

type ReplyAsk = Omit<Ask, 'userName'>

/**
 * The act in a message of a chat, as the API shows it; undefined for whatever is none: words that are no command, what bots say, what was
 * edited or recalled, and what answers something else, unless it names a request.
 */
export function askIn(message: Json, place: Place): ReplyAsk | undefined {
  const { message_id: id, sender, deleted, updated, create_time: time } = message
  const user = personIn(sender)
  if (typeof id !== 'string' || user === undefined || deleted !== false || updated === true) return undefined
  const command = commandIn(wordsOf(message), place.request)
  const isOnCard = belongsTo(message, place)
  if (!command || (!isOnCard && command.request === undefined)) return undefined
  return { key: messageKey(user, id), user, at: Number(time), by: 'command', ...command, ...(isOnCard ? { isOnCard } : {}) }
}

function personIn(sender: unknown): string | undefined {
  const { id, sender_type: type } = (sender ?? {}) as { id?: unknown; sender_type?: unknown } // looked at one by one
  return type === 'user' && typeof id === 'string' ? id : undefined
}

const belongsTo = ({ root_id: root, thread_id: thread }: Json, place: Place): boolean =>
  root === place.messageId || (thread !== undefined && thread === place.threadId)

/** What somebody wrote, without those whom they mentioned first (`@bot approve`). Empty for pictures and the like. */
export function wordsOf({ msg_type: type, body, mentions }: Json): string {
  const written = contentOf(body)
  const words = type === 'text' ? String(written.text ?? '') : type === 'post' ? postWords(written) : ''
  const keys = Array.isArray(mentions) ? mentions.map((mention: { key?: unknown } | null) => String(mention?.key ?? '')) : []
  return withoutMentions(words, keys)
}

function contentOf(body: unknown): Json {
  const { content } = (body ?? {}) as { content?: unknown } // looked at
  try {
    const parsed: unknown = JSON.parse(String(content))
    return typeof parsed === 'object' && parsed !== null ? (parsed as Json) : {} // an object, and read key by key
  } catch {
    return {}
  }
}

/** The texts of a message with styles or several paragraphs. */
function postWords({ content }: Json): string {
  if (!Array.isArray(content)) return ''
  const nodes = content.map((line: unknown) => (Array.isArray(line) ? line : []))
  return nodes.map((line) => line.map(nodeWords).join('')).join('\n')
}

const nodeWords = (node: unknown): string => {
  const { tag, text } = (node ?? {}) as { tag?: unknown; text?: unknown } // looked at one by one
  return (tag === 'text' || tag === 'a') && typeof text === 'string' ? text : ''
}

function withoutMentions(words: string, keys: readonly string[]): string {
  const start = words.trimStart()
  const key = keys.find((each) => each !== '' && (start === each || /^\s/.test(start.slice(each.length))) && start.startsWith(each))
  return key === undefined ? start : withoutMentions(start.slice(key.length), keys)
}
