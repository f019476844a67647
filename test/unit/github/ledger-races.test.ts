import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { type Entry, gitHubLedger, type Ledger } from '../../../src/github/ledger.ts'
import { NetworkFault } from '../../../src/kit/http.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { seededRandom } from '../../support/random.ts'
import { leapingClock } from './leaping-clock.ts'

const clock = leapingClock()
let fake: FakeGithub
const ledgerAt = (): Ledger =>
  gitHubLedger(gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 }), 'acme/shop', { clock, random: () => 0 })
beforeEach(async () => {
  fake = await startGithub({ token: 't', now: clock.now, limits: { hourly: 100_000, pointsPerMinute: 100_000 } })
})
afterEach(() => fake.close())

describe('many writers at once', () => {
  const writers = 20

  it('exactly one creates', async () => {
    const made = await Promise.all(Array.from({ length: writers }, (_, n) => ledgerAt().createIfAbsent('lock', 'x', n)))
    const winners = made.filter(({ state }) => state === 'created')
    expect(winners).toHaveLength(1)
    expect(made.every((one) => one.state !== 'unavailable' && one.entry.commit === (winners[0] as { entry: Entry }).entry.commit)).toBe(
      true,
    )
  })

  it('exactly one creates even where all write the same in the same second', async () => {
    const made = await Promise.all(Array.from({ length: writers }, () => ledgerAt().createIfAbsent('lock', 'x', 'same')))
    expect(made.filter(({ state }) => state === 'created')).toHaveLength(1)
  })

  /** Adds its number to the list, over whatever others have written meanwhile. */
  async function add(by: Ledger, number: number): Promise<void> {
    const found = await by.read('list', 'x')
    let over = (found as { entry: Entry }).entry
    for (;;) {
      const done = await by.update('list', 'x', over, [...(over.value as number[]), number])
      if (done.state === 'updated') return
      if (done.state === 'unavailable' || !done.entry) throw new Error(done.state)
      over = done.entry
    }
  }
  const list = async () => ((await ledgerAt().read('list', 'x')) as { entry: Entry }).entry

  it('no update is lost, and none is done twice', async () => {
    await ledgerAt().createIfAbsent('list', 'x', [])
    await Promise.all(Array.from({ length: writers }, (_, n) => add(ledgerAt(), n)))
    const { value, revision } = await list()
    expect([...(value as number[])].sort((a, b) => a - b)).toEqual(Array.from({ length: writers }, (_, n) => n))
    expect(revision).toBe(writers + 1)
  })

  it('not even where answers are lost and GitHub fails', async () => {
    await ledgerAt().createIfAbsent('list', 'x', [])
    const random = seededRandom(7)
    fake.faults.chance = ({ method }) => {
      const chance = random()
      if (method === 'GET' || chance > 0.2) return undefined
      return { does: chance < 0.1 ? 'reset' : { status: 502, body: '' }, afterwards: random() < 0.5 }
    }
    const stubborn = async (n: number): Promise<void> => {
      const by = ledgerAt()
      await add(by, n).catch(async (error) => {
        if (((await list()).value as number[]).includes(n)) return
        if (!error.retryable) throw error
        await stubborn(n)
      })
    }
    await Promise.all(Array.from({ length: 6 }, (_, n) => stubborn(n)))
    expect([...((await list()).value as number[])].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('knows its own state below a later one', async () => {
    const made = await ledgerAt().createIfAbsent('request', 'x', 1)
    const { entry } = made as { entry: Entry }
    const client = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
    const rival = ledgerAt()
    /** The answer to our write is lost, and before we look somebody writes over it. */
    const unlucky: GitHub = {
      ...client,
      send: async (call) => {
        const answer = await client.send(call)
        if (call.method !== 'PATCH') return answer
        const found = (await rival.read('request', 'x')) as { entry: Entry }
        await rival.update('request', 'x', found.entry, 3)
        throw new NetworkFault('github.test', 'ECONNRESET', true)
      },
    }
    const done = await gitHubLedger(unlucky, 'acme/shop', { clock, random: () => 0 }).update('request', 'x', entry, 2)
    expect(done).toMatchObject({ state: 'updated', entry: { value: 2, revision: 2 } })
    expect(await rival.read('request', 'x')).toMatchObject({ entry: { value: 3, revision: 3 } })
  })
})
