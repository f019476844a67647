import { fieldsOf } from '../github/answer.ts'
import type { Entry, Ledger, Unavailable } from '../github/ledger.ts'
import type { Clock } from '../kit/clock.ts'
import { isUnavailable, type Kept, type LivingStore, type Standing } from './living-store.ts'

const kind = 'message'
/** Milliseconds for which what was read is good enough: who writes over something older is told so. */
const freshness = 400
/** Others write other channels at the same time: so often is it tried again, after so many milliseconds at most. */
const [mostTries, longestPause] = [20, 600]

interface World {
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
}

interface Change {
  readonly channel: string
  readonly standing: Standing
  readonly over: Kept | undefined
  settle(kept: Kept | undefined | Unavailable | Promise<never>): void
}

/**
 * In the ledger of the repository (design §8). One record holds all channels of a subject, the same in every job and attempt of the run: a token of
 * Actions has a thousand requests an hour for the whole repository, and a matrix of thirty jobs with seven channels would need more than that. What is asked
 * for at the same time is asked once.
 */
export function ledgerStore(ledger: Ledger, subject: string, { clock, random }: World): LivingStore {
  let known: { readonly entry: Entry | undefined; readonly at: number } | undefined
  let reading: Promise<Entry | undefined | Unavailable> | undefined
  let waiting: Change[] = []
  let isWriting = false

  const keep = (entry: Entry | undefined): Entry | undefined => {
    known = { entry, at: clock.now() }
    return entry
  }
  const readNow = async (): Promise<Entry | undefined | Unavailable> => {
    const found = await ledger.read(kind, subject)
    return found.state === 'unavailable' ? found : keep(found.state === 'found' ? found.entry : undefined)
  }
  const current = (): Promise<Entry | undefined | Unavailable> => {
    if (known && clock.now() - known.at < freshness) return Promise.resolve(known.entry)
    reading ??= readNow().finally(() => {
      reading = undefined
    })
    return reading
  }
  const put = (entry: Entry | undefined, value: unknown) =>
    entry ? ledger.update(kind, subject, entry, value) : ledger.createIfAbsent(kind, subject, value)

  /** Writes all that fit what stands there; the others were too slow. */
  const carryOut = async (changes: readonly Change[]): Promise<void> => {
    let entry = known?.entry
    let left = changes
    for (let attempt = 1; attempt <= mostTries; attempt++) {
      const there = standingsIn(entry?.value)
      for (const change of left) if (!isSame(there.get(change.channel), change.over?.standing)) change.settle(undefined)
      left = left.filter(({ channel, over }) => isSame(there.get(channel), over?.standing))
      if (left.length === 0) return
      const all = new Map([...there, ...left.map(({ channel, standing }) => [channel, standing] as const)])
      const outcome = await put(entry, recordOf(all))
      if (outcome.state === 'unavailable') return settleAll(left, () => outcome)
      entry = keep(outcome.entry)
      if (outcome.state === 'updated' || outcome.state === 'created') return settleAll(left, ({ standing }) => ({ standing }))
      if (attempt > 1) await clock.sleep(longestPause * random())
    }
    settleAll(left, () => undefined)
  }
  const carryOutAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const changes = waiting
      waiting = []
      await carryOut(changes).catch((error: unknown) => {
        settleAll(changes, () => Promise.reject(error))
      })
    }
    isWriting = false
  }

  return {
    read: async (channel) => {
      const found = await current()
      if (isUnavailable(found)) return found
      const standing = standingsIn(found?.value).get(channel)
      return standing && { standing }
    },
    write: (channel, standing, over) =>
      new Promise((settle) => {
        waiting.push({ channel, standing, over, settle })
        if (isWriting) return
        isWriting = true
        void clock.sleep(0).then(carryOutAll) // what is written in the same moment goes along
      }),
  }
}

const settleAll = (changes: readonly Change[], answer: (change: Change) => Parameters<Change['settle']>[0]): void => {
  for (const change of changes) change.settle(answer(change))
}

const isSame = (one: Standing | undefined, other: Standing | undefined): boolean =>
  JSON.stringify(written(one)) === JSON.stringify(written(other))

const written = (standing: Standing | undefined) =>
  standing && [standing.ref ?? null, standing.order, standing.verdict, standing.alerted, standing.busy?.by ?? null]

const recordOf = (standings: ReadonlyMap<string, Standing>) => ({
  version: 1,
  channels: Object.fromEntries([...standings].map(([channel, one]) => [channel, { ...one, ref: one.ref ?? null, busy: one.busy ?? null }])),
})

/** Whoever may write to the repository may write there: what is no standing counts as a new beginning. */
function standingsIn(value: unknown): ReadonlyMap<string, Standing> {
  const { channels } = fieldsOf(value)
  return new Map(Object.entries(fieldsOf(channels)).map(([channel, one]) => [channel, standingIn(one)]))
}

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
