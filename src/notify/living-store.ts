import { fieldsOf } from '../github/answer.ts'
import type { Unavailable } from '../github/ledger.ts'
import type { Clock } from '../kit/clock.ts'
import { RemoteError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import type { ToldVerdict } from './verdict.ts'

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

/** A standing as it was read: what is written goes over that very one. */
export interface Kept {
  readonly standing: Standing
}

/** The memory that jobs, attempts and steps of a run share, by channel. Throws a RemoteError where GitHub is out of reach. */
export interface LivingStore {
  read(channel: string): Promise<Kept | undefined | Unavailable>
  /** Writes over what was read; undefined where somebody else was faster. */
  write(channel: string, standing: Standing, over: Kept | undefined): Promise<Kept | undefined | Unavailable>
}

export const isUnavailable = (answer: unknown): answer is Unavailable => fieldsOf(answer).state === 'unavailable'

const late = () =>
  new RemoteError({
    code: 'github-failed',
    party: 'GitHub',
    problem: text('GitHub did not answer in time.', 'GitHub 未及时应答。'),
    retryable: true,
  })

/** A memory that is not waited for longer than so many milliseconds at a time: a message that comes late helps nobody. */
export function impatient(
  store: LivingStore,
  limits: { readonly read: number; readonly write: number; readonly cancelled: number },
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): LivingStore {
  const within = async <T>(work: Promise<T>, limit: number): Promise<T> => {
    const gone = new AbortController()
    const tooLate = clock.sleep(signal.aborted ? limits.cancelled : limit, gone.signal).then(() => {
      throw late()
    })
    tooLate.catch(() => {}) // it was answered
    return Promise.race([work, tooLate]).finally(() => gone.abort())
  }
  return {
    read: (channel) => within(store.read(channel), limits.read),
    write: (channel, standing, over) => within(store.write(channel, standing, over), limits.write),
  }
}

/** How far a run has got. */
export interface Advance {
  readonly attempt: number
  /** Grows with each job that begins and each that ends. */
  readonly progress: number
  /** Whether it is over; by GitHub's own word where that is known, which alone knows which jobs were allowed to fail. */
  readonly end: 'none' | 'seen' | 'told'
  readonly verdict: ToldVerdict
}

const ends: readonly Advance['end'][] = ['none', 'seen', 'told']
const worse: readonly ToldVerdict[] = ['cancelled', 'timed-out', 'failure']
const weightOf = (verdict: ToldVerdict): number => (verdict === 'unknown' ? 0 : worse.indexOf(verdict) + 2)

/** What an attempt counts, and what a step of progress. */
const units = { attempt: 1_000_000_000, progress: 1000 } as const

/**
 * A number that is greater the later the state is: by attempt, by how far its jobs are, by its end. A run that seemed over goes on where jobs begin that GitHub did
 * not list before. Of two that are equal in all of that the worse is the later one: one job may only know of itself.
 */
export const orderOf = ({ attempt, progress, end, verdict }: Advance): number =>
  attempt * units.attempt + Math.min(progress, 99_999) * units.progress + ends.indexOf(end) * 100 + weightOf(verdict)

/** The same for a state of which nobody knows how far its jobs are: it is as far as whatever is shown of its attempt. */
export const orderBeside = (order: number, shown: number): number =>
  Math.floor(order / units.attempt) === Math.floor(shown / units.attempt)
    ? Math.floor(shown / units.progress) * units.progress + (order % units.progress)
    : order
