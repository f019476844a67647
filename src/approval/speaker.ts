import type { Ask, DecisionChannel, Reply } from '../chat/channel.ts'
import type { Message } from '../chat/message.ts'
import type { Clock } from '../kit/clock.ts'
import { textOf } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import { joinText, text } from '../kit/text.ts'

/** Brings a channel's message up to date, answers and reminds. Never throws: what people see follows the decision, it makes none. */
export interface Speaker {
  /** Shows a card as soon as the channel takes it; one that is outdated by then is left out. `card` is made when it is sent. */
  show(card: () => Message): void
  answer(ask: Ask, reply: Reply): void
  remind(note: Message): void
  /** Waits for answers and reminders that are under way, for so many milliseconds at most. */
  drain(limit: number): Promise<void>
  /** Shows the final card and waits for all that is under way, for so many milliseconds at most. Whether it is shown. */
  finish(card: () => Message, limit: number): Promise<boolean>
}

/** Milliseconds between two tries, and between two cards: every platform counts edits. */
const firstPause = 1000
const longestPause = 30_000

export function speakerOf(channel: DecisionChannel, { clock, log }: { readonly clock: Clock; readonly log: Log }): Speaker {
  const underWay = new Set<Promise<unknown>>()
  const follow = (work: Promise<unknown>) => {
    const done = work.catch((error: unknown) => log.warning(textOf(error), channel.name)).finally(() => underWay.delete(done))
    underWay.add(done)
  }
  let wanted: (() => Message) | undefined
  let showing: Promise<void> | undefined
  const showAll = async (signal?: AbortSignal): Promise<void> => {
    for (let pause = firstPause; wanted && !signal?.aborted; ) {
      const card = wanted
      wanted = undefined
      try {
        await channel.update(card())
        pause = firstPause
      } catch (error) {
        wanted ??= card
        if (pause === firstPause) log.warning(joinText([textOf(error), notShown]), channel.name)
        await clock.sleep(pause, signal).catch(() => {})
        pause = Math.min(longestPause, pause * 2)
      }
    }
  }
  const over = new AbortController()
  return {
    show: (card) => {
      wanted = card
      showing ??= showAll(over.signal).finally(() => {
        showing = undefined
      })
    },
    answer: (ask, reply) => follow(channel.answer(ask, reply)),
    remind: (note) => follow(channel.remind(note)),
    drain: async (limit) => {
      await within(limit, Promise.all(underWay), clock)
    },
    finish: async (card, limit) => {
      over.abort()
      const enough = new AbortController()
      const last = async () => {
        await showing
        wanted = card
        await Promise.all([showAll(enough.signal), ...underWay])
      }
      await within(limit, last(), clock)
      enough.abort()
      return wanted === undefined
    },
  }
}

/** Waits for something, but no longer than so many milliseconds. */
export async function within(limit: number, work: Promise<unknown>, clock: Clock): Promise<void> {
  const done = new AbortController()
  await Promise.race([work, clock.sleep(limit, done.signal).catch(() => {})])
  done.abort()
}

const notShown = text('The message could not be brought up to date; trying again.', '消息未能更新；正在重试。')
