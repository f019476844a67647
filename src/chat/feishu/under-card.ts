import { textOf } from '../../kit/errors.ts'
import { joinText, text } from '../../kit/text.ts'
import { isGone, type Refusal } from './answers.ts'
import type { Json } from './api.ts'
import { isRefusal, listAll } from './listing.ts'
import type { CardWorld } from './posted-card.ts'
import type { Place } from './replies.ts'
import { postContent, words } from './rich-text.ts'
import { emojis } from './taps.ts'
import { howToReply } from './words.ts'

/** What lies under a card: two reactions to tap, and a topic to write in. */
export interface UnderCard {
  /** Puts there what is not there yet; resolves to the topic. Never throws: what fails now is tried again the next time. */
  layOut(place: Place): Promise<string | undefined>
  /** Takes the reactions away: nothing to tap is left when all is decided. Throws where it cannot find out. */
  clear(place: Place): Promise<void>
  /** The card is another one now. */
  moved(): void
}

type Verdict = keyof typeof emojis
const verdicts: readonly Verdict[] = ['approve', 'reject']

export function underCard({ api, name, log, appId }: CardWorld): UnderCard {
  /** Our own reactions by what they mean. */
  let laid: Partial<Record<Verdict, string>> = {}
  /** What Feishu does not permit is not tried again. */
  const refused = new Set<Verdict | 'topic'>()

  const giveUp = (what: Verdict | 'topic', { code, trouble }: Refusal): void => {
    if (isGone(code)) return // found out by whoever reads
    refused.add(what)
    log.warning(joinText([trouble.reason, trouble.remedy, text('People can still reply.', '仍可通过回复作出决定。')]), name)
  }

  const react = async (messageId: string, verdict: Verdict): Promise<void> => {
    const body = { reaction_type: { emoji_type: emojis[verdict] } }
    const answer = await api.ask({ method: 'POST', path: `im/v1/messages/${messageId}/reactions`, body })
    if ('trouble' in answer) giveUp(verdict, answer)
    else laid[verdict] = String(answer.data.reaction_id ?? '')
  }

  const openTopic = async (messageId: string): Promise<string | undefined> => {
    const content = postContent([[words(howToReply[log.locale])]], log.locale)
    const body = { msg_type: 'post', content, reply_in_thread: true, uuid: messageId }
    const answer = await api.ask({ method: 'POST', path: `im/v1/messages/${messageId}/reply`, body })
    if (!('trouble' in answer)) return textIn(answer.data.thread_id)
    giveUp('topic', answer)
    return undefined
  }

  const ownReactions = async (messageId: string): Promise<readonly string[]> => {
    const known = Object.values(laid)
    if (known.length === verdicts.length) return known
    const items = await listAll(api, { method: 'GET', path: `im/v1/messages/${messageId}/reactions` })
    if (isRefusal(items)) return known
    return items.filter((item) => isOwn(item, appId)).map(({ reaction_id: id }) => String(id))
  }

  return {
    layOut: async ({ messageId, threadId }) => {
      try {
        for (const verdict of verdicts) if (laid[verdict] === undefined && !refused.has(verdict)) await react(messageId, verdict)
        return threadId === undefined && !refused.has('topic') ? await openTopic(messageId) : threadId
      } catch (error) {
        log.debug(`${name}: ${textOf(error).en}`)
        return threadId
      }
    },
    clear: async ({ messageId }) => {
      for (const id of await ownReactions(messageId)) {
        await api.ask({ method: 'DELETE', path: `im/v1/messages/${messageId}/reactions/${id}` })
      }
      laid = {}
    },
    moved: () => {
      laid = {}
    },
  }
}

export const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

function isOwn({ operator }: Json, appId: string): boolean {
  const { operator_id: id, operator_type: type } = (operator ?? {}) as { operator_id?: unknown; operator_type?: unknown } // looked at
  return type === 'app' && id === appId
}
