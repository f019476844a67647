import type { Ask } from '../channel.ts'

/** What people may write first, in lower case, with or without a slash. Nothing else is a command, nor is a part of another word. */
const verbs: ReadonlyMap<string, Ask['does']> = new Map([
  ['approve', 'approve'],
  ['同意', 'approve'],
  ['批准', 'approve'],
  ['reject', 'reject'],
  ['拒绝', 'reject'],
  ['驳回', 'reject'],
  ['withdraw', 'withdraw'],
  ['撤回', 'withdraw'],
  ['status', 'status'],
  ['状态', 'status'],
])

export interface Command {
  readonly does: Ask['does']
  /** The id that was typed, in upper case. */
  readonly request?: string
  readonly reason: string
}

/** A word, then the end, a space, or a sign that ends a word: `approve!`, `同意，没问题`. A question is no answer. */
const shape = /^\/?(\p{L}+)(?:[,.!:;]*(?=\s|$)|(?=[，。！：；、]))([\s\S]*)$/u
/** What an id looks like, as it is shown: six letters and digits, none of them like another. */
const idShape = /^[2-9A-HJ-NP-Z]{6}(?=$|[\s,.:;，。：；])/

/**
 * The command in a message; undefined when it is none. `own`: the id of the request that the message belongs to, in which case any case
 * of it is understood; another id counts as one only if it is written as ids are, with a digit, so that words of a reason are none.
 */
export function commandIn(message: string, own: string | undefined): Command | undefined {
  const [, verb = '', rest = ''] = shape.exec(message.trim()) ?? []
  const does = verbs.get(verb.toLowerCase())
  if (does === undefined) return undefined
  const words = rest.replace(/^[\s，。！：；、]+/, '')
  const request = idAt(words, own)
  const reason = request === undefined ? words : words.slice(request.length).replace(/^[\s,.:;，。：；]+/, '')
  return { does, reason: reason.trim(), ...(request === undefined ? {} : { request: request.toUpperCase() }) }
}

function idAt(words: string, own: string | undefined): string | undefined {
  if (own !== undefined && new RegExp(`^${own}(?=$|[^\\p{L}\\p{N}])`, 'iu').test(words)) return words.slice(0, own.length)
  const [found] = idShape.exec(words) ?? []
  return found !== undefined && /\d/.test(found) ? found : undefined
}
