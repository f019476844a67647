import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { scrubberOf } from '../../../src/chat/delivery/scrub.ts'
import { gitHubWith } from '../../../src/github/client.ts'
import type { FailedJob } from '../../../src/notify/fold-jobs.ts'
import { findWhy } from '../../../src/notify/why.ts'
import { refusal } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { scaledClock } from '../../support/scaled-clock.ts'
import { job, step } from './runs-and-jobs.ts'

const secret = 'correct-horse-battery-staple-0123456789'
const failed: readonly FailedJob[] = [1, 2, 3].map((id) => ({
  job: job(`test ${id}`, 'failure', { id }),
  name: { name: `test ${id}`, values: '' } as unknown as FailedJob['name'], // not looked at
  verdict: 'failure',
  step: step(2, 'Run npm test', 'failure'),
  url: '',
}))
const printed = (...lines: readonly string[]) =>
  ['##[group]Run npm test', 'npm test', '##[endgroup]', ...lines, '##[error]Process completed with exit code 1.']
    .map((line) => `2026-11-23T21:00:01.0000000Z ${line}`)
    .join('\n')

let fake: FakeGithub
beforeEach(async () => {
  fake = await startGithub({ token: 't' })
  const jobs = failed.map(({ job: { id, name } }) => ({ id, name, status: 'completed', conclusion: 'failure' }))
  fake.state.runs[42] = { status: 'completed', conclusion: 'failure', jobs }
})
afterEach(() => fake.close())

const find = (speed = 1, jobs = failed) => {
  const clock = scaledClock(speed)
  const github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
  const signal = new AbortController().signal
  return findWhy(jobs, { github, repository: 'acme/shop', failures: [], scrub: scrubberOf([secret]), clock, signal })
}
const isAbout = (words: RegExp) => ({ times: 99, matching: ({ path }: { path: string }) => words.test(path) })

describe('why a run failed', () => {
  it.each([100, 200, 230, 239, 300, 360, 390, 399, 900, 990])('holds no part of a secret, wherever it is cut: %d', async (at) => {
    const line = 'Error: cannot log in at '.padEnd(at, 'x ')
    fake.state.logs['1'] = printed(`${line}${secret}`, 'more')
    const { why } = await find()
    expect(why?.excerpt.line).toContain('Error: cannot log in')
    expect(JSON.stringify(why)).not.toContain('correct')
  })

  it('holds no part of a secret of an annotation', async () => {
    fake.state.annotations['1'] = [{ path: 'a.ts', line: 3, message: `${'x '.repeat(190)}${secret}` }]
    expect(JSON.stringify((await find()).why)).not.toContain('correct')
  })

  it('is given up where GitHub does not answer, within 20 seconds for all jobs, and that is said once', async () => {
    fake.faults.next({ does: 'hang' }, isAbout(/annotations|logs/))
    const began = performance.now()
    const { why, notes } = await find(40)
    expect(performance.now() - began).toBeLessThan(12_000)
    expect(why).toBeUndefined()
    expect(notes.map(({ en }) => en)).toEqual([
      expect.stringMatching(/^Not known: .*log of the failed job.*GitHub did not answer in time\.$/),
    ])
  })

  it('says which permission is missing, and what to do, where that costs the reason', async () => {
    fake.faults.next({ does: refusal(403, 'Resource not accessible by integration') }, isAbout(/annotations/))
    const { notes } = await find(1, failed.slice(0, 1))
    expect(notes.map(({ en }) => en).join(' ')).toMatch(/annotations.*lacks “checks: read”.*Add “checks: read”/)
  })

  it('says nothing of what it did without', async () => {
    fake.faults.next({ does: refusal(403, 'Resource not accessible by integration') }, isAbout(/annotations/))
    fake.state.logs['1'] = printed('Error: no such table')
    expect(await find()).toMatchObject({ why: { excerpt: { line: 'Error: no such table' } }, notes: [] })
  })

  it.each(['ftp://x/y', 'file:///etc/passwd', 'nonsense'])('is not looked for at %s', async (location) => {
    fake.faults.next({ does: { status: 302, headers: { location }, body: '' } }, isAbout(/logs/))
    const { why, notes } = await find(1, failed.slice(0, 1))
    expect([why, notes.map(({ en }) => en).join(' ')]).toEqual([undefined, expect.stringContaining('the log of the failed job')])
  })
})
