import type { Clock } from '../../kit/clock.ts'
import type { Locale } from '../../kit/text.ts'
import type { Message } from '../message.ts'
import type { Scene } from './scene.ts'

/** What is to be seen, as it changes. */
export interface Board {
  show(card: Message): void
  remind(note: Message): void
  /** Something else changed: what a person was told. */
  touch(): void
  /** Undefined until there is a card. */
  scene(): Scene | undefined
  /** Why no new decision is taken: the request has ended, or its time is over and nobody has said yet what that means. */
  lateness(): 'over' | 'tooLate' | undefined
  /** Comes with the next card. */
  nextCard(): Promise<void>
}

export function openBoard(clock: Clock, locale: () => Locale): Board {
  let version = 0
  let card: Message | undefined
  let note: Message | undefined
  let ended: number | undefined
  let next = Promise.withResolvers<void>()
  return {
    show: (fresh) => {
      card = fresh
      version++
      ended = fresh.decision ? undefined : (ended ?? clock.now())
      next.resolve()
      next = Promise.withResolvers<void>()
    },
    remind: (fresh) => {
      note = fresh
      version++
    },
    touch: () => {
      version++
    },
    scene: () => card && { card, version, note, ended, now: clock.now(), locale: locale() },
    lateness: () => {
      if (card && !card.decision) return 'over'
      return card?.decision && clock.now() > card.decision.deadline ? 'tooLate' : undefined
    },
    nextCard: () => next.promise,
  }
}
