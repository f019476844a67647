import type { Text } from '../../kit/text.ts'
import type { Ask } from '../channel.ts'
import { type Ballots, ballotsFrom, compareBallots, keyOf, type Reacted, type ReactionAct, spokenSince } from './ballots.ts'
import { hear } from './hearing.ts'
import type { ThreadReply } from './thread.ts'

/** What was heard so far on one message. Times of Slack are texts: seconds with six decimals. */
export interface Ears {
  /** The message listened to. */
  readonly message: string
  readonly ballots: Ballots
  /** The latest reply that was read; the message itself before there is any. */
  readonly newest: string
  /** Replies that were handled, of those that are read again. */
  readonly handled: ReadonlySet<string>
  /** When the reactions were last as known, in milliseconds since 1970: none when the message was posted; undefined where another process did. */
  readonly looked: number | undefined
}

export const openEars = (message: string, seen: readonly string[] = [], looked?: number): Ears => ({
  message,
  ballots: ballotsFrom(message, seen),
  newest: message,
  handled: new Set(seen.flatMap((key) => (key.startsWith('reply/') ? [key.split('/')[1] ?? ''] : []))),
  looked,
})

/** What the world was at the time of a look. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Milliseconds by which Slack's clock is ahead. */
  readonly ahead: number
  readonly deadline: number | undefined
  /** Id of the request; empty where it is not known. */
  readonly request: string
  readonly bot: string
  /** The name of somebody, for display. */
  readonly nameOf: (user: string) => string
}

export interface HeardActs {
  readonly ears: Ears
  readonly asks: readonly Ask[]
  /** Who is to be told that what they wrote does not count. */
  readonly voids: readonly { readonly user: string; readonly why: Text }[]
}

/** Slack may show a reply a little later than a newer one: so many seconds are read again. */
const overlap = 15

/** From where on replies are to be read. */
export const oldestOf = ({ message, newest }: Ears): string => {
  const again = (Number(newest) - overlap).toFixed(6)
  return Number(again) > Number(message) ? again : message
}

/**
 * What is new in a look at a message: replies in the order of Slack, reactions around them. An approval by reaction comes before the
 * person's replies of the same look, a rejection behind them: their order is not known, and in doubt the rejection is the last word.
 */
export function heardIn(ears: Ears, replies: readonly ThreadReply[], reacted: Reacted | undefined, moment: Moment): HeardActs {
  const fresh = replies.filter(({ ts }) => !ears.handled.has(ts))
  const heard = fresh.flatMap((reply) => {
    const words = hear(reply, moment.request, moment.bot)
    return words ? [{ reply, words }] : []
  })
  const spoken = heard.flatMap(({ reply, words }) => (words.kind === 'act' ? [replyAsk(reply, words, moment)] : []))
  const voids = heard.flatMap(({ reply, words }) => (words.kind === 'void' ? [{ user: reply.user, why: words.why }] : []))
  const { ballots, acts } = reacted ? compareBallots(ears.ballots, withoutBot(reacted, moment.bot)) : { ballots: ears.ballots, acts: [] }
  const at = reactionTime(ears, moment)
  const reactions = acts.map((act) =>
    reactionAsk(act, ears.message, Math.min(at, act.does === 'reject' ? at : firstOf(spoken, act.user)), moment),
  )
  const asks = [...reactions.filter(({ does }) => does !== 'reject'), ...spoken, ...reactions.filter(({ does }) => does === 'reject')]
  const voters = spoken.filter(({ does, user }) => does !== 'status' && !acts.some((act) => act.user === user && act.does === 'reject'))
  return {
    asks,
    voids,
    ears: {
      message: ears.message,
      ballots: voters.reduce((sofar, { user }) => spokenSince(sofar, user), ballots),
      newest: fresh.reduce((latest, { ts }) => (Number(ts) > Number(latest) ? ts : latest), ears.newest),
      handled: recent(ears, replies),
      looked: reacted ? moment.now : ears.looked,
    },
  }
}

const withoutBot = ({ approve, reject }: Reacted, bot: string): Reacted => ({
  approve: approve.filter((user) => user !== bot),
  reject: reject.filter((user) => user !== bot),
})

/** A reaction has no time. It is dated to the look that finds it, but not behind a deadline that it may have kept: the look before was in time. */
function reactionTime({ looked }: Ears, { now, deadline }: Moment): number {
  return deadline !== undefined && now > deadline && looked !== undefined && looked <= deadline ? deadline : now
}

const firstOf = (spoken: readonly Ask[], user: string): number =>
  spoken.reduce((first, ask) => (ask.user === user ? Math.min(first, ask.at) : first), Number.POSITIVE_INFINITY)

const reactionAsk = (act: ReactionAct, message: string, at: number, { nameOf }: Moment): Ask => ({
  key: keyOf(message, act),
  does: act.does,
  user: act.user,
  userName: nameOf(act.user),
  at,
  reason: '',
  by: 'reaction',
})

function replyAsk({ ts, user }: ThreadReply, { key, spoken }: Extract<ReturnType<typeof hear>, { kind: 'act' }>, moment: Moment): Ask {
  const at = Math.floor(Number(ts) * 1000) - moment.ahead
  return { key, user, userName: moment.nameOf(user), at, by: 'command', ...spoken }
}

/** Replies that may be read again are remembered, older ones are not. */
function recent({ handled, newest }: Ears, replies: readonly ThreadReply[]): ReadonlySet<string> {
  const since = Number(newest) - 2 * overlap
  return new Set([...handled, ...replies.map(({ ts }) => ts)].filter((ts) => Number(ts) >= since))
}
