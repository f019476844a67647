import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Alarm, watched } from '../../../src/actions/watch-plan.ts'
import { gitHubWith } from '../../../src/github/client.ts'
import { gitHubLedger } from '../../../src/github/ledger.ts'
import { Cancelled } from '../../../src/kit/cancelled.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import type { Io } from '../../../src/kit/run.ts'
import { ledgerBooks } from '../../../src/plan/book.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { type ManualClock, manualClock } from '../../support/manual-clock.ts'
import { until } from '../../support/processes.ts'

const hour = 3_600_000
const broken = { status: 500, body: {} }

let github: FakeGithub
let clock: ManualClock
let cancel: AbortController
let warnings: number
beforeEach(async () => {
  clock = manualClock(Date.now())
  cancel = new AbortController()
  warnings = 0
  github = await startGithub({ token: 't', state: { repository: 'acme/shop' } })
  const books = ledgerBooks(gitHubLedger(gitHubWith('t', { GITHUB_API_URL: github.url }), 'acme/shop', { clock: systemClock }))
  await books.change(clock.now() - 6 * hour, (book) => ({ ...book, alarm: ['team'] }))
})
afterEach(() => github.close())

/** Work beside which is looked; `requests`: what the look has asked so far. */
function begin(work: () => Promise<unknown>, alarm?: Alarm) {
  const before = github.requests.length
  const log = { warning: () => warnings++ } as unknown as Io['log'] // all that it says
  const env = { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'acme/shop' }
  const io = { log, clock, env, signal: cancel.signal } as unknown as Io // all that it needs
  const ended = watched(io, { token: 't' }, work, alarm)
  let isOver = false
  const note = () => {
    isOver = true
  }
  ended.then(note, note) // whoever waits for it learns how
  return { ended, isOver: () => isOver, requests: () => github.requests.length - before }
}

const done = async () => 'done'
function longWork() {
  let end = (): void => {}
  const work = new Promise<string>((resolve) => {
    end = () => resolve('done')
  })
  return { work: () => work, end }
}

/** The clock stands still in these, where they do not move it: what waits for a time does not end. */
describe('the look at the plan', () => {
  it('begins with the end of short work, and is said', async () => {
    const told: number[] = []
    expect(await begin(done, async (_, silence) => void told.push(silence)).ended).toBe('done')
    expect([warnings, told]).toEqual([1, [6 * hour]])
  })

  it('that fails when the work is done is not tried again', async () => {
    github.faults.outage = { does: broken }
    const { ended, requests } = begin(done)
    expect([await ended, requests(), warnings]).toEqual(['done', 1, 0])
  })

  it('that waits to be tried again when the work ends is given up', async () => {
    github.faults.outage = { does: broken }
    const { work, end } = longWork()
    const { ended, requests } = begin(work)
    await clock.pass(250)
    await until(() => requests() === 1, 'the first try')
    end()
    expect([await ended, requests(), warnings]).toEqual(['done', 1, 0])
  })

  it('that fails beside the work is tried again', async () => {
    github.faults.next({ does: broken })
    const { work, end } = longWork()
    const { ended } = begin(work)
    while (warnings === 0) await clock.pass(1000)
    end()
    expect([await ended, warnings]).toEqual(['done', 1])
  })

  it('that has no answer is not waited for by work that took longer than one may take', async () => {
    github.faults.outage = { does: 'hang' }
    const { work, end } = longWork()
    const { ended, requests } = begin(work)
    await clock.pass(250)
    await until(() => requests() === 1, 'the question')
    await clock.pass(3000)
    end()
    expect([await ended, warnings]).toEqual(['done', 0])
  })

  it('that has no answer holds short work up for three seconds', async () => {
    github.faults.outage = { does: 'hang' }
    const { ended, isOver, requests } = begin(done)
    await until(() => requests() === 1, 'the question')
    await clock.pass(2999)
    expect(isOver()).toBe(false)
    await clock.pass(101)
    expect([await ended, warnings]).toEqual(['done', 0])
  })

  it('gives channels that are being told three seconds from the end of the work', async () => {
    const { work, end } = longWork()
    let isTelling = false
    const { ended, isOver } = begin(work, () => {
      isTelling = true
      return new Promise(() => {})
    })
    await clock.pass(250)
    await until(() => isTelling, 'the alarm')
    await clock.pass(hour)
    end()
    await clock.pass(2999)
    expect(isOver()).toBe(false)
    await clock.pass(1)
    expect(await ended).toBe('done')
  })

  it('ends with a run that is cancelled, and begins in none', async () => {
    github.faults.outage = { does: 'hang' }
    const first = begin(done)
    await until(() => first.requests() === 1, 'the question')
    cancel.abort(new Cancelled('SIGINT'))
    expect(await first.ended).toBe('done')
    const second = begin(done)
    expect([await second.ended, second.requests()]).toEqual(['done', 0])
  })

  it('cannot fail the work, nor hide that it failed', async () => {
    expect(await begin(done, () => Promise.reject(new Error('no channel'))).ended).toBe('done')
    await expect(begin(() => Promise.reject(new Error('no host'))).ended).rejects.toThrow('no host')
    expect(warnings).toBe(2)
  })
})
