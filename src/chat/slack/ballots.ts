import type { Ask } from '../channel.ts'

/** The two reactions that the bot lays out. */
export const approveReaction = 'white_check_mark'
export const rejectReaction = 'x'

/** Who has which of the two on a message at one moment. */
export interface Reacted {
  readonly approve: readonly string[]
  readonly reject: readonly string[]
}

type Verdict = 'approve' | 'reject'
type Held = Verdict | 'both' | 'none'

/** A person's reactions as last seen, and what they have come to. */
export interface Ballot {
  readonly held: Held
  /** What the person's reactions say until now; `none` as well where a reply has been said since. */
  readonly standing: Verdict | 'none'
  /** How many acts of the person were read off this message. */
  readonly acts: number
}

export type Ballots = ReadonlyMap<string, Ballot>

/** An act that two looks at the reactions let us know of. */
export interface ReactionAct {
  readonly user: string
  readonly does: Verdict | 'withdraw'
  readonly act: number
  readonly held: Held
}

const blank: Ballot = { held: 'none', standing: 'none', acts: 0 }

/**
 * What people have done since the last look. Slack tells no times of reactions, only who has which: of two different ones, that which is new
 * since the last look is the later. Both new at once cannot be put in order, and count as a rejection: to ask again costs a minute, to
 * release what somebody wanted stopped costs more. Taking back what stands withdraws it.
 */
export function compareBallots(before: Ballots, now: Reacted): { readonly ballots: Ballots; readonly acts: readonly ReactionAct[] } {
  const users = new Set([...before.keys(), ...now.approve, ...now.reject])
  const ballots = new Map<string, Ballot>()
  const acts: ReactionAct[] = []
  for (const user of users) {
    const last = before.get(user) ?? blank
    const held = heldBy(user, now)
    const standing = standingOf(last, held)
    const isAct = standing !== last.standing
    const next = { held, standing, acts: last.acts + (isAct ? 1 : 0) }
    ballots.set(user, next)
    if (isAct) acts.push({ user, does: standing === 'none' ? 'withdraw' : standing, act: next.acts, held })
  }
  return { ballots, acts }
}

function heldBy(user: string, { approve, reject }: Reacted): Held {
  if (approve.includes(user)) return reject.includes(user) ? 'both' : 'approve'
  return reject.includes(user) ? 'reject' : 'none'
}

function standingOf({ held: before, standing }: Ballot, held: Held): Ballot['standing'] {
  if (held === before) return standing
  if (held !== 'both') return held
  if (before === 'none') return 'reject'
  return before === 'approve' ? 'reject' : 'approve'
}

/** A reply is the person's last word: what their reactions said before it stands no more, and taking them off takes nothing back. */
export function spokenSince(ballots: Ballots, user: string): Ballots {
  const ballot = ballots.get(user)
  return ballot ? new Map([...ballots, [user, { ...ballot, standing: 'none' }]]) : ballots
}

/** The key of an act: enough to go on from in another process. */
export const keyOf = (message: string, { user, act, does, held }: ReactionAct): string =>
  `reaction/${message}/${user}/${act}/${does}/${held}`

/** The key of a reply; `does` tells whether it was a vote. */
export const replyKey = (ts: string, user: string, does: Ask['does']): string => `reply/${ts}/${user}/${does}`

const standings: Readonly<Record<string, Ballot['standing']>> = { approve: 'approve', reject: 'reject', withdraw: 'none' }
const isHeld = (word: string): word is Held => ['approve', 'reject', 'both', 'none'].includes(word)

/** What another process had seen of the reactions on a message, by the keys of the acts that it handled, in their order. */
export function ballotsFrom(message: string, keys: readonly string[]): Ballots {
  let ballots: Ballots = new Map()
  for (const key of keys) {
    const [kind, place, user = '', act = '', does = '', held = ''] = key.split('/')
    const standing = standings[does]
    if (kind === 'reply' && act !== 'status') ballots = spokenSince(ballots, user)
    if (kind === 'reaction' && place === message && standing !== undefined && isHeld(held)) {
      ballots = new Map([...ballots, [user, { held, standing, acts: Number(act) }]])
    }
  }
  return ballots
}
