import type { Ask, ChannelContext, DecisionChannel } from '../channel.ts'
import type { Message } from '../message.ts'
import { heardIn, oldestOf, openEars } from './acts.ts'
import { type Card, newCard, postCard, replaceCard, type SlackDesk, showCard } from './card.ts'
import { checkSlack } from './check.ts'
import { contentOf } from './post.ts'
import { previewOf } from './preview.ts'
import { refusalError } from './refusals.ts'
import { render } from './render.ts'
import { lookAt, type Place } from './thread.ts'
import { isBody, slackApi } from './web-api.ts'
import { answerAsk, whisper } from './whisper.ts'

/** A channel of the configuration in its token form. */
export interface SlackSettings {
  readonly name: string
  /** Token of the bot (xoxb-…). */
  readonly token: string
  /** Id of the channel (C…). */
  readonly chat: string
  /** Base address of the Web API. */
  readonly api?: string
}

/**
 * Slack, decided by reaction or reply: the bot lays ✅ and ❌ under its message, and reads who tapped which and who wrote what. Reading
 * consumes nothing, so that any number of gates can share a bot and a channel (design §2.2).
 */
export function slackDecisions({ name, token, chat, api }: SlackSettings, context: ChannelContext): DecisionChannel {
  context.log.mask(token)
  const client = slackApi({ token, ...(api === undefined ? {} : { api }) }, context)
  const desk: SlackDesk = { api: client, name, chat, context, refuse: (refusal) => refusalError(refusal, name) }
  const card = newCard(desk)
  const listener = listenTo(card)
  return {
    kind: 'decides',
    name,
    platform: 'slack',
    get interval() {
      return listener.interval
    },
    check: () => checkSlack(desk),
    preview: (message) => previewOf(render(message, context.log.locale)),
    post: (message) => postCard(card, message),
    adopt: async (ref, seen) => {
      card.place = placeIn(ref)
      listener.begin(card.place.ts, seen)
    },
    update: (message) => showCard(card, message),
    remind: (note) => remind(card, note),
    read: () => listener.read(),
    answer: (ask, reply) => answerAsk(card, ask, reply),
    close: async () => context.http.close(),
  }
}

function placeIn(ref: string): Place {
  const place: unknown = JSON.parse(ref)
  if (!isBody(place) || typeof place.channel !== 'string' || typeof place.ts !== 'string') throw new Error(`no place in Slack: ${ref}`)
  return { channel: place.channel, ts: place.ts }
}

/** In the thread, where those it names are alerted; near the end it is shown in the channel as well. */
async function remind({ desk: { api, context, refuse }, place }: Card, note: Message): Promise<void> {
  if (!place) return
  const content = contentOf(render(note, context.log.locale))
  const broadcast = note.tone === 'warning' ? { reply_broadcast: 'true' } : {}
  const params = { channel: place.channel, thread_ts: place.ts, ...broadcast, ...content, unfurl_links: 'false', unfurl_media: 'false' }
  const said = await api.call('chat.postMessage', params, { patience: 20_000, repeatable: false })
  if (!said.ok) throw refuse(said)
}

/** Milliseconds between two looks: usually, and at most while Slack has us wait. Its limits count all gates of an app together. */
const usualInterval = 3000
const longestInterval = 20_000

interface Listener {
  readonly interval: number
  begin(message: string, seen: readonly string[]): void
  read(): Promise<readonly Ask[]>
}

function listenTo(card: Card): Listener {
  const { api, context, refuse } = card.desk
  let ears = openEars('')
  let interval = usualInterval
  const read = async (): Promise<readonly Ask[]> => {
    const { place } = card
    if (!place) return []
    if (ears.message !== place.ts) ears = openEars(place.ts, [], Number(place.ts) * 1000 - api.ahead)
    const bot = await botOf(card)
    const look = await lookAt(api, place, oldestOf(ears), context.signal, refuse)
    interval = look.reacted || look.isDeleted ? Math.max(usualInterval, interval * 0.95) : Math.min(longestInterval, interval * 1.4)
    const heard = heardIn(ears, look.replies, look.reacted, { ...momentOf(card), bot })
    ears = heard.ears
    for (const { user, why } of heard.voids) void whisper(card, user, why[context.log.locale], true)
    if (look.isDeleted) await replaceCard(card, place)
    return heard.asks
  }
  return {
    get interval() {
      return Math.round(interval)
    },
    begin: (message, seen) => {
      ears = openEars(message, seen)
    },
    read,
  }
}

/** Who we are: told with our own message, asked for where another process posted it. */
async function botOf(card: Card): Promise<string> {
  if (card.bot !== '') return card.bot
  const identity = await card.desk.api.call('auth.test', {}, { patience: 2000, repeatable: true })
  if (!identity.ok) throw card.desk.refuse(identity)
  card.bot = String(identity.body.user_id ?? '')
  return card.bot
}

const momentOf = ({ desk: { api, context }, decision }: Card) => ({
  now: context.clock.now(),
  ahead: api.ahead,
  deadline: decision?.deadline,
  request: decision?.id ?? '',
  nameOf: (user: string) => context.voters.find(({ slack }) => slack === user)?.name ?? user,
})
