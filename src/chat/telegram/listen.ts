import { spanText } from '../../kit/duration.ts'
import { type Text, text } from '../../kit/text.ts'
import type { Ask } from '../channel.ts'
import { type Act, actIn } from './acts.ts'
import { borrowedText, replyTo, strayText, toast, whichText } from './answer.ts'
import type { Desk } from './desk.ts'
import { patience } from './patient-api.ts'
import { peekerOf } from './peek.ts'
import { isSame, type Spot } from './place.ts'
import { moveTo, send } from './send.ts'

export interface Listener {
  /** What people did about this request since the last call. */
  read(): Promise<readonly Ask[]>
  /** Goes on where another process stopped: these acts were handled. */
  resume(seen: readonly string[]): void
}

/** Whoever asks without naming the request, or not as themselves, is told so often at most, in milliseconds. */
const pauseOfAdvice = 20_000

/**
 * Hears what people do about a request. What is done beside that (a word to a stray click, a note about lost time) is handed to `aside`, and
 * waited for by nobody; `follow` posts the card where the chat has moved to.
 */
export function listenerOf(desk: Desk, aside: (work: Promise<unknown>) => void, follow: () => Promise<void>): Listener {
  const { context, state } = desk
  const peek = peekerOf(desk)
  const handled = new Set<string>()
  const lastOf = new Map<string, number>()
  const advised = { which: Number.NEGATIVE_INFINITY, borrowed: Number.NEGATIVE_INFINITY }
  let isResumed = false

  /** What one person does comes in the order of doing, whatever the clocks say. */
  const inOrder = (ask: Ask): Ask => {
    const at = Math.max(ask.at, lastOf.get(ask.user) ?? 0)
    lastOf.set(ask.user, at)
    return { ...ask, at }
  }
  const take = ({ ask, spot }: Extract<Act, { kind: 'ask' }>): Ask[] => {
    if (ask.by === 'button') rememberTwin(desk, spot)
    if (handled.has(ask.key)) return []
    handled.add(ask.key)
    return [inOrder(ask)]
  }
  const respond = (act: Exclude<Act, { kind: 'ask' }>): void => {
    const { locale } = context.log
    if (act.kind === 'migrated') {
      if (state.chat !== act.from) return
      moveTo(desk, act.to)
      aside(follow())
    } else if (act.kind === 'stray') {
      aside(toast(desk, act.click, { words: strayText[locale], kind: 'refused' }))
    } else if (state.place && context.clock.now() - advised[act.kind] >= pauseOfAdvice) {
      advised[act.kind] = context.clock.now()
      const { id, bot } = state.place
      aside(replyTo(desk, act.spot, (act.kind === 'which' ? whichText(act.does, id, bot.username) : borrowedText)[locale]))
    }
  }
  return {
    resume: (seen) => {
      isResumed = true
      for (const key of seen) handled.add(key)
    },
    read: async () => {
      const { place } = state
      if (!place) return []
      const { fresh, missed, gap } = await peek()
      if (missed || isResumed) aside(sayMissed(desk, gap))
      const isAnswered = isResumed // the process before has told whoever needed advice
      isResumed = false
      const hearing = {
        place,
        chats: state.chats,
        hasTwin: state.hasTwin || state.isPosting,
        now: context.clock.now(),
        ahead: desk.api.ahead,
      }
      const acts = fresh.flatMap((update) => actIn(update, hearing) ?? [])
      return acts.flatMap((act) => {
        if (act.kind === 'ask') return take(act)
        if (!isAnswered || (act.kind !== 'which' && act.kind !== 'borrowed')) respond(act)
        return []
      })
    },
  }
}

function rememberTwin({ state }: Desk, spot: Spot): void {
  const { place } = state
  if (place && !place.cards.some((card) => isSame(card, spot))) state.place = { ...place, cards: [spot, ...place.cards] }
}

const missedWords = (gap: Text): Text =>
  text(
    `For ${gap.en} this request could not hear you. If you pressed a button or wrote a command and got no answer, please do it again.`,
    `此请求有${gap['zh-CN']}无法接收操作。如果你点击了按钮或发送了命令而没有得到回应，请重新操作。`,
  )
const aWhile = text('a while', '一段时间')

/** What was lost cannot be read again, but it can be said that it was. */
async function sayMissed(desk: Desk, gap: number | undefined): Promise<void> {
  const { state, context, name } = desk
  const words = missedWords(gap === undefined ? aWhile : spanText(gap))
  context.log.warning(words, name)
  const card = state.place?.cards.at(-1)
  const options = { patience: patience.note, repeatable: false, signal: desk.closed }
  await send(desk, { content: { words: words[context.log.locale] }, options, ...(card ? { replyTo: card } : {}) })
}
