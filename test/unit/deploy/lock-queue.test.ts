import { describe, expect, it } from '@jest/globals'
import fc, { type Scheduler } from 'fast-check'
import type { HostLock } from '../../../src/deploy/host/state.ts'
import { type Held, queueForLocks, type Seeker } from '../../../src/deploy/lock-queue.ts'

/** Locks of hosts, as their agents keep them. */
type Locks = Map<string, { readonly run: number; readonly isClaim: boolean }>

interface Outcome {
  readonly run: number
  /** Hosts that it had when it stopped seeking. */
  readonly got: readonly string[]
  readonly wanted: readonly string[]
}

const nobody: HostLock = { owner: undefined, working: [] }

/** A run that takes the locks of some hosts, works, and gives them back; every message to a host arrives when the scheduler says so. */
async function liveThrough(run: number, wanted: readonly string[], patience: number, locks: Locks, scheduler: Scheduler): Promise<Outcome> {
  const arrival = (what: string) => scheduler.schedule(Promise.resolve(), `${run} ${what}`)
  let mayGoOn = true
  const seekers = wanted.map((host) => {
    const seeker: Seeker = {
      isOurs: false,
      held: undefined,
      ask: async () => {
        await arrival(`asks ${host}`)
        const holder = locks.get(host)
        if (holder === undefined) locks.set(host, { run, isClaim: true })
        seeker.isOurs = locks.get(host)?.run === run
        seeker.held = seeker.isOurs ? undefined : ({ lock: nobody, again: holder?.isClaim ? 1 : undefined } satisfies Held)
      },
      giveBack: async () => {
        await arrival(`gives back ${host}`)
        seeker.isOurs = false
        locks.delete(host)
      },
      giveUp: () => {
        mayGoOn = false
      },
    }
    return { host, seeker }
  })
  await Promise.all(seekers.map(({ seeker }) => seeker.ask()))
  await queueForLocks(
    seekers.map(({ seeker }) => seeker),
    {
      clock: { now: () => 0, sleep: () => arrival('waits') },
      signal: new AbortController().signal,
      until: patience,
      mayGoOn: () => mayGoOn,
      onWait: () => {},
    },
  )
  const got = seekers.filter(({ seeker }) => seeker.isOurs).map(({ host }) => host)
  for (const host of got) expect(locks.get(host)?.run).toBe(run)
  if (got.length === wanted.length) for (const host of got) locks.set(host, { run, isClaim: false })
  await arrival('works')
  for (const host of got) locks.delete(host)
  return { run, got, wanted }
}

const hosts = ['web1', 'web2', 'web3', 'web4']
const some = fc.subarray(hosts, { minLength: 1 })
const runs = fc.array(some, { minLength: 2, maxLength: 3 })

async function race(wanted: readonly (readonly string[])[], patience: number, scheduler: Scheduler): Promise<Outcome[]> {
  const locks: Locks = new Map()
  const outcomes = Promise.all(wanted.map((each, run) => liveThrough(run, each, patience, locks, scheduler)))
  await scheduler.waitFor(outcomes)
  expect([...locks]).toEqual([])
  return outcomes
}

const isComplete = ({ got, wanted }: Outcome): boolean => got.length === wanted.length

describe('runs that take the locks of several hosts at once', () => {
  it('with patience all get through, whatever they want and however their messages cross', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), runs, async (scheduler, wanted) => {
        expect((await race(wanted, Number.POSITIVE_INFINITY, scheduler)).every(isComplete)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('without patience one gets through all the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), runs, async (scheduler, wanted) => {
        expect((await race(wanted, 0, scheduler)).some(isComplete)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('the first to ask for one that is held waits with nothing in its hands that comes after it', async () => {
    const [held, calls] = [{ lock: nobody, again: undefined }, [] as string[]]
    const seekers = ['a', 'b', 'c'].map((name, index) => {
      const seeker: Seeker = {
        isOurs: index !== 1,
        held: index === 1 ? held : undefined,
        ask: async () => {
          calls.push(`ask ${name}`)
          seeker.isOurs = true
          seeker.held = undefined
        },
        giveBack: async () => {
          calls.push(`give back ${name}`)
          seeker.isOurs = false
        },
        giveUp: () => calls.push(`give up ${name}`),
      }
      return seeker
    })
    const waits: number[] = []
    const clock = { now: () => 0, sleep: async (milliseconds: number) => void waits.push(milliseconds) }
    const { signal } = new AbortController()
    await queueForLocks(seekers, { clock, signal, until: 900, mayGoOn: () => true, onWait: () => {} })
    expect(calls).toEqual(['give back c', 'ask b', 'ask c'])
    expect(waits).toEqual([900])
  })

  it.each([
    { name: 'gives up only the one where the run goes on without it', goesOn: true, expected: ['give back b', 'give up a', 'ask b'] },
    { name: 'touches no other where it does not', goesOn: false, expected: ['give back b', 'give up a', 'give up b'] },
  ])('out of patience it $name', async ({ goesOn, expected }) => {
    const calls: string[] = []
    let lost = 0
    const seekers = ['a', 'b'].map((name, index) => {
      const seeker: Seeker = {
        isOurs: index === 1,
        held: index === 0 ? { lock: nobody, again: undefined } : undefined,
        ask: async () => {
          calls.push(`ask ${name}`)
          seeker.isOurs = true
        },
        giveBack: async () => {
          calls.push(`give back ${name}`)
          seeker.isOurs = false
        },
        giveUp: () => {
          calls.push(`give up ${name}`)
          lost++
        },
      }
      return seeker
    })
    const { signal } = new AbortController()
    const clock = { now: () => 0, sleep: async () => {} }
    await queueForLocks(seekers, { clock, signal, until: 0, mayGoOn: () => goesOn || lost === 0, onWait: () => {} })
    expect(calls).toEqual(expected)
  })
})
