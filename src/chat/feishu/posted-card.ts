import { createHash, randomUUID } from 'node:crypto'
import { textOf } from '../../kit/errors.ts'
import { joinText, text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'
import type { Message } from '../message.ts'
import { isGone } from './answers.ts'
import { type FeishuAnswer, type FeishuApi, type FeishuCall, faultOf, type Json } from './api.ts'
import { cardOf } from './card.ts'
import { isRefusal, listAll } from './listing.ts'
import type { Place } from './replies.ts'
import { postContent, words } from './rich-text.ts'
import { emojis } from './taps.ts'
import { howToReply, howToTap } from './words.ts'

/** The card of a request in a group, with what lies under it: two reactions to tap, and a topic to write in. */
export interface PostedCard {
  /** Where it is; undefined before it was posted or taken over. */
  readonly place: (Place & { readonly createdAt: number }) | undefined
  post(card: Message): Promise<void>
  /** Takes over the card of another process. */
  adopt(place: Place): Promise<void>
  /** Shows this card from now on. Whether it had to be posted anew, because the old one was deleted. */
  update(card: Message): Promise<boolean>
  /** The card is not there any more: posts it anew if it is known and open. Whether it did. */
  repost(): Promise<boolean>
  /** Puts under it what is not there yet. Never throws: what fails now is tried again the next time. */
  layOut(): Promise<void>
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

type Verdict = keyof typeof emojis
const verdicts: readonly Verdict[] = ['approve', 'reject']

export function postedCard(world: CardWorld): PostedCard {
  const { api, name, log } = world
  let place: PostedCard['place']
  let shown: Message | undefined
  let content = ''
  /** Our own reactions by what they mean; `refused` is not tried again. */
  let laid: Partial<Record<Verdict, string>> = {}
  const refused = new Set<string>()
  let anew = randomUUID()

  const send = async (card: Message, uuid: string): Promise<void> => {
    const made = contentOf(card, world)
    const call = (sent: string): FeishuCall => ({
      method: 'POST',
      path: 'im/v1/messages',
      query: { receive_id_type: 'chat_id' },
      body: { receive_id: world.chat, msg_type: 'interactive', content: sent, uuid },
    })
    const data = must(await withNames(card, made, (sent) => api.ask(call(sent)), world), name)
    place = placeOf(data, card.decision?.id ?? place?.request)
    ;[shown, content, laid] = [card, made, {}]
    anew = randomUUID()
  }

  const repost = async (): Promise<boolean> => {
    if (!shown?.decision) return false
    await send(shown, anew)
    log.warning(text('The card was deleted and is posted anew.', '卡片已被删除，已重新发送。'), name)
    await layOut()
    return true
  }

  const layOut = async (): Promise<void> => {
    if (!place || (shown && !shown.decision)) return
    const missing = verdicts.filter((verdict) => laid[verdict] === undefined).map((verdict) => () => react(verdict))
    try {
      for (const lay of [...missing, ...(place.threadId === undefined ? [openTopic] : [])]) await lay()
    } catch (error) {
      log.debug(`${name}: ${textOf(error).en}`)
    }
  }

  const react = async (verdict: Verdict): Promise<void> => {
    if (!place || refused.has(verdict)) return
    const body = { reaction_type: { emoji_type: emojis[verdict] } }
    const answer = await api.ask({ method: 'POST', path: `im/v1/messages/${place.messageId}/reactions`, body })
    if ('trouble' in answer) giveUp(verdict, answer)
    else laid[verdict] = String(answer.data.reaction_id ?? '')
  }

  const openTopic = async (): Promise<void> => {
    if (!place || refused.has('topic')) return
    const body = {
      msg_type: 'post',
      content: postContent([[words(howToReply[log.locale])]], log.locale),
      reply_in_thread: true,
      uuid: place.messageId,
    }
    const answer = await api.ask({ method: 'POST', path: `im/v1/messages/${place.messageId}/reply`, body })
    if ('trouble' in answer) giveUp('topic', answer)
    else place = { ...place, threadId: textIn(answer.data.thread_id) }
  }

  const giveUp = (what: string, answer: Extract<FeishuAnswer, { trouble: unknown }>): void => {
    if (isGone(answer.code)) return // found out by whoever reads
    refused.add(what)
    log.warning(joinText([answer.trouble.reason, answer.trouble.remedy, text('People can still reply.', '仍可通过回复作出决定。')]), name)
  }

  /** Nothing to tap is left when all is decided. */
  const clear = async (): Promise<void> => {
    if (!place) return
    for (const id of await ownReactions(place.messageId)) {
      await api.ask({ method: 'DELETE', path: `im/v1/messages/${place.messageId}/reactions/${id}` })
    }
    laid = {}
  }

  const ownReactions = async (messageId: string): Promise<readonly string[]> => {
    const known = Object.values(laid)
    if (known.length === verdicts.length) return known
    const items = await listAll(api, { method: 'GET', path: `im/v1/messages/${messageId}/reactions` })
    if (isRefusal(items)) return known
    return items.filter((item) => isOwn(item, world.appId)).map(({ reaction_id: id }) => String(id))
  }

  return {
    get place() {
      return place
    },
    layOut,
    repost,
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
      const made = contentOf(card, world)
      ;[shown] = [card]
      if (made !== content) {
        const path = `im/v1/messages/${place.messageId}`
        const answer = await withNames(card, made, (sent) => api.ask({ method: 'PATCH', path, body: { content: sent } }), world)
        if ('trouble' in answer && isGone(answer.code)) {
          await send(card, anew)
          log.warning(text('The card was deleted and is posted anew.', '卡片已被删除，已重新发送。'), name)
          await layOut()
          return true
        }
        must(answer, name)
        content = made
      }
      if (!card.decision) await clear()
      return false
    },
  }
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

function must(answer: FeishuAnswer, name: string): Json {
  if ('trouble' in answer) throw faultOf(answer, name)
  return answer.data
}

const placeOf = ({ message_id: id, thread_id: thread, create_time: time }: Json, request: string | undefined) => ({
  messageId: String(id),
  threadId: textIn(thread),
  request,
  createdAt: Number(time) || 0,
})

function isOwn({ operator }: Json, appId: string): boolean {
  const { operator_id: id, operator_type: type } = (operator ?? {}) as { operator_id?: unknown; operator_type?: unknown } // looked at
  return type === 'app' && id === appId
}

/** The same request in the same place is posted once, however often it is tried within an hour. */
function uuidOf({ decision }: Message, { name, chat }: CardWorld): string {
  if (!decision) return randomUUID()
  return createHash('sha256').update(`${name} ${chat} ${decision.id}`).digest('hex').slice(0, 40)
}

const contentOf = (card: Message, { log: { locale } }: CardWorld): string =>
  JSON.stringify(
    cardOf(card, { locale, howTo: howToTap[locale] }, largestRequest, (made) => Buffer.byteLength(JSON.stringify(JSON.stringify(made)))),
  )

/** Somebody who is mentioned and does not exist spoils the whole card: then all are only named. */
const cardRefused = 230099

async function withNames(
  card: Message,
  content: string,
  send: (content: string) => Promise<FeishuAnswer>,
  world: CardWorld,
): Promise<FeishuAnswer> {
  const answer = await send(content)
  if (answer.code !== cardRefused || card.mentions.length === 0) return answer
  return send(contentOf({ ...card, mentions: card.mentions.map(({ name }) => ({ name, ids: {} })) }, world))
}
