import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { rateLimited, secondaryLimited, serverError } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { type LeapingClock, leapingClock } from './leaping-clock.ts'

let fake: FakeGithub
let github: GitHub
let clock: LeapingClock
beforeEach(async () => {
  clock = leapingClock()
  fake = await startGithub({ token: 't', now: clock.now })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
  fake.people.openIssue('alice', 'x')
})
afterEach(() => fake.close())

const comments = '/repos/acme/shop/issues/1/comments'
const say = (isRepeatable = false) => github.act({ method: 'POST', path: comments, body: { body: 'x' }, isRepeatable })
const bodies = () => fake.state.comments.map(({ body }) => body)
const counted = () => fake.requests.filter(({ isCounted }) => isCounted).length

describe('the client, when something goes wrong', () => {
  const faults = [
    { name: 'a connection that is cut', fault: { does: 'reset' } },
    { name: 'a bad gateway', fault: { does: serverError } },
    { name: 'a limit that is soon over', fault: { does: secondaryLimited(2) } },
    { name: 'another form of it', fault: { does: secondaryLimited(2, 429) } },
  ] as const
  it.each(faults)('reads again after $name', async ({ fault }) => {
    fake.faults.next(fault, { times: 2 })
    expect((await github.get(comments))?.json()).toEqual([])
    expect(fake.requests).toHaveLength(3)
  })

  it.each([
    { name: 'surely did not arrive', fault: { does: secondaryLimited(2) }, sent: 2, written: 1 },
    { name: 'may have arrived, and did not', fault: { does: 'reset' }, sent: 1, written: 0 },
    { name: 'may have arrived, and did', fault: { does: 'reset', afterwards: true }, sent: 1, written: 1 },
    { name: 'failed in GitHub', fault: { does: serverError, afterwards: true }, sent: 1, written: 1 },
  ] as const)('a write that $name is sent $sent times', async ({ fault, sent, written }) => {
    fake.faults.next(fault)
    const done = await say().then(
      () => true,
      () => false,
    )
    expect([fake.requests.length, bodies().length, done]).toEqual([sent, written, sent === 2])
  })

  it('repeats a write that does no harm twice', async () => {
    fake.faults.next({ does: 'reset', afterwards: true })
    fake.faults.next({ does: serverError, afterwards: true })
    await github.act({ method: 'PATCH', path: '/repos/acme/shop/issues/1', body: { title: 'y' }, isRepeatable: true })
    expect([fake.requests.length, fake.state.issues.get(1)?.title]).toEqual([3, 'y'])
  })

  it('sends nothing while the quota is used up, and goes on after it', async () => {
    fake.failNext(rateLimited(Math.floor(clock.now() / 1000) + 600))
    for (let n = 0; n < 5; n++) {
      await expect(github.get(comments)).rejects.toMatchObject({
        retryable: true,
        problem: { en: expect.stringContaining('used up until 10:10 UTC') },
      })
    }
    expect([fake.requests.length, clock.waits]).toEqual([1, []])
    clock.advance(601_000)
    expect((await github.get(comments))?.status).toBe(200)
  })

  it('goes by the clock of GitHub, not by that of the runner', async () => {
    const reset = Math.floor(clock.now() / 1000) + 5000 + 4
    const behind = new Date(clock.now() + 5_000_000).toUTCString()
    const answer = rateLimited(reset)
    fake.failNext({ ...answer, headers: { ...answer.headers, date: behind } })
    expect((await github.get(comments))?.status).toBe(200)
    expect(clock.waits).toEqual([4000])
  })

  it('keeps writes back after too many of them, and reads on', async () => {
    fake.failNext(secondaryLimited())
    await expect(say()).rejects.toMatchObject({ retryable: true, problem: { en: expect.stringContaining('too many') } })
    await expect(say()).rejects.toMatchObject({ retryable: true })
    expect((await github.get(comments))?.status).toBe(200)
    expect(fake.requests).toHaveLength(2)
    clock.advance(61_000)
    await say()
  })

  it('gives up when it is told to', async () => {
    fake.faults.outage = { does: 'hang' }
    const call = github.get(comments, { signal: AbortSignal.timeout(30) })
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' })
    await expect(github.get(comments, { timeout: 20 })).rejects.toMatchObject({ code: 'network-failed' })
  })
})

describe('the client, reading', () => {
  it('pays once for what does not change', async () => {
    for (let n = 0; n < 50; n++) expect((await github.get(comments))?.isUnchanged).toBe(n > 0)
    fake.people.comment('alice', 1, 'hello')
    const fresh = await github.get(comments)
    expect([counted(), fresh?.isUnchanged, fresh?.json()]).toEqual([2, false, [expect.objectContaining({ body: 'hello' })]])
  })

  it('keeps answers apart by their form', async () => {
    fake.state.files['main:a'] = 'raw'
    const path = '/repos/acme/shop/contents/a'
    const raw = 'application/vnd.github.raw+json'
    for (let n = 0; n < 2; n++)
      expect([(await github.get(path, raw))?.body, (await github.get(path))?.body.slice(0, 1)]).toEqual(['raw', '{'])
    expect(counted()).toBe(2)
  })

  const allPages = async (path: string) => {
    const seen: string[] = []
    for await (const page of github.pages(path)) seen.push(...(page.json() as { body: string }[]).map(({ body }) => body))
    return seen
  }

  it.each([
    { count: 0, size: 30 },
    { count: 30, size: 30 },
    { count: 31, size: 30 },
    { count: 100, size: 100 },
    { count: 101, size: 100 },
    { count: 251, size: 100 },
  ])('reads all of $count by $size, and what comes later', async ({ count, size }) => {
    const words = Array.from({ length: count }, (_, n) => `${n}`)
    for (const body of words) fake.people.comment('alice', 1, body)
    const path = size === 30 ? comments : `${comments}?per_page=${size}`
    expect(await allPages(path)).toEqual(words)
    expect(await allPages(path)).toEqual(words)
    fake.people.comment('alice', 1, 'late')
    expect(await allPages(path)).toEqual([...words, 'late'])
  })

  it('follows the API where it sends us on, and never to another address', async () => {
    fake.people.openIssue('alice', 'moved here')
    fake.people.moveIssue(1, `${fake.url}/repositories/1001/issues/2`)
    const moved = await github.get('/repos/acme/shop/issues/1')
    expect([moved?.json(), moved?.url]).toEqual([
      expect.objectContaining({ title: 'moved here' }),
      `${fake.url}/repositories/1001/issues/2`,
    ])
    await using stranger = await startGithub({ token: 't' })
    fake.people.moveIssue(1, `${stranger.url}/repos/acme/shop/issues/1`)
    expect((await github.send({ path: '/repos/acme/shop/issues/1' })).status).toBe(301)
    expect(stranger.requests).toEqual([])
  })

  it('reads no page from another address', async () => {
    await using stranger = await startGithub({ token: 't' })
    const link = `<${stranger.url}/repos/acme/shop/issues/1/comments?page=2>; rel="next"`
    fake.failNext({ status: 200, body: [], headers: { link } })
    expect(await allPages(comments)).toEqual([])
    expect(stranger.requests).toEqual([])
  })
})
