import type { Ask } from '../channel.ts'

/** What somebody said at the beginning of a comment. */
export interface Command {
  readonly does: Ask['does']
  /** The id that was typed, in upper case. */
  readonly request?: string
  readonly reason: string
}

export type Said =
  | { readonly kind: 'command'; readonly command: Command }
  /** Looks like a decision and is none: the slash is missing, or there is another decision below. */
  | { readonly kind: 'almost' | 'contradiction' }

const verbs: Readonly<Record<string, Ask['does']>> = {
  approve: 'approve',
  同意: 'approve',
  批准: 'approve',
  reject: 'reject',
  拒绝: 'reject',
  驳回: 'reject',
  withdraw: 'withdraw',
  撤回: 'withdraw',
  status: 'status',
  状态: 'status',
}

/** A slash, a whole word, then the end, a blank, or a sign that ends a word. A question is no answer. Four blanks would be a quotation. */
const shape = /^ {0,3}[/／](\p{L}+)(?:[,.!:;]*(?=\s|$)|(?=[，。！：；、]))(.*)$/u
const nearly = /^\s*[/／]?\s*(?:approv|reject|lgtm|同意|批准|拒绝|驳回)\S*(?:\s+\S+){0,2}\s*$/iu
const longestReason = 500

/**
 * What a comment says; undefined where it says nothing to us. Only its first line decides, by its first word: “this is NOT approved!” says
 * nothing (facts/approval.md 1c.6). `own`: the request that the place belongs to.
 */
export function saidIn(comment: string, own: string): Said | undefined {
  const [first = '', ...below] = comment.replace(/^(?:\s*\r?\n)+/, '').split(/\r?\n/)
  const command = commandOf(first, own)
  if (!command) return nearly.test(first) ? { kind: 'almost' } : undefined
  const others = below.flatMap((line) => commandOf(line, own)?.does ?? [])
  if (others.some((does) => does !== command.does)) return { kind: 'contradiction' }
  return { kind: 'command', command: { ...command, reason: bounded([command.reason, ...ownWords(below)].join(' ')) } }
}

function commandOf(line: string, own: string): Command | undefined {
  const [, verb = '', rest = ''] = shape.exec(line) ?? []
  const does = verbs[verb.toLowerCase()]
  if (does === undefined) return undefined
  const words = rest.replace(/^[\s，。！：；、]+/, '')
  const [all = '', id = ''] = /^[#`]?([A-Za-z0-9]+)`?(?=$|[\s,.:;，。：；])[,.:;，。：；]?/.exec(words) ?? []
  if (!isRequestId(id, own)) return { does, reason: words }
  return { does, request: id.toUpperCase(), reason: words.slice(all.length).trim() }
}

/**
 * Whether a word is the id of a request and not the first of a reason: the one of this place, or six of the signs that ids are made of, with
 * a digit or all in capitals. A doubtful word is an id, so that it never decides.
 */
const isRequestId = (word: string, own: string): boolean =>
  word.toUpperCase() === own || (/^[2-9A-HJKMNP-Z]{6}$/i.test(word) && (/\d/.test(word) || word === word.toUpperCase()))

/** What the person wrote below, up to what a mail program quotes. */
function ownWords(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => /^\s*>|^-- ?$|^On .+ wrote:\s*$|^_{5,}$|^在.+写道[：:]\s*$/.test(line))
  return end < 0 ? lines : lines.slice(0, end)
}

const bounded = (words: string): string => words.replace(/\s+/g, ' ').trim().slice(0, longestReason).toWellFormed()
