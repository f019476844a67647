import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { readJobLog } from '../../../src/github/job-log.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { leapingClock } from './leaping-clock.ts'

const clock = leapingClock()
let fake: FakeGithub
let github: GitHub
beforeEach(async () => {
  fake = await startGithub({ token: 't', now: clock.now })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
  const ended = { id: 1, name: 'test', status: 'completed', conclusion: 'failure' }
  const own = { id: 2, name: 'notify', status: 'in_progress', conclusion: null }
  fake.state.runs[42] = { status: 'in_progress', conclusion: null, jobs: [ended, own] }
})
afterEach(() => fake.close())

const prints = (words: string) => {
  fake.state.logs[1] = words
}
const read = (tail?: number, job = 1) => readJobLog(github, 'acme/shop', job, tail === undefined ? {} : { tail })

describe('the log of a job', () => {
  it('is read where GitHub sends us on to, without the token', async () => {
    prints('\ufeff2026-11-01T09:00:00.0000000Z 你好\n2026-11-01T09:00:01.0000000Z ##[error]No\n')
    expect(await read()).toEqual({
      isKnown: true,
      value: { words: '2026-11-01T09:00:00.0000000Z 你好\n2026-11-01T09:00:01.0000000Z ##[error]No\n', isWhole: true },
    })
    expect(fake.logs.requests).toEqual([{ authorization: undefined, range: `bytes=0-${4 * 1024 * 1024 - 1}`, status: 206 }])
  })

  const long = Array.from({ length: 5000 }, (_, n) => `line ${n} 日志 🚀`).join('\n')
  it.each([
    { name: 'by a range', knowsRanges: true, requests: 2 },
    { name: 'while it comes, from a store that knows no ranges', knowsRanges: false, requests: 1 },
  ])('of a long one, is its end from the beginning of a line, cut $name', async ({ knowsRanges, requests }) => {
    fake.logs.rules.knowsRanges = knowsRanges
    prints(long)
    for (const tail of [1000, 1001, 1002, 1003]) {
      const found = await read(tail)
      const { value } = found as Extract<typeof found, { isKnown: true }>
      expect(value.isWhole).toBe(false)
      expect(value.words).toMatch(/^line \d+ 日志 🚀\n/)
      expect(long.endsWith(value.words)).toBe(true)
      expect(Buffer.byteLength(value.words)).toBeGreaterThan(tail - 40)
    }
    expect(fake.logs.requests).toHaveLength(4 * requests)
  })

  it('of more than a client takes otherwise, is its end all the same', async () => {
    fake.logs.rules.knowsRanges = false
    prints(`${'x'.repeat(17 * 1024 * 1024)}\nthe end\n`)
    expect(await read(64)).toEqual({ isKnown: true, value: { words: 'the end\n', isWhole: false } })
  })

  it('of exactly that length is whole; of no byte, empty', async () => {
    prints('123456789\n')
    expect(await read(10)).toEqual({ isKnown: true, value: { words: '123456789\n', isWhole: true } })
    prints('')
    expect(await read(10)).toEqual({ isKnown: true, value: { words: '', isWhole: true } })
  })

  it.each([
    { name: 'while the job is at work', prepare: () => {}, job: 2, says: 'when the job has ended' },
    { name: 'when it was deleted', prepare: () => prints('gone'), job: 1, says: 'deleted' },
  ])('is not known $name', async ({ prepare, job, says }) => {
    prepare()
    expect(await read(undefined, job)).toMatchObject({ isKnown: false, why: { en: expect.stringContaining(says) } })
  })

  it('is not known without the permission, which is named', async () => {
    fake.tokens.set('t', { checks: 'read' })
    expect(await read()).toMatchObject({ isKnown: false, why: { en: expect.stringContaining('actions: read') } })
  })

  it('is not known where the store fails, and the signed address is told to nobody', async () => {
    prints('x\n')
    fake.logs.rules.failsNext = 9
    const busy = await read()
    expect(busy).toMatchObject({ isKnown: false, why: { en: expect.stringContaining('503') } })
    const address = await fake.logs.signed('other', '')
    await fake.logs.close()
    const lost = await read()
    expect(lost.isKnown).toBe(false)
    expect(JSON.stringify([busy, lost])).not.toMatch(/sig=|job-1/)
    expect(address).toMatch(/sig=/)
  })

  it('is not read from the API by a token where the signed address is on the same server', async () => {
    const own = await startGithub({ token: 't', basePath: '/api/v3' })
    const seen: (string | undefined)[] = []
    const through = gitHubWith(
      't',
      { GITHUB_API_URL: own.url },
      {
        clock,
        http: {
          close: () => {},
          send: async ({ url, headers }) => {
            seen.push(headers?.authorization)
            const isSigned = url.includes('/_services/')
            const location = `${new URL(own.url).origin}/_services/log?sig=1`
            return { status: isSigned ? 200 : 302, headers: isSigned ? {} : { location }, body: isSigned ? 'own\n' : '' }
          },
        },
      },
    )
    expect(await readJobLog(through, 'acme/shop', 1)).toEqual({ isKnown: true, value: { words: 'own\n', isWhole: true } })
    expect(seen).toEqual(['Bearer t', undefined])
    await own.close()
  })
})
