import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { gitHubWith } from '../../../src/github/client.ts'
import { type Entry, gitHubLedger, type Ledger } from '../../../src/github/ledger.ts'
import { longestRecord } from '../../../src/github/ledger-record.ts'
import { type FakeGithub, type GithubOptions, startGithub } from '../../fakes/github/github.ts'
import { type LeapingClock, leapingClock } from './leaping-clock.ts'

let fake: FakeGithub
let clock: LeapingClock
let ledger: Ledger
const ledgerAt = (token = 't'): Ledger =>
  gitHubLedger(gitHubWith(token, { GITHUB_API_URL: fake.url }, { clock, random: () => 0 }), 'acme/shop', { clock, random: () => 0 })
async function start(options: Partial<GithubOptions> = {}) {
  clock = leapingClock()
  fake = await startGithub({ token: 't', now: clock.now, limits: { hourly: 100_000, pointsPerMinute: 100_000 }, ...options })
  ledger = ledgerAt()
}
beforeEach(() => start())
afterEach(() => fake.close())

const counted = () => fake.requests.filter(({ isCounted }) => isCounted).length
const create = async (key: string, value: unknown, by = ledger): Promise<Entry> => {
  const made = await by.createIfAbsent('request', key, value)
  if (made.state !== 'created') throw new Error(`${key}: ${made.state}`)
  return made.entry
}

