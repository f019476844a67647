import type { ChannelContext, DecisionChannel } from '../channel.ts'
import { checking } from '../delivery/network.ts'
import type { Message } from '../message.ts'
import { isBody } from './answer.ts'
import { type Card, newCard, postCard, type SlackDesk } from './card.ts'
import { checkSlack } from './check.ts'
import { listenTo } from './listen.ts'
import { contentOf } from './post.ts'
import { previewOf } from './preview.ts'
import { refusalError } from './refusals.ts'
import { render } from './render.ts'
import { showCard } from './show.ts'
import type { Place } from './thread.ts'
import { slackApi } from './web-api.ts'
import { answerAsk } from './whisper.ts'

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
  const closing = new AbortController()
  const card = newCard(desk, closing.signal)
  const listener = listenTo(card)
  return {
    kind: 'decides',
    name,
    platform: 'slack',
    get interval() {
      return listener.interval
    },
    check: (later) => checking(name, checkSlack(desk, later)),
    preview: (message) => previewOf(render(message, context.log.locale)),
    post: (message) => postCard(card, message),
    adopt: async (ref, seen) => {
      card.place = placeIn(ref)
      listener.begin(card.place.ts, seen)
    },
    ref: () => card.place && JSON.stringify(card.place),
    update: (message) => showCard(card, message),
    remind: (note) => remind(card, note),
    read: () => listener.read(),
    answer: (ask, reply) => answerAsk(card, ask, reply),
    close: async () => {
      closing.abort(new Error('the channel is closed'))
      context.http.close()
    },
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
