import { fieldsOf } from '../github/answer.ts'
import type { Entry, Ledger, Unavailable } from '../github/ledger.ts'

/** Where the one message of a run stands in one channel, and what it shows. */
export interface Standing {
  /** Where it is; undefined: nothing was posted yet. */
  readonly ref: string | undefined
  /** How far the run had got when it was written: see {@link orderOf}. */
  readonly order: number
  /** What it says, in one word: two results that say the same need not both be sent where nothing can be edited. */
  readonly verdict: string
  /** The verdict that people were alerted of last; empty: of none. */
  readonly alerted: string
  /** Who is just writing it, and since when (milliseconds since 1970); undefined: nobody. */
  readonly busy: { readonly by: string; readonly since: number } | undefined
}

/** A standing as it was read: it is written over that very one. */
export interface Kept {
  readonly standing: Standing
  readonly entry: Entry
}

/** The memory that jobs, attempts and steps of a run share, by channel. Throws a RemoteError where GitHub is out of reach. */
export interface LivingStore {
  read(channel: string): Promise<Kept | undefined | Unavailable>
  /** Writes over what was read; undefined where somebody else was faster. */
  write(channel: string, standing: Standing, over: Kept | undefined): Promise<Kept | undefined | Unavailable>
}

export const isUnavailable = (answer: unknown): answer is Unavailable => fieldsOf(answer).state === 'unavailable'

const kind = 'message'

/** In the ledger of the repository (design §8). `subject`: what the messages are about, the same in every job and attempt of the run. */
export function ledgerStore(ledger: Ledger, subject: string): LivingStore {
  const keyOf = (channel: string) => `${subject}/${channel}`
  return {
    read: async (channel) => {
      const reading = await ledger.read(kind, keyOf(channel))
      if (reading.state === 'unavailable') return reading
      return reading.state === 'found' ? { standing: standingIn(reading.entry.value), entry: reading.entry } : undefined
    },
    write: async (channel, standing, over) => {
      const value = { version: 1, ...standing, ref: standing.ref ?? null, busy: standing.busy ?? null }
      const outcome = over
        ? await ledger.update(kind, keyOf(channel), over.entry, value)
        : await ledger.createIfAbsent(kind, keyOf(channel), value)
      if (outcome.state === 'unavailable') return outcome
      return outcome.state === 'updated' || outcome.state === 'created' ? { standing, entry: outcome.entry } : undefined
    },
  }
}

/** Whoever may write to the repository may write there: what is no standing counts as a new beginning. */
function standingIn(value: unknown): Standing {
  const { ref, order, verdict, alerted, busy } = fieldsOf(value)
  const { by, since } = fieldsOf(busy)
  return {
    ref: typeof ref === 'string' ? ref : undefined,
    order: typeof order === 'number' ? order : -1,
    verdict: typeof verdict === 'string' ? verdict : '',
    alerted: typeof alerted === 'string' ? alerted : '',
    busy: typeof by === 'string' && typeof since === 'number' ? { by, since } : undefined,
  }
}

/** How far a run has got: later attempts first, then the number of jobs that are done, then whether it is over. */
export const orderOf = ({ attempt, done, isOver }: { readonly attempt: number; readonly done: number; readonly isOver: boolean }): number =>
  attempt * 1_000_000 + Math.min(done, 99_999) * 10 + (isOver ? 1 : 0)
