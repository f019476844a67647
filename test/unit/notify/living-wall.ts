import type { Delivery, Edited, NoticeChannel } from '../../../src/chat/channel.ts'
import type { Message } from '../../../src/chat/message.ts'
import type { Clock } from '../../../src/kit/clock.ts'
import { text } from '../../../src/kit/text.ts'
import type { Showing } from '../../../src/notify/living.ts'
import type { Kept, LivingStore, Standing } from '../../../src/notify/living-store.ts'
import { seededRandom } from '../../support/random.ts'

export const message = (words: string): Message => ({
  headline: words,
  tone: 'neutral',
  level: 'test',
  facts: [],
  sections: [],
  links: [],
  mentions: [],
  footer: '',
})

export const showing = (words: string, order: number, changes: Partial<Showing> = {}): Showing => ({
  message: message(words),
  order,
  verdict: words,
  isOver: false,
  ...changes,
})

/** A store in which exactly one of many writes over the same state wins. */
export function storeInMemory(): LivingStore & { readonly standing: (channel: string) => Standing | undefined } {
  const kept = new Map<string, Kept>()
  return {
    standing: (channel) => kept.get(channel)?.standing,
    read: async (channel) => kept.get(channel),
    write: async (channel, standing, over) => {
      if (kept.get(channel) !== over) return undefined
      const next = { standing }
      kept.set(channel, next)
      return next
    },
  }
}

export interface Wall extends NoticeChannel {
  /** What each message there says now. */
  readonly messages: Map<string, string>
  readonly edits: string[]
}

/** A platform: every message has an id, and says what it was last edited to. */
export function wall({
  canEdit = true,
  clock,
  delay = 0,
  answer,
}: {
  canEdit?: boolean
  clock: Clock
  delay?: number
  answer?: () => Delivery | Edited
}): Wall {
  const messages = new Map<string, string>()
  const edits: string[] = []
  const send = async ({ headline }: Message): Promise<Delivery> => {
    await clock.sleep(delay)
    const given = answer?.()
    if (given && given.state !== 'delivered' && given.state !== 'gone') return given
    const ref = `m${messages.size + 1}`
    messages.set(ref, headline)
    return { state: 'delivered', ref }
  }
  const edit = async (ref: string, { headline }: Message): Promise<Edited> => {
    await clock.sleep(delay)
    if (!messages.has(ref)) return { state: 'gone', reason: text('deleted', '已删除') }
    messages.set(ref, headline)
    edits.push(headline)
    return { state: 'delivered', ref }
  }
  return {
    kind: 'notifies',
    name: 'ops',
    platform: 'telegram',
    messages,
    edits,
    check: async () => [],
    preview: ({ headline }) => headline,
    send,
    ...(canEdit ? { edit } : {}),
    close: async () => {},
  }
}

const never = new AbortController().signal
export const worldOf = (clock: Clock, seed = 1) => ({ clock, signal: never, random: seededRandom(seed) })
export const quiet = () => {}
