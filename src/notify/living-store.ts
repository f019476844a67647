import { fieldsOf } from '../github/answer.ts'
import type { Entry, Ledger, Unavailable } from '../github/ledger.ts'
import type { Clock } from '../kit/clock.ts'
import { RemoteError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import type { Verdict } from './verdict.ts'

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

const late = () =>
  new RemoteError({
    code: 'github-failed',
    party: 'GitHub',
    problem: text('GitHub did not answer in time.', 'GitHub 未及时应答。'),
    retryable: true,
  })

/** A memory that is not waited for longer than so many milliseconds at a time: a message that comes late helps nobody. */
export function impatient(store: LivingStore, limit: number, clock: Clock): LivingStore {
  const within = async <T>(work: Promise<T>): Promise<T> => {
    const gone = new AbortController()
    const tooLate = clock.sleep(limit, gone.signal).then(() => {
      throw late()
    })
    tooLate.catch(() => {}) // it was answered
    return Promise.race([work, tooLate]).finally(() => gone.abort())
  }
  return {
    read: (channel) => within(store.read(channel)),
    write: (channel, standing, over) => within(store.write(channel, standing, over)),
  }
}

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

/** How far a run has got. */
export interface Advance {
  readonly attempt: number
  /** Grows with each job that begins and each that ends. */
  readonly progress: number
  /** Whether it is over; by GitHub's own word where that is known, which alone knows which jobs were allowed to fail. */
  readonly end: 'none' | 'seen' | 'told'
  readonly verdict: Verdict
}

const ends: readonly Advance['end'][] = ['none', 'seen', 'told']
const worse: readonly Verdict[] = ['cancelled', 'timed-out', 'failure']

/**
 * A number that is greater the later the state is: by attempt, by how far its jobs are, by its end. Of two that are equal in all of that the worse is the later
 * one: where jobs cannot be read, one job only knows of itself.
 */
export const orderOf = ({ attempt, progress, end, verdict }: Advance): number =>
  attempt * 10_000_000 + Math.min(progress, 99_999) * 100 + ends.indexOf(end) * 10 + worse.indexOf(verdict) + 1
