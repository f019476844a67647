import { createHash } from 'node:crypto'
import type { Text } from '../../kit/text.ts'
import { type Command, saidIn } from './command.ts'
import type { Comment } from './comment.ts'
import { markIn } from './marker.ts'
import type { Place } from './place.ts'
import { foreign, nameIt, words } from './words.ts'

/** What a comment comes to: an act, something that looks like one and is none (of which its writer should know), or nothing. */
export type Heard = { readonly kind: 'act'; readonly command: Command } | { readonly kind: 'void'; readonly why: Text } | undefined

/** What was heard of a comment before. */
export interface Memory {
  /** What it said, digested. Undefined: another process heard it. */
  readonly digest: string | undefined
  readonly wasAct: boolean
  /** Whether its writer was told something. */
  readonly isTold: boolean
}

/** What one needs to know to understand a comment. */
export interface Scene {
  readonly place: Place
  /** What was heard before, by the comment's id. */
  readonly memory: ReadonlyMap<number, Memory>
  /** The account that first spoke under each login, in lower case. */
  readonly accounts: ReadonlyMap<string, number>
  /** Requests on the same pull request, by id: the number of their card, and whether they are open. Without this place's own. */
  readonly others: ReadonlyMap<string, { readonly card: number; readonly isOpen: boolean }>
  /** Logins of those who may decide, in lower case. */
  readonly voters: ReadonlySet<string>
}

/**
 * Understands a comment. As it was when it was first read is how it counts: whoever may write can change what others wrote (facts/approval.md
 * 1c.5), so that what was edited before it was read does not count, and what is edited later changes nothing.
 */
export function hear(comment: Comment, scene: Scene): Heard {
  const before = scene.memory.get(comment.id)
  if (isOurs(comment, scene.place) || comment.isByBot || !isAfter(comment, scene.place)) return undefined
  if (before) return hearAgain(comment, before, scene.place)
  const said = saidIn(comment.body, scene.place.request)
  if (!said) return undefined
  if (said.kind === 'almost') return isHintWorth(comment, scene) ? { kind: 'void', why: words.almost } : undefined
  const why = objection(comment, scene) ?? (said.kind === 'contradiction' ? words.contradiction : undefined)
  if (why) return { kind: 'void', why }
  return said.kind === 'command' ? addressed(said.command, scene) : undefined
}

/** Enough to tell whether a comment was changed. */
export const digestOf = (body: string): string => createHash('sha256').update(body).digest('base64')

/** Our own comments say so; the person behind our token may still speak. */
export const isOurs = ({ userId, body }: Comment, { author }: Place): boolean => userId === author && markIn(body) !== undefined

/** On a pull request there is more than this request to talk about. GitHub's ids rise with time. */
const isAfter = ({ id }: Comment, { card, from }: Place): boolean => id > (from ?? card ?? 0)

function hearAgain({ body }: Comment, { digest, wasAct, isTold }: Memory, { request }: Place): Heard {
  if (digest === undefined || digest === digestOf(body) || isTold) return undefined
  if (wasAct) return { kind: 'void', why: words.editedLater }
  return saidIn(body, request)?.kind === 'command' ? { kind: 'void', why: words.edited } : undefined
}

const isHintWorth = ({ login }: Comment, { place, voters }: Scene): boolean => place.card === undefined && voters.has(login.toLowerCase())

function objection({ isByProgram, createdAt, updatedAt, login, userId }: Comment, { accounts }: Scene): Text | undefined {
  if (isByProgram) return words.program
  if (createdAt !== updatedAt) return words.edited
  return (accounts.get(login.toLowerCase()) ?? userId) === userId ? undefined : words.otherAccount
}

/** For whom a command is meant. Where several requests share a pull request, the one whose card is the oldest speaks for all. */
function addressed(command: Command, { place, others }: Scene): Heard {
  const { request: typed } = command
  const open = [...others].filter(([, { isOpen }]) => isOpen)
  const isSpeaker = open.every(([, { card }]) => card > (place.card ?? 0))
  if (typed === place.request) return { kind: 'act', command }
  if (typed !== undefined) return others.has(typed) || !isSpeaker ? undefined : { kind: 'void', why: foreign(typed, place.request) }
  if (open.length === 0) return { kind: 'act', command }
  return isSpeaker ? { kind: 'void', why: nameIt([place.request, ...open.map(([id]) => id)]) } : undefined
}
