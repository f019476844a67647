import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Entry, Ledger } from '../../../src/github/ledger.ts'
import { RemoteError } from '../../../src/kit/errors.ts'
import { text, verbatim } from '../../../src/kit/text.ts'
import { ledgerStore } from '../../../src/notify/living-ledger.ts'
import { impatient, type Kept, type Standing } from '../../../src/notify/living-store.ts'
import { seededRandom } from '../../support/random.ts'
import { tickingClock } from '../../support/ticking-clock.ts'

const standing = (changes: Partial<Standing> = {}): Standing => ({
  ref: undefined,
  order: -1,
  verdict: '',
  alerted: '',
  busy: undefined,
  ...changes,
})

/** One record, of whose writes over the same state exactly one wins. */
function ledgerInMemory(sleep: (milliseconds: number) => Promise<void> = async () => {}) {
  let entry: Entry | undefined
  const calls = { read: 0, write: 0 }
  const next = (value: unknown): Entry => {
    const revision = (entry?.revision ?? 0) + 1
    entry = { value: JSON.parse(JSON.stringify(value)), commit: String(revision), revision, at: 0 }
    return entry
  }
  const ledger: Ledger = {
    read: async () => {
      calls.read++
      const found = entry
      await sleep(20)
      return found ? { state: 'found', entry: found } : { state: 'absent' }
    },
    createIfAbsent: async (_kind, _key, value) => {
      calls.write++
      await sleep(20)
      return entry ? { state: 'exists', entry } : { state: 'created', entry: next(value) }
    },
    update: async (_kind, _key, over, value) => {
      calls.write++
      await sleep(20)
      return entry?.commit === over.commit ? { state: 'updated', entry: next(value) } : { state: 'conflict', entry }
    },
    remove: async () => ({ state: 'removed' }),
  }
  return { ledger, calls, spoil: next }
}

const world = (clock: ReturnType<typeof tickingClock>, seed = 1) => ({ clock, random: seededRandom(seed) })

describe('where the messages of a run stand', () => {
  it('is one record: what channels ask and write at the same time is asked and written once', async () => {
    const clock = tickingClock(50)
    const { ledger, calls } = ledgerInMemory(clock.sleep)
    const store = ledgerStore(ledger, 'run', world(clock))
    const names = ['ops', 'team', 'mail']
    await Promise.all(names.map((name) => store.read(name)))
    await Promise.all(names.map((name, order) => store.write(name, standing({ order }), undefined)))
    const found = await Promise.all(names.map((name) => ledgerStore(ledger, 'run', world(clock)).read(name)))
    clock.stop()
    expect(found).toEqual(names.map((_, order) => ({ standing: standing({ order }) })))
    expect(calls).toEqual({ read: 4, write: 1 })
  })

  it('is written over what was read alone, channel by channel', async () => {
    const clock = tickingClock(50)
    const { ledger } = ledgerInMemory(clock.sleep)
    const [one, other] = [ledgerStore(ledger, 'run', world(clock)), ledgerStore(ledger, 'run', world(clock, 2))]
    const busy = (by: string) => standing({ busy: { by, since: 5 } })
    const all = await Promise.all([
      one.write('ops', busy('one'), undefined),
      other.write('ops', busy('other'), undefined),
      other.write('team', busy('other'), undefined),
    ])
    const late = await other.write('ops', standing({ order: 3 }), { standing: busy('other') })
    const after = await one.write('ops', standing({ order: 2, ref: 'm1' }), { standing: busy('one') })
    clock.stop()
    expect(all.filter((kept) => kept !== undefined)).toHaveLength(2)
    expect(all[2]).toEqual({ standing: busy('other') })
    expect([late, after].filter((kept) => kept !== undefined)).toHaveLength(1)
  })

  it.each<[string, unknown]>([
    ['words', 'none'],
    ['another record', { version: 1, ref: 'm1' }],
    ['a list', { channels: [1, 2] }],
    ['no standing', { channels: { ops: 7 } }],
  ])('is a new beginning where the record holds %s', async (_, value) => {
    const clock = tickingClock(50)
    const { ledger, spoil } = ledgerInMemory()
    spoil(value)
    const store = ledgerStore(ledger, 'run', world(clock))
    const kept = (await store.read('ops')) as Kept | undefined // a memory is available
    const written = await store.write('ops', standing({ order: 4 }), kept)
    clock.stop()
    expect(kept?.standing.ref).toBeUndefined()
    expect(written).toEqual({ standing: standing({ order: 4 }) })
  })

  it('tells all who ask why nothing can be kept', async () => {
    const clock = tickingClock(50)
    const why = { state: 'unavailable', problem: text('no', '否'), remedy: undefined } as const
    const none = async () => why
    const ledger: Ledger = { read: none, createIfAbsent: none, update: none, remove: none }
    const store = ledgerStore(ledger, 'run', world(clock))
    const answers = await Promise.all([
      store.read('ops'),
      store.write('ops', standing(), undefined),
      store.write('team', standing(), undefined),
    ])
    clock.stop()
    expect(answers).toEqual([why, why, why])
  })

  it('is a fault for all who ask while GitHub is down, and not for those who ask later', async () => {
    const clock = tickingClock(50)
    const { ledger } = ledgerInMemory()
    const down = new RemoteError({ code: 'github-failed', party: 'GitHub', problem: verbatim('down') })
    let isDown = true
    const careful: Ledger = { ...ledger, createIfAbsent: (...given) => (isDown ? Promise.reject(down) : ledger.createIfAbsent(...given)) }
    const store = ledgerStore(careful, 'run', world(clock))
    const lost = await Promise.allSettled([store.write('ops', standing(), undefined), store.write('team', standing(), undefined)])
    isDown = false
    const kept = await store.write('ops', standing(), undefined)
    clock.stop()
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(kept).toEqual({ standing: standing() })
  })

  it('is not waited for for ever', async () => {
    const clock = tickingClock(1000)
    const never = { read: () => new Promise<never>(() => {}), write: () => new Promise<never>(() => {}) }
    const store = impatient(never, { read: 8000, write: 20_000, cancelled: 2000 }, { clock, signal: new AbortController().signal })
    const [read, write] = await Promise.allSettled([store.read('ops'), store.write('ops', standing(), undefined)])
    clock.stop()
    expect([read, write]).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ code: 'github-failed' }) },
      { status: 'rejected', reason: expect.objectContaining({ code: 'github-failed' }) },
    ])
  })

  it('loses no turn: of many jobs that write many channels each channel has as many turns as were won', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }), async (jobs, channels) => {
        const clock = tickingClock(400)
        const { ledger } = ledgerInMemory(clock.sleep)
        const turn = async (job: number, channel: string): Promise<void> => {
          const store = ledgerStore(ledger, 'run', world(clock, job + 1))
          for (;;) {
            const kept = (await store.read(channel)) as Kept | undefined // a memory is available
            const order = (kept?.standing.order ?? 0) + 1
            if (await store.write(channel, standing({ order }), kept)) return
            await clock.sleep(500)
          }
        }
        const names = Array.from({ length: channels }, (_, index) => `c${index}`)
        await Promise.all(Array.from({ length: jobs }, (_, job) => Promise.all(names.map((name) => turn(job, name)))))
        const store = ledgerStore(ledger, 'run', world(clock))
        const ends = await Promise.all(names.map((name) => store.read(name)))
        clock.stop()
        expect(ends).toEqual(names.map(() => ({ standing: standing({ order: jobs }) })))
      }),
      { numRuns: 15, seed: 3 },
    )
  })
})
