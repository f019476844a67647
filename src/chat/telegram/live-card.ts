import { RemoteError } from '../../kit/errors.ts'
import type { Message } from '../message.ts'
import { updateCard } from './card.ts'
import type { Desk } from './desk.ts'

/** Milliseconds between two edits of a card that still asks: at first, when Telegram has enough of them, and at most. */
const usual = 3000
const slow = 30_000
const slowest = 120_000

type InTurn = (work: () => Promise<void>) => Promise<void>

/**
 * Shows how a request gets on, and how it ended. A group takes 20 messages a minute, edits too, from all gates together (facts/chat.md 1.6):
 * a card that still asks is edited now and then, always to its newest form; the final form does not wait, and nothing is left to say then.
 */
export function liveCard(desk: Desk, inTurn: InTurn, aside: (work: Promise<unknown>) => void): (card: Message) => Promise<void> {
  const { clock, random } = desk.context
  let spacing = usual
  let next = Number.NEGATIVE_INFINITY
  let newest: Message | undefined
  let isFinal = false
  let isPlanned = false

  const edit = async (): Promise<void> => {
    const card = newest
    if (isFinal || !card) return
    newest = undefined
    try {
      const isMade = await updateCard(desk, card)
      spacing = Math.max(usual, spacing * 0.7)
      if (isMade) next = clock.now() + spacing
    } catch (error) {
      newest ??= card
      spacing = Math.min(slowest, Math.max(slow, spacing * 2))
      next = clock.now() + spacing * (0.5 + random() / 2)
      throw error
    }
  }
  const editLater = async (): Promise<void> => {
    while (newest && !isFinal && !desk.closed.aborted) {
      await clock.sleep(next - clock.now(), desk.closed).catch(() => {})
      await inTurn(edit).catch((error: unknown) => {
        if (!(error instanceof RemoteError && error.retryable)) throw error // refused for good: the next card is tried again
      })
    }
  }
  return async (card) => {
    if (!card.decision) {
      isFinal = true
      return inTurn(async () => void (await updateCard(desk, card)))
    }
    newest = card
    if (isPlanned) return
    if (next <= clock.now()) return inTurn(edit)
    isPlanned = true
    aside(
      editLater().finally(() => {
        isPlanned = false
      }),
    )
  }
}
