import { RemoteError } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'
import type { Ask } from '../channel.ts'
import { type Ears, heardIn, oldestOf, openEars } from './acts.ts'
import { type Card, replaceCard } from './card.ts'
import { paceAfter, usualPace } from './reading-pace.ts'
import { type Look, lookAt, type Place } from './thread.ts'
import { whisper } from './whisper.ts'

/** Milliseconds for a dropped connection to be made again. A longer fault is for the caller to wait out, and a limit for the next read. */
const usualPatience = 900
/** When it is decided, whoever has spoken meanwhile is to be told. */
const endPatience = 8000

const notAllRead = (): RemoteError =>
  new RemoteError({
    code: 'network-failed',
    party: 'Slack',
    retryable: true,
    problem: text('Slack does not let all of it be read yet: too many calls.', 'Slack 暂时不允许读取全部内容：调用过多。'),
  })

/** Reads what people do about one card. */
export interface Listener {
  /** Milliseconds to the next read. */
  readonly interval: number
  /** Begins with a message of another process, in which the acts with the keys `seen` were handled. */
  begin(message: string, seen: readonly string[]): void
  /** What is new since the last call. Throws a RemoteError when Slack cannot be reached; nothing is lost by that. */
  read(): Promise<readonly Ask[]>
}

export function listenTo(card: Card): Listener {
  let ears = openEars('')
  let pace = usualPace
  return {
    get interval() {
      return Math.round(pace.interval)
    },
    begin: (message, seen) => {
      ears = openEars(message, seen)
    },
    read: async () => {
      const { place } = card
      if (!place) return []
      const look = await lookFrom(card, place, earsFor(card, place, ears), pace.isSparing)
      pace = paceAfter(pace, look.wasLimited)
      const heard = heardIn(earsFor(card, place, ears), look.replies, look.reacted, { ...momentOf(card), bot: card.bot })
      ears = heard.ears
      for (const { user, why } of heard.voids) void whisper(card, user, why[card.desk.context.log.locale], true)
      if (look.isDeleted) await replaceCard(card, place)
      return heard.asks
    },
  }
}

/** A message that was posted anew is listened to from its beginning, when nobody had reacted. */
const earsFor = ({ desk: { api } }: Card, { ts }: Place, ears: Ears): Ears =>
  ears.message === ts ? ears : openEars(ts, [], Number(ts) * 1000 - api.ahead)

async function lookFrom(card: Card, place: Place, ears: Ears, isSparing: boolean): Promise<Look> {
  const { api, context, refuse } = card.desk
  await learnBot(card)
  const patience = card.open ? usualPatience : endPatience
  const onlyReactions = isSparing && card.open !== undefined && !isDue(card)
  const look = await lookAt(api, place, oldestOf(ears), { patience, signal: context.signal, refuse, onlyReactions })
  if (look.wasLimited && isDue(card)) throw notAllRead()
  return look
}

/** At the deadline everything that was said in time has to be read: half of it is no success, and is read again. */
const isDue = ({ open, desk: { context } }: Card): boolean => open?.decision !== undefined && context.clock.now() >= open.decision.deadline

/** Who we are: told with our own message, asked for where another process posted it. */
async function learnBot(card: Card): Promise<void> {
  if (card.bot !== '') return
  const identity = await card.desk.api.call('auth.test', {}, { patience: 2000, repeatable: true })
  if (!identity.ok) throw card.desk.refuse(identity)
  card.bot = String(identity.body.user_id ?? '')
}

const momentOf = ({ desk: { api, context }, decision }: Card) => ({
  now: context.clock.now(),
  ahead: api.ahead,
  deadline: decision?.deadline,
  request: decision?.id ?? '',
  nameOf: (user: string) => context.voters.find(({ slack }) => slack === user)?.name ?? user,
})
