import { textOf } from '../../kit/errors.ts'
import type { Ask, ChannelContext } from '../channel.ts'
import { isGone } from './answers.ts'
import { type FeishuApi, faultOf, type Json } from './api.ts'
import { isRefusal, listAll } from './listing.ts'
import type { PostedCard } from './posted-card.ts'
import { askIn, type Place } from './replies.ts'
import { emojis, look, nothingKnown, recalled, spoke, type Tap } from './taps.ts'

type NamelessAsk = Omit<Ask, 'userName'>

/** Reads what people do at a card. */
export interface ActReader {
  /** What was done since the last call. */
  read(): Promise<readonly NamelessAsk[]>
  /** Goes on from what another process handled: keys of acts, oldest first. */
  resume(keys: readonly string[]): void
  /** The card is another one now: reactions under the old one are gone with it, and withdraw nothing. */
  moved(): void
}

interface ReaderWorld extends Pick<ChannelContext, 'clock' | 'log'> {
  readonly api: FeishuApi
  readonly name: string
  readonly chat: string
}

/** Messages may show a little later than they were written; milliseconds. */
const overlap = 10_000

export function actReader(card: PostedCard, { api, clock, log, name, chat }: ReaderWorld): ActReader {
  let known = nothingKnown
  let since = 0
  const handled = new Set<string>()
  const seen = new Set<string>()

  const moved = () => {
    known = { ...known, taps: [] }
  }

  /** Undefined where the card is gone: it is posted anew, and nobody has tapped that yet. */
  const standingTaps = async ({ messageId }: Place): Promise<readonly Tap[] | undefined> => {
    const items = await listAll(api, { method: 'GET', path: `im/v1/messages/${messageId}/reactions` })
    if (!isRefusal(items)) return items.flatMap(tapIn)
    if (!isGone(items.code)) throw faultOf(items, name)
    if (await card.repost()) moved()
    return undefined
  }

  /** The newest first, back to what was seen before: one page, as a rule. */
  const topicMessages = async ({ threadId }: Place): Promise<readonly Json[]> => {
    if (threadId === undefined) return []
    const query = { container_id_type: 'thread', container_id: threadId, sort_type: 'ByCreateTimeDesc' }
    const isKnown = (page: readonly Json[]) => page.some(({ message_id: id }) => seen.has(String(id)))
    const items = await listAll(api, { method: 'GET', path: 'im/v1/messages', query }, isKnown)
    if (isRefusal(items)) throw faultOf(items, name)
    return items
  }

  /** Quotations of the card, and commands with an id: whatever was written in the chat since the last look. */
  const chatMessages = async ({ createdAt }: { readonly createdAt: number }): Promise<readonly Json[]> => {
    since ||= createdAt || clock.now()
    const from = Math.floor((since - overlap) / 1000)
    const query = { container_id_type: 'chat', container_id: chat, sort_type: 'ByCreateTimeAsc', start_time: String(from) }
    const items = await listAll(api, { method: 'GET', path: 'im/v1/messages', query })
    if (isRefusal(items)) throw faultOf(items, name)
    return items
  }

  const newTaps = (standing: readonly Tap[]): readonly NamelessAsk[] => {
    const looked = look(known, standing, clock.now())
    known = looked.known
    return looked.asks
  }

  const newWords = (messages: readonly Json[], place: Place): readonly NamelessAsk[] => {
    const asks = messages.flatMap((message) => askIn(message, place) ?? []).filter(({ key }) => !handled.has(key))
    for (const { user, key, at, does } of asks) if (does !== 'status') known = spoke(known, user, key, at)
    return asks
  }

  const markRead = (topic: readonly Json[], inChat: readonly Json[]): void => {
    for (const { message_id: id } of topic) seen.add(String(id))
    since = Math.max(since, ...inChat.map(({ create_time: time }) => Number(time) || 0))
  }

  /** What was read counts even where something else could not be read, which is then read the next time. */
  const readPlace = async (place: NonNullable<PostedCard['place']>): Promise<readonly NamelessAsk[]> => {
    const parts = await Promise.allSettled([standingTaps(place), topicMessages(place), chatMessages(place)])
    const [taps, topic, inChat] = parts.map((part) => (part.status === 'fulfilled' ? part.value : undefined)) as Parts
    const words = [...(topic ?? []), ...(inChat ?? [])].toSorted((a, b) => Number(a.create_time) - Number(b.create_time))
    const asks = [...(taps ? newTaps(taps) : []), ...newWords(words, place)].filter(({ key }) => !handled.has(key))
    markRead(topic ?? [], inChat ?? [])
    const fresh = [...new Map(asks.map((ask) => [ask.key, ask])).values()].toSorted((a, b) => a.at - b.at)
    for (const { key } of fresh) handled.add(key)
    const failed = parts.find((part) => part.status === 'rejected')
    if (failed && fresh.length === 0) throw failed.reason
    if (failed) log.debug(`${name}: ${textOf(failed.reason).en}`)
    return fresh
  }

  return {
    moved,
    resume: (keys) => {
      known = recalled(keys)
      for (const key of keys) handled.add(key)
    },
    read: async () => {
      await card.layOut()
      return card.place ? readPlace(card.place) : []
    },
  }
}

/** What `Promise.allSettled` gave for reactions, topic and chat; undefined where it failed. */
type Parts = [readonly Tap[] | undefined, readonly Json[] | undefined, readonly Json[] | undefined]

/** A reaction of a person that decides, as the API shows it. */
function tapIn({ reaction_id: id, operator, action_time: time, reaction_type: kind }: Json): Tap[] {
  const { operator_id: user, operator_type: type } = (operator ?? {}) as { operator_id?: unknown; operator_type?: unknown } // looked at
  const { emoji_type: emoji } = (kind ?? {}) as { emoji_type?: unknown } // looked at
  const does = emoji === emojis.approve ? 'approve' : emoji === emojis.reject ? 'reject' : undefined
  if (type !== 'user' || does === undefined || typeof id !== 'string' || typeof user !== 'string') return []
  return [{ id, user, does, at: Number(time) || 0 }]
}
