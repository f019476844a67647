import type { Clock } from '../../../src/kit/clock.ts'
import { isTrue, type Parameters } from './parameters.ts'
import { badRequest } from './refusal.ts'

/** What a person sees after a click; an answer without words just ends the spinner. */
export interface ClickAnswer {
  readonly text: string
  readonly isAlert: boolean
}

/** Clicks that wait for their answer. */
export interface Clicks {
  /** A new click: its id, and what will become of it; undefined when nobody answered in time. */
  open(): { readonly id: string; readonly answer: Promise<ClickAnswer | undefined> }
  /** The method `answerCallbackQuery`. */
  answer(parameters: Parameters): true
  close(): void
}

/** `life`: milliseconds in which a click can be answered. */
export function clickDesk(clock: Clock, life: number): Clicks {
  const waiting = new Map<string, (answer: ClickAnswer | undefined) => void>()
  const closing = new AbortController()
  let next = 4_611_686_018_427_387n
  return {
    open: () => {
      next += 7919n
      const id = String(next)
      const answer = new Promise<ClickAnswer | undefined>((resolve) => {
        const end = (given: ClickAnswer | undefined) => {
          waiting.delete(id)
          resolve(given)
        }
        waiting.set(id, end)
        clock.sleep(life, closing.signal).then(
          () => end(undefined),
          () => end(undefined),
        )
      })
      return { id, answer }
    },
    answer: (parameters) => {
      const settle = waiting.get(parameters.callback_query_id ?? '')
      if (!settle) throw badRequest('query is too old and response timeout expired or query ID is invalid')
      const text = parameters.text ?? ''
      if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG')
      settle({ text, isAlert: isTrue(parameters.show_alert) })
      return true
    },
    close: () => closing.abort(),
  }
}
