import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { gitHubWith } from '../../../src/github/client.ts'
import { gitHubLedger } from '../../../src/github/ledger.ts'
import { ledgerBooks } from '../../../src/plan/book.ts'
import { newRecord } from '../../../src/plan/entry-record.ts'
import { ledgerRecords } from '../../../src/plan/records.ts'
import { refusal } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { leapingClock } from '../github/leaping-clock.ts'
import { due } from './planning.ts'

const clock = leapingClock()
let fake: FakeGithub
const ledger = () =>
  gitHubLedger(gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 }), 'acme/shop', { clock, random: () => 0 })
beforeEach(async () => {
  fake = await startGithub({ token: 't', now: clock.now, limits: { hourly: 100_000, pointsPerMinute: 100_000 } })
})
afterEach(() => fake.close())

describe('what is written down in the repository', () => {
  it('is won by one of two who claim at once', async () => {
    const writers = ['1', '2', '3'].map((run) => ({ run, records: ledgerRecords(ledger()) }))
    const read = await Promise.all(writers.map(({ records }) => records.read('shop-1')))
    expect(read.map(({ record }) => record)).toEqual([undefined, undefined, undefined])
    const claim = ({ run, records }: (typeof writers)[number], index: number) =>
      records.write(read[index] ?? { id: 'shop-1', record: undefined, entry: undefined }, {
        ...newRecord(due),
        state: 'claimed',
        holder: { run, attempt: 1 },
      })
    const won = (await Promise.all(writers.map(claim))).filter((one) => one !== undefined)
    expect(won).toHaveLength(1)
    expect((await ledgerRecords(ledger()).read('shop-1')).record).toEqual(won[0]?.record)
  })

  it('is won by one of two who write over the same', async () => {
    const [one, other] = [ledgerRecords(ledger()), ledgerRecords(ledger())]
    await one.write(await one.read('a'), newRecord(due))
    const [mine, theirs] = await Promise.all([one.read('a'), other.read('a')])
    expect((await one.write(mine, { ...newRecord(due), state: 'starting' }))?.record?.state).toBe('starting')
    expect(await other.write(theirs, { ...newRecord(due), state: 'cancelled' })).toBeUndefined()
    const again = await other.read('a')
    expect((await other.write(again, { ...newRecord(due), state: 'started' }))?.record?.state).toBe('started')
  })

  it('keeps ids apart that are much alike', async () => {
    const records = ledgerRecords(ledger())
    for (const id of ['a', 'A', 'a.', 'a-', '__proto__', 'x'.repeat(64)])
      await records.write(await records.read(id), { ...newRecord(due), correlation: id })
    for (const id of ['a', 'A', 'a.', 'a-', '__proto__', 'x'.repeat(64)]) expect((await records.read(id)).record?.correlation).toBe(id)
  })

  it('is a book that several change at once, and every change is in it', async () => {
    const change = (name: string) => ledgerBooks(ledger()).change(due, (book) => ({ ...book, open: [...book.open, name] }))
    await Promise.all(['a', 'b', 'c', 'd'].map(change))
    expect((await ledgerBooks(ledger()).read())?.open.toSorted()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('is not written where nothing changes', async () => {
    const books = ledgerBooks(ledger())
    expect(await books.read()).toBeUndefined()
    await books.change(due, (book) => book)
    const writes = () => fake.requests.filter(({ method }) => method !== 'GET').length
    const before = writes()
    await books.change(due + 1, (book) => ({ ...book }))
    expect([(await books.read())?.since, writes()]).toEqual([due, before])
  })

  it('cannot be written without the right to, and says what for', async () => {
    fake.failNext(refusal(403, 'Resource not accessible by integration'))
    const records = ledgerRecords(ledger())
    await expect(records.read('a').then((kept) => records.write(kept, newRecord(due)))).rejects.toMatchObject({
      code: 'github-permission',
      problem: { en: expect.stringContaining('released twice') },
    })
  })
})