describe('the ledger', () => {
  it('keeps a record, its revisions and its history in the repository', async () => {
    expect(await ledger.read('request', 'shop/production')).toEqual({ state: 'absent' })
    const first = await create('production', { a: '审批' })
    clock.advance(5000)
    const second = await ledger.update('request', 'production', first, { a: 2 })
    expect(second).toMatchObject({ state: 'updated', entry: { value: { a: 2 }, revision: 2, at: clock.now() } })
    const { git } = await fake.repository()
    expect(await git(['rev-list', '--count', 'refs/sallyport/request/production'])).toBe('2')
    expect(await git(['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags'])).toBe('refs/heads/main')
    expect(await ledgerAt().read('request', 'production')).toEqual({ ...second, state: 'found' })
  })

  it('is polled for free', async () => {
    await create('production', 1)
    const other = ledgerAt()
    const before = counted()
    for (let n = 0; n < 100; n++) expect(await other.read('request', 'production')).toMatchObject({ state: 'found', entry: { value: 1 } })
    expect(counted() - before).toBe(2)
    expect([fake.requests.filter(({ status }) => status === 304).length, clock.waits]).toEqual([99, []])
  })

  it('costs so many requests', async () => {
    const costs = async (work: () => Promise<unknown>) => {
      const before = counted()
      await work()
      return counted() - before
    }
    let entry: Entry | undefined
    const figures = {
      create: await costs(async () => (entry = await create('x', 1))),
      update: await costs(() => ledger.update('request', 'x', entry as Entry, 2)),
      'lost race': await costs(() => ledger.update('request', 'x', entry as Entry, 3)),
    }
    expect(figures).toEqual({ create: 4, update: 3, 'lost race': 4 })
  })

  it('tells records of any key apart, and names none that git would refuse', async () => {
    const keys = [
      'a',
      'A',
      'a/b',
      'a..b',
      'a.lock',
      'a.',
      '-a',
      ' ',
      '',
      '发布',
      'h-1',
      `h-${'0'.repeat(64)}`,
      '../../heads/main',
      'x'.repeat(500),
      'a\u0000b',
      '@{',
      'a~1',
    ]
    for (const key of keys) await create(key, key)
    for (const key of keys) expect(await ledgerAt().read('request', key)).toMatchObject({ state: 'found', entry: { value: key } })
    await expect(ledger.read('Request/../x', 'a')).rejects.toThrow('no kind')
  })

  it('refuses a record that is too long, before anything is sent', async () => {
    await expect(create('x', 'x'.repeat(longestRecord))).rejects.toMatchObject({ code: 'not-supported' })
    expect(fake.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  it('takes no other commit for a record', async () => {
    const { git } = await fake.repository()
    await git(['update-ref', 'refs/sallyport/request/x', 'refs/heads/main'])
    await expect(ledger.read('request', 'x')).rejects.toThrow('no record')
  })
})

describe('records that are taken away', () => {
  it('are gone, and may be made anew', async () => {
    const entry = await create('x', 1)
    expect(await ledger.remove('request', 'x', entry)).toEqual({ state: 'removed' })
    expect(await ledger.read('request', 'x')).toEqual({ state: 'absent' })
    expect(await ledger.remove('request', 'x', entry)).toEqual({ state: 'removed' })
    expect(await create('x', 2)).toMatchObject({ revision: 1, value: 2 })
  })

  it('stay when somebody has written since', async () => {
    const entry = await create('x', 1)
    await ledger.update('request', 'x', entry, 2)
    expect(await ledger.remove('request', 'x', entry)).toMatchObject({ state: 'conflict', entry: { value: 2 } })
    expect(await ledger.read('request', 'x')).toMatchObject({ state: 'found' })
  })

  it('of a process that died half way are absent, and are written over after ten minutes', async () => {
    const entry = await create('x', 1)
    fake.faults.next({ does: { status: 403, body: {} } }, { times: 9, matching: ({ method }) => method === 'DELETE' })
    await expect(ledger.remove('request', 'x', entry)).rejects.toMatchObject({ code: 'github-failed' })
    expect(await ledger.read('request', 'x')).toEqual({ state: 'absent' })
    await expect(create('x', 2)).rejects.toMatchObject({ code: 'github-failed', retryable: true })
    clock.advance(11 * 60_000)
    expect(await create('x', 3)).toMatchObject({ value: 3, revision: 3 })
  })

  it('are gone even if the answer was lost', async () => {
    const entry = await create('x', 1)
    fake.faults.next({ does: 'reset', afterwards: true }, { matching: ({ method }) => method === 'DELETE' })
    expect(await ledger.remove('request', 'x', entry)).toEqual({ state: 'removed' })
    fake.faults.next({ does: 'reset' }, { matching: ({ method }) => method === 'DELETE' })
    expect(await ledger.remove('request', 'y', await create('y', 1))).toEqual({ state: 'removed' })
    expect(await (await fake.repository()).git(['for-each-ref', 'refs/sallyport'])).toBe('')
  })
})

describe('where there can be no ledger', () => {
  it.each([
    { name: 'nothing may be written', permissions: { contents: 'read' }, reads: 'absent', named: 'contents: write' },
    { name: 'nothing may be read', permissions: {}, reads: 'unavailable', named: 'contents:' },
  ] as const)('$name: that is an answer, with what to do', async ({ permissions, reads, named }) => {
    fake.tokens.set('less', permissions)
    const less = ledgerAt('less')
    expect((await less.read('request', 'x')).state).toBe(reads)
    const refused = await less.createIfAbsent('request', 'x', 1)
    expect(refused).toMatchObject({ state: 'unavailable', remedy: { en: expect.stringContaining(named) } })
    const entry = await create('x', 1)
    expect((await less.update('request', 'x', entry, 2)).state).toBe('unavailable')
    expect((await less.remove('request', 'x', entry)).state).toBe('unavailable')
  })

  it('the repository is empty', async () => {
    await fake.close()
    await start({ isEmpty: true })
    expect(await ledger.createIfAbsent('request', 'x', 1)).toMatchObject({
      state: 'unavailable',
      problem: { en: expect.stringContaining('no commit') },
    })
  })

  it('GitHub is out of reach: that is a fault that passes', async () => {
    fake.faults.outage = { does: 'reset' }
    await expect(ledger.createIfAbsent('request', 'x', 1)).rejects.toMatchObject({ retryable: true })
    fake.faults.outage = undefined
    await create('x', 1)
  })
})
