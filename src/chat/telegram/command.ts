import type { Ask } from '../channel.ts'

export interface Command {
  readonly does: Ask['does']
  /** The id that was typed, in upper case; undefined where none was. */
  readonly request?: string
  readonly reason: string
}

/** In lower case. Telegram hands a bot in a group only the Latin ones by themselves; the others work in a reply to the card. */
const verbs: ReadonlyMap<string, Ask['does']> = new Map([
  ['approve', 'approve'],
  ['同意', 'approve'],
  ['reject', 'reject'],
  ['拒绝', 'reject'],
  ['withdraw', 'withdraw'],
  ['撤回', 'withdraw'],
  ['status', 'status'],
  ['状态', 'status'],
])
const shape = /^\/([a-z]+|\p{Script=Han}+)(?:@([a-z0-9_]+))?(?:\s+([\s\S]*))?$/iu
/** What an id looks like: six letters and digits, none of them like another. */
const idShape = /^[2-9A-HJ-NP-Z]{6}(?=$|[\s,.:;])/i

/**
 * The command in a message that is for the bot of this name; undefined when there is none. `own`: the id of the request whose card the
 * message replies to, if it does: then a first word is an id only if it is that one, or is written as ids are, in capitals and with a digit,
 * so that words of a reason are none.
 */
export function commandIn(message: string, botName: string, own?: string): Command | undefined {
  const [, verb = '', to, rest = ''] = shape.exec(message.trim()) ?? []
  const does = verbs.get(verb.toLowerCase())
  if (does === undefined || (to !== undefined && to.toLowerCase() !== botName.toLowerCase())) return undefined
  const words = rest.trim()
  const [first] = idShape.exec(words) ?? []
  const isId = first !== undefined && (own === undefined || first.toUpperCase() === own || /^(?=.*\d)[^a-z]+$/.test(first))
  if (!isId) return { does, reason: words }
  return { does, request: first.toUpperCase(), reason: words.slice(first.length).replace(/^[\s,.:;]+/, '') }
}
