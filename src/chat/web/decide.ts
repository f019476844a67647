import type { IncomingMessage } from 'node:http'
import type { Text } from '../../kit/text.ts'
import type { Ballot, BallotBox, Cast } from './ballot-box.ts'
import type { Limits } from './limits.ts'
import { type Read, readBallot } from './read-ballot.ts'
import { isFromOwnPage } from './same-site.ts'
import type { Said } from './scene.ts'
import { words } from './words.ts'

/** What is answered to a form. */
export interface Decided {
  /** Of HTTP. */
  readonly status: number
  /** Said in the place of the latest reply of the gate. */
  readonly words?: Text
  readonly kind?: Said['kind']
  /** A reason that is not to be typed again. */
  readonly draft?: string
}

/** Where decisions go, and what is known about them. */
export interface Poll {
  readonly box: BallotBox
  readonly limits: Limits
  readonly publicOrigin: string
  /** Why nothing new is taken. */
  readonly lateness: () => 'over' | 'tooLate' | undefined
  /** Comes with the next change of the card. */
  readonly nextCard: () => Promise<void>
  /** Waits for something, for so many milliseconds at most; undefined when it did not come. */
  readonly within: <T>(limit: number, wanted: Promise<T>) => Promise<T | undefined>
}

/** Takes the decision of a person whose link was right, and waits for what becomes of it. Nothing changes unless all of it is in order. */
export async function decide(person: string, request: IncomingMessage, poll: Poll): Promise<Decided> {
  if (!isFromOwnPage(request.headers, poll.publicOrigin)) return refusal(403, words.foreignSite)
  const read = await readBallot(request, poll.limits.form)
  if (typeof read === 'string') return unread[read]
  const card = poll.nextCard()
  const cast = poll.box.cast(person, read, poll.lateness() !== undefined)
  return 'reply' in cast ? await reply(cast, read, card, poll) : notTaken(cast.kind, read, poll)
}

const refusal = (status: number, words: Text, draft = ''): Decided => ({ status, words, kind: 'refused', draft })

const unread: Readonly<Record<Extract<Read, string>, Decided>> = {
  'too-long': refusal(413, words.tooLong),
  'other-type': refusal(415, words.unreadable),
  unreadable: refusal(400, words.unreadable),
}

function notTaken(kind: Exclude<Cast['kind'], 'taken' | 'repeated'>, { reason }: Ballot, { lateness }: Poll): Decided {
  if (kind === 'late') return refusal(410, words[lateness() ?? 'over'])
  if (kind === 'too-many') return refusal(429, words.tooMany)
  return kind === 'used' ? refusal(409, words.used, reason) : refusal(403, words.forged, reason)
}

async function reply(cast: Extract<Cast, { reply: unknown }>, { reason }: Ballot, card: Promise<void>, poll: Poll): Promise<Decided> {
  const reply = await poll.within(poll.limits.patience, cast.reply)
  if (!reply) return { status: 202, words: words.received, kind: 'status' }
  if (reply.kind === 'refused') return { status: 409, draft: reason }
  if (cast.kind === 'taken') await poll.within(poll.limits.afterglow, card)
  return { status: 200 }
}
