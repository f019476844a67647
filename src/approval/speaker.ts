import type { Ask, DecisionChannel, Reply } from '../chat/channel.ts'
import type { Message } from '../chat/message.ts'
import type { Clock } from '../kit/clock.ts'
import { textOf } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import { joinText, text } from '../kit/text.ts'
import { laneOf } from './lane.ts'

/** Brings a channel's message up to date, answers and reminds. Never throws: what people see follows the decision, it makes none. */
export interface Speaker {
  /** Shows a card as soon as the channel takes it; `card` is made when it is sent. */
  show(card: () => Message): void
  answer(ask: Ask, reply: Reply): void
  /** Reminds as soon as the channel takes it; of several that had to wait, the newest. */
  remind(note: Message): void
  /** Shows the final card and waits for all that is under way, for so many milliseconds at most. Whether it is shown. No reminder follows. */
  finish(card: () => Message, limit: number): Promise<boolean>
  /** Waits for answers that are under way, for so many milliseconds at most. */
  drain(limit: number): Promise<void>
}

export function speakerOf(channel: DecisionChannel, { clock, log }: { readonly clock: Clock; readonly log: Log }): Speaker {
  const warn = (error: unknown) =>
    log.warning(joinText([text(`${channel.name}:`, `${channel.name}：`), textOf(error), notShown]), channel.name)
  const cards = laneOf((card: () => Message) => channel.update(card()), clock, warn)
  const notes = laneOf((note: Message) => channel.remind(note), clock, warn)
  const answers = new Set<Promise<unknown>>()
  return {
    show: cards.put,
    remind: notes.put,
    answer: (ask, reply) => {
      const done = channel.answer(ask, reply).catch(warn)
      answers.add(done)
      void done.finally(() => answers.delete(done))
    },
    finish: async (card, limit) => {
      notes.close()
      cards.put(card)
      await within(limit, Promise.all([cards.idle(), ...answers]), clock)
      cards.close()
      return cards.isClear()
    },
    drain: async (limit) => void (await within(limit, Promise.all(answers), clock)),
  }
}

const notShown = text('Trying again.', '正在重试。')

/** Waits for something, but no longer than so many milliseconds. Whether it came in time. */
export async function within(limit: number, work: Promise<unknown>, clock: Clock): Promise<boolean> {
  const done = new AbortController()
  const late = clock.sleep(limit, done.signal).then(
    () => false,
    () => true,
  )
  const isInTime = await Promise.race([work.then(() => true), late])
  done.abort()
  return isInTime
}
