import { createHash, randomUUID } from 'node:crypto'
import { text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'
import type { Message } from '../message.ts'
import { isGone } from './answers.ts'
import { type FeishuAnswer, type FeishuApi, faultOf, type Json } from './api.ts'
import { cardOf } from './card.ts'
import type { Place } from './replies.ts'
import { textIn, underCard } from './under-card.ts'
import { howToTap } from './words.ts'

/** The card of a request in a group. */
export interface PostedCard {
  /** Where it is; undefined before it was posted or taken over. */
  readonly place: CardPlace | undefined
  post(card: Message): Promise<void>
  /** Takes over the card of another process. */
  adopt(place: Place): Promise<void>
  /** Shows this card from now on. Whether it had to be posted anew, because the old one was deleted. */
  update(card: Message): Promise<boolean>
  /** The card is not there any more: posts it anew if it is known and open. Whether it did. */
  repost(): Promise<boolean>
  /** Puts under it what is not there yet. Never throws. */
  layOut(): Promise<void>
}

interface CardPlace extends Place {
  /** Milliseconds since 1970, by Feishu's clock; 0 where it is not known. */
  readonly createdAt: number
}

export interface CardWorld extends Pick<ChannelContext, 'log'> {
  readonly api: FeishuApi
  /** The channel's name in the configuration. */
  readonly name: string
  readonly appId: string
  readonly chat: string
}

/** Bytes of a request with a card in it (facts/chat.md 2.2 says 30 KB), with room for what the service adds for styles. */
const largestRequest = 28_000

export function postedCard(world: CardWorld): PostedCard {
  const { api, name, log } = world
  const under = underCard(world)
  let place: CardPlace | undefined
  let shown: Message | undefined
  let content = ''
  let anew = randomUUID()

  const send = async (card: Message, uuid: string): Promise<void> => {
    const query = { receive_id_type: 'chat_id' }
    const answer = await withNames(card, world, (sent) => {
      const body = { receive_id: world.chat, msg_type: 'interactive', content: sent, uuid }
      return api.ask({ method: 'POST', path: 'im/v1/messages', query, body })
    })
    place = placeOf(must(answer, name), card.decision?.id ?? place?.request)
    ;[shown, content, anew] = [card, contentOf(card, world), randomUUID()]
    under.moved()
  }

  const sendAnew = async (card: Message): Promise<void> => {
    await send(card, anew)
    log.warning(text('The card was deleted and is posted anew.', '卡片已被删除，已重新发送。'), name)
    await layOut()
  }

  const layOut = async (): Promise<void> => {
    if (!place || (shown && !shown.decision)) return
    place = { ...place, threadId: await under.layOut(place) }
  }

  /** Whether it had to be posted anew. */
  const edit = async (card: Message, { messageId }: Place): Promise<boolean> => {
    const path = `im/v1/messages/${messageId}`
    const answer = await withNames(card, world, (sent) => api.ask({ method: 'PATCH', path, body: { content: sent } }))
    if (isGone(answer.code)) {
      await sendAnew(card)
      return true
    }
    must(answer, name)
    content = contentOf(card, world)
    return false
  }

  return {
    get place() {
      return place
    },
    layOut,
    repost: async () => {
      if (!shown?.decision) return false
      await sendAnew(shown)
      return true
    },
    post: async (card) => {
      await send(card, uuidOf(card, world))
      await layOut()
    },
    adopt: async (given) => {
      place = { ...given, createdAt: 0 }
      const answer = await api.ask({ method: 'GET', path: `im/v1/messages/${given.messageId}` })
      const [item] = 'trouble' in answer ? [] : ((answer.data.items ?? []) as Json[]) // looked at key by key
      if (item) place = { ...given, ...placeOf(item, given.request) }
    },
    update: async (card) => {
      if (!place) return false
      shown = card
      const isAnew = contentOf(card, world) !== content && (await edit(card, place))
      if (!card.decision && !isAnew) await under.clear(place)
      return isAnew
    },
  }
}

function must(answer: FeishuAnswer, name: string): Json {
  if ('trouble' in answer) throw faultOf(answer, name)
  return answer.data
}

const placeOf = ({ message_id: id, thread_id: thread, create_time: time }: Json, request: string | undefined): CardPlace => ({
  messageId: String(id),
  threadId: textIn(thread),
  request,
  createdAt: Number(time) || 0,
})

/** The same request in the same place is posted once, however often it is tried within an hour. */
function uuidOf({ decision }: Message, { name, chat }: CardWorld): string {
  if (!decision) return randomUUID()
  return createHash('sha256').update(`${name} ${chat} ${decision.id}`).digest('hex').slice(0, 40)
}

const contentOf = (card: Message, { log: { locale } }: CardWorld): string =>
  JSON.stringify(
    cardOf(card, { locale, howTo: howToTap[locale] }, largestRequest, (made) => Buffer.byteLength(JSON.stringify(JSON.stringify(made)))),
  )

const cardRefused = 230099

/** Somebody who is mentioned and does not exist spoils the whole card: then all are only named. */
async function withNames(card: Message, world: CardWorld, send: (content: string) => Promise<FeishuAnswer>): Promise<FeishuAnswer> {
  const answer = await send(contentOf(card, world))
  if (answer.code !== cardRefused || card.mentions.length === 0) return answer
  return send(contentOf({ ...card, mentions: card.mentions.map(({ name }) => ({ name, ids: {} })) }, world))
}
