import type { Clock } from '../../kit/clock.ts'
import { randomName } from '../../kit/random-name.ts'
import type { Ask, Reply } from '../channel.ts'
import { formTokens } from './form-tokens.ts'

/** What a form brings. */
export interface Ballot {
  readonly token: string
  readonly verdict: 'approve' | 'reject'
  readonly reason: string
}

/**
 * What became of a ballot. `repeated`: the same one again, answered like the first; `used`: its form was used up by another one;
 * `forged`: its form was not made here, or before a restart; `late`: nothing new is taken any more; `too-many`: nobody changes their mind
 * so often.
 */
export type Cast =
  | { readonly kind: 'taken' | 'repeated'; readonly reply: Promise<Reply | undefined> }
  | { readonly kind: 'used' | 'forged' | 'late' | 'too-many' }

/** Takes the decisions of people, each once. */
export interface BallotBox {
  /** What a person's form must bring along: good for that person's next ballot and no other. */
  tokenFor(person: string): string
  /** Its reply is undefined when the box was closed before there was one. `isLate`: whether nothing new is taken. */
  cast(person: string, ballot: Ballot, isLate: boolean): Cast
  /** What was cast since the last call. */
  collect(): readonly Ask[]
  answer(ask: Ask, reply: Reply): void
  /** The latest reply to a person. */
  lastReply(person: string): Reply | undefined
  close(): void
}

/** A ballot that was taken. */
interface Taken {
  readonly ask: Ask
  readonly reply: Promise<Reply | undefined>
  readonly settle: (reply: Reply | undefined) => void
}

/** Ballots of one person. */
export const mostRounds = 50

/** A box of this process. */
export function openBallotBox(clock: Clock): BallotBox {
  const tokens = formTokens()
  const name = randomName()
  const taken: Taken[] = []
  const replies = new Map<string, Reply>()
  const uncollected: Ask[] = []

  const roundsOf = (person: string): Taken[] => taken.filter(({ ask }) => ask.user === person)
  const take = (person: string, { verdict, reason }: Ballot, round: number): Cast => {
    const key = `${name}:${round}:${person}`
    const ask: Ask = { key, does: verdict, user: person, userName: person, at: clock.now(), reason, by: 'page' }
    const { promise: reply, resolve: settle } = Promise.withResolvers<Reply | undefined>()
    taken.push({ ask, reply, settle })
    uncollected.push(ask)
    return { kind: 'taken', reply }
  }

  return {
    tokenFor: (person) => tokens.of(person, roundsOf(person).length),
    cast: (person, ballot, isLate) => {
      const rounds = roundsOf(person)
      const round = tokens.roundOf(person, ballot.token, rounds.length)
      if (round === undefined) return { kind: 'forged' }
      const known = rounds[round]
      if (!known && isLate) return { kind: 'late' }
      if (!known) return round < mostRounds ? take(person, ballot, round) : { kind: 'too-many' }
      return known.ask.does === ballot.verdict ? { kind: 'repeated', reply: known.reply } : { kind: 'used' }
    },
    collect: () => uncollected.splice(0),
    answer: ({ key, user }, reply) => {
      const known = taken.find(({ ask }) => ask.key === key)
      if (!known) return
      known.settle(reply)
      replies.set(user, reply)
    },
    lastReply: (person) => replies.get(person),
    close: () => {
      for (const { settle } of taken) settle(undefined)
    },
  }
}
