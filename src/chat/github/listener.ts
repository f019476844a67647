import type { Text } from '../../kit/text.ts'
import type { Ask } from '../channel.ts'
import { type Comment, keyOf } from './comment.ts'
import { digestOf, hear, type Memory, type Scene } from './hear.ts'
import type { IssueApi } from './issue-api.ts'
import { markIn } from './marker.ts'
import type { Place } from './place.ts'

/** Someone who has to be told why a comment did not count. */
export interface Unheard {
  readonly comment: number
  readonly login: string
  readonly why: Text
}

export interface Listening {
  readonly asks: readonly Ask[]
  readonly unheard: readonly Unheard[]
}

/** Reads the comments of a place: those that are new, whatever their number, and each one once. */
export interface Listener {
  /** `gone`: the issue is not there any more. */
  listen(): Promise<Listening | 'gone'>
}

interface Surroundings {
  readonly api: IssueApi
  readonly place: Place
  readonly voters: ReadonlySet<string>
  /** The account that first spoke under each login, in lower case: kept beyond this place. */
  readonly accounts: Map<string, number>
}

/** So many comments make the window too long: it begins later from then on. */
const windowSize = 60
/** Comments may be seen later than others that were written after them; in milliseconds. */
const overlap = 120_000
/** On a pull request, cards of other requests from so long before may still be open: jobs live for five days. Milliseconds. */
const othersAge = 6 * 24 * 3_600_000

/** `seen`: keys of the acts that another process has handled. */
export function listenerAt({ api, place, voters, accounts }: Surroundings, seen: readonly string[]): Listener {
  const memory = new Map<number, Memory>()
  const others = new Map<string, { card: number; isOpen: boolean }>()
  for (const key of seen) memory.set(Number(key.replace(/^comment-/, '')), { digest: undefined, wasAct: true, isTold: false })
  const scene: Scene = { place, memory, accounts, others, voters }
  let since = place.postedAt - (place.card === undefined ? 1000 : othersAge) // told in whole seconds

  const take = (comment: Comment): Listening => {
    const heard = hear(comment, scene)
    const before = memory.get(comment.id)
    const isTold = heard?.kind === 'void' || (before?.isTold ?? false)
    memory.set(comment.id, { digest: digestOf(comment.body), wasAct: heard?.kind === 'act' || (before?.wasAct ?? false), isTold })
    if (heard?.kind === 'void') return { asks: [], unheard: [{ comment: comment.id, login: comment.login, why: heard.why }] }
    if (heard?.kind !== 'act') return { asks: [], unheard: [] }
    accounts.set(comment.login.toLowerCase(), comment.userId)
    return { asks: [askOf(comment, heard.command)], unheard: [] }
  }
  return {
    listen: async () => {
      const comments = await api.comments(place.number, since)
      if (comments === 'gone') return 'gone'
      for (const comment of comments) noteOther(comment, place, others)
      const taken = comments.map(take)
      if (comments.length > windowSize) since = Math.max(since, ...comments.map(({ updatedAt }) => updatedAt - overlap))
      return { asks: taken.flatMap(({ asks }) => asks), unheard: taken.flatMap(({ unheard }) => unheard) }
    },
  }
}

const askOf = (
  { id, login, createdAt }: Comment,
  { does, request, reason }: { does: Ask['does']; request?: string; reason: string },
): Ask => ({
  key: keyOf({ id }),
  does,
  user: login,
  userName: login,
  at: createdAt,
  reason,
  by: 'command',
  ...(request === undefined ? {} : { request }),
})

/** Other cards of ours on the same pull request. Only our own account is believed. */
function noteOther({ id, userId, body }: Comment, place: Place, others: Map<string, { card: number; isOpen: boolean }>): void {
  const mark = userId === place.author ? markIn(body) : undefined
  if (mark?.kind === 'request' && mark.id !== place.request) others.set(mark.id, { card: id, isOpen: mark.isOpen })
}
