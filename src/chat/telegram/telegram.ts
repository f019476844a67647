import { messageOf } from '../../kit/errors.ts'
import type { ChannelContext, DecisionChannel } from '../channel.ts'
import { answerAct } from './answer.ts'
import { botApi } from './bot-api.ts'
import { followChat, postCard } from './card.ts'
import { checkChannel } from './check.ts'
import { deskOf, type TelegramSettings } from './desk.ts'
import { listenerOf } from './listen.ts'
import { liveCard } from './live-card.ts'
import { patience, patientApi } from './patient-api.ts'
import { placeFrom, refOf, urlOf } from './place.ts'
import { plain } from './render.ts'
import { probeForRival } from './rival.ts'
import { send } from './send.ts'
import { secretsOf, usableToken } from './token.ts'

/** Milliseconds between two looks: often enough to be quick, seldom enough for any number of gates on one bot. */
const interval = 2000

/** A chat of Telegram: buttons under the card, and commands. Read by peeking, which any number of gates can do side by side. */
export function openTelegram(given: TelegramSettings, context: ChannelContext): DecisionChannel {
  const settings = { ...given, token: usableToken(given) }
  for (const secret of secretsOf(settings.token)) context.log.mask(secret)
  const api = botApi(settings, context)
  const closing = new AbortController()
  const desk = deskOf(settings, context, api, patientApi(api, context), closing.signal)
  const aside = (work: Promise<unknown>) => {
    work.catch((error: unknown) => context.log.debug(`${settings.name}: ${messageOf(error)}`))
  }
  const inTurn = turns()
  const listener = listenerOf(desk, aside, () => inTurn(() => followChat(desk)))
  let isProbed = false
  return {
    kind: 'decides',
    name: settings.name,
    platform: 'telegram',
    interval,
    check: (later) => checkChannel(desk, later),
    preview: (card) => {
      const buttons = card.decision ? `\n[ ✅ ${card.decision.approve} ] [ ❌ ${card.decision.reject} ]` : ''
      return `${plain(card, { locale: context.log.locale, botName: desk.state.bot?.username })}${buttons}`
    },
    post: async (card) => {
      const place = await postCard(desk, card)
      const spot = place.cards.at(-1)
      const url = spot && urlOf(spot, desk.topic)
      return { ref: refOf(place), ...(url === undefined ? {} : { url }) }
    },
    adopt: async (ref, seen) => {
      const place = placeFrom(ref, settings.name)
      desk.state.place = place
      desk.state.nonce = place.nonce
      for (const { chat } of place.cards) desk.state.chats.add(chat)
      desk.state.chat = place.cards.at(-1)?.chat ?? settings.chat
      listener.resume(seen)
    },
    ref: () => desk.state.place && refOf(desk.state.place),
    update: liveCard(desk, inTurn, aside),
    remind: async (note) => {
      const card = desk.state.place?.cards.at(-1)
      const content = { message: note, options: { locale: context.log.locale } }
      const options = { patience: patience.note, repeatable: false, signal: desk.closed }
      await send(desk, { content, options, ...(card ? { replyTo: card } : {}) })
    },
    read: async () => {
      const asks = await listener.read()
      if (!isProbed) aside(probeForRival(desk))
      isProbed = true
      return asks
    },
    answer: (ask, reply) => answerAct(desk, ask, reply),
    close: async () => {
      closing.abort(new Error('the channel is closed'))
      context.http.close()
    },
  }
}

/** One thing after the other: what changes a card must not cross another change of it. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work, work)
    last = next.catch(() => {})
    return next
  }
}
