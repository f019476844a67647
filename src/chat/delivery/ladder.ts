import type { Delivery } from '../channel.ts'

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

/**
 * Brings something to all targets at once. In the place of each that does not take it, the next channel of the fallback list gets it, if that
 * one has not had it already. What may have arrived is not sent elsewhere. `deliver` is called once at most for a channel, and must not throw.
 * Targets first, then what stood in for them.
 */
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
