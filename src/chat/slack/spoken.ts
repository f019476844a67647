import type { Ask } from '../channel.ts'
import { typed } from './markup.ts'

/** What somebody said in a reply. */
export interface Spoken {
  readonly does: Ask['does']
  /** The id that was typed, in upper case. */
  readonly request?: string
  readonly reason: string
}

/** The first word decides, all of it and nothing like it: “not approved!” says nothing. */
const commands: Readonly<Record<Ask['does'], readonly string[]>> = {
  approve: ['approve', '同意', '批准'],
  reject: ['reject', '拒绝', '驳回'],
  withdraw: ['withdraw', '撤回'],
  status: ['status', '状态'],
}

const verbs = new Map(
  Object.entries(commands).flatMap(([does, words]) => words.map((word) => [word, does as Ask['does']] as const)), // the keys above
)

/**
 * A first word, and the rest: a blank, the end, or a sign that ends a word comes between them. The client may put marks around the word.
 * Slack takes a message that begins with a slash for a command of its own, hence `!`. A question is no answer.
 */
const shape = /^[*_~`]*[!/！]?(\p{L}+)[*_~`]*(?:[,.!:;]*(?:\s+|$)|:|(?=[，。！：；、]))([\s\S]*)$/u
const between = /^[\s，。！：；、]+/

const longestReason = 500

/** The command in a reply; undefined when it is none. `bot`: the id of ours, whose mention may come first; `own`: the thread's request. */
export function spokenIn(text: string, bot: string, own: string): Spoken | undefined {
  const start = text.trimStart()
  const said = bot !== '' && start.startsWith(`<@${bot}>`) ? start.slice(bot.length + 3) : start
  const [, word = '', rest = ''] = shape.exec(typed(said).trim()) ?? []
  const does = verbs.get(word.toLowerCase())
  if (does === undefined) return undefined
  const words = rest.replace(between, '').trim()
  const [all, id = ''] = /^[#`]?([A-Za-z0-9]+)`?(?=$|[\s,.:;，。：；])[,.:;，。：；]?/.exec(words) ?? ['']
  return isRequestId(id, own)
    ? { does, request: id.toUpperCase(), reason: bounded(words.slice(all.length)) }
    : { does, reason: bounded(words) }
}

const bounded = (words: string): string => words.trim().slice(0, longestReason).toWellFormed()

/**
 * Whether a word is the id of a request and not the first word of a reason: the one of this thread, or six of the letters and digits that
 * ids are made of, with a digit or all in capitals. What is taken for a foreign id does not count, so that a doubtful word never decides.
 */
const isRequestId = (word: string, own: string): boolean =>
  (own !== '' && word.toUpperCase() === own) || (/^[2-9A-HJKMNP-Z]{6}$/i.test(word) && (/\d/.test(word) || word === word.toUpperCase()))
