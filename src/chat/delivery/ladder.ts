import { textOf } from '../../kit/errors.ts'
import type { Delivery } from '../channel.ts'
import type { Message } from '../message.ts'
import { remedies } from './reading.ts'

/** Who gets a message, and who instead where that fails; channels by name. */
export interface Ladder {
  readonly targets: readonly string[]
  /** In the order in which they are tried. */
  readonly fallback: readonly string[]
}

/** What became of a message at one channel. */
export interface Rung<T = Delivery> {
  readonly channel: string
  readonly delivery: T
  /** The target that did not take the message; only of channels of the fallback list. */
  readonly insteadOf?: string
}

export interface Sending {
  /** Sends to a channel: posts or edits. */
  readonly deliver: (channel: string, message: Message) => Promise<Delivery>
  /** Says, for the small print, that a message was meant for another channel. */
  readonly saying: (insteadOf: string) => string
}

/**
 * Sends a message to all targets at once. In the place of each that does not take it, the next channel of the fallback list gets it, if that
 * one has not had it already. What may have arrived is not sent elsewhere. Never throws; targets first, then what stood in for them.
 */
export const deliverWithFallback = (message: Message, ladder: Ladder, sending: Sending): Promise<readonly Rung[]> =>
  climb(ladder, (channel, insteadOf) =>
    carefully(sending, channel, insteadOf === undefined ? message : standIn(message, sending.saying(insteadOf))),
  )

/** The same for whatever is done at each channel, told apart by how it ended. `deliver` is called once at most for a channel. */
export async function climb<T extends { readonly state: string }>(
  ladder: Ladder,
  deliver: (channel: string, insteadOf?: string) => Promise<T>,
): Promise<readonly Rung<T>[]> {
  const asked = new Set(ladder.targets)
  const climbFrom = async (target: string): Promise<readonly Rung<T>[]> => {
    const rungs: Rung<T>[] = [{ channel: target, delivery: await deliver(target) }]
    for (let next = nextOf(ladder, asked, rungs); next !== undefined; next = nextOf(ladder, asked, rungs)) {
      asked.add(next)
      rungs.push({ channel: next, delivery: await deliver(next, target), insteadOf: target })
    }
    return rungs
  }
  const climbed = await Promise.all([...asked].map(climbFrom))
  return [...climbed.flatMap((rungs) => rungs.slice(0, 1)), ...climbed.flatMap((rungs) => rungs.slice(1))]
}

/** The channel to try after those that failed; undefined where none has to be, or none is left. */
function nextOf({ fallback }: Ladder, asked: ReadonlySet<string>, rungs: readonly Rung<{ readonly state: string }>[]): string | undefined {
  const last = rungs.at(-1)
  return last && isRefused(last.delivery) ? fallback.find((channel) => !asked.has(channel)) : undefined
}

/** Whether the message is certainly not there. */
const isRefused = ({ state }: { readonly state: string }): boolean => state === 'rejected' || state === 'limited'

const standIn = (message: Message, words: string): Message => ({
  ...message,
  footer: [message.footer, words].filter((part) => part !== '').join(' · '),
})

/** A fault of ours must not keep the message from the other channels. */
const carefully = async ({ deliver }: Sending, channel: string, message: Message): Promise<Delivery> => {
  try {
    return await deliver(channel, message)
  } catch (error) {
    return { state: 'rejected', reason: textOf(error), remedy: remedies.malformed }
  }
}
