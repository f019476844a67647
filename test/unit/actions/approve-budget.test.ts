import { afterEach, describe, expect, it } from '@jest/globals'
import { approveInputs } from '../../../src/actions/approve-inputs.ts'
import { approve } from '../../../src/actions/carry-out-approve.ts'
import { Cancelled } from '../../../src/kit/cancelled.ts'
import { readInputs } from '../../../src/kit/inputs.ts'
import type { Log } from '../../../src/kit/log.ts'
import type { Io } from '../../../src/kit/run.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { type ManualClock, manualClock } from '../../support/manual-clock.ts'
import { until } from '../../support/processes.ts'

const start = Date.UTC(2026, 10, 23, 9)
const hour = 3_600_000
/** What GitHub gives the token of a repository, an hour (facts/chat.md 9). */
const quota = 1000
const people = Array.from({ length: 12 }, (_, index) => `person-${index}`)

let github: FakeGithub
let clock: ManualClock
afterEach(() => github.close())

const isAnswering = () => github.requests.slice(-60).some(({ status }) => status === undefined)
const log = new Proxy({} as Log, {
  get: (_, name) => (name === 'locale' ? 'en' : name === 'group' ? (_title: unknown, body: () => unknown) => body() : () => {}),
})

/** A gate as its job holds it, in an environment of its own: the whole action, its ledger and its reminders. */
function startGate(number: number, signal: AbortSignal): Promise<unknown> {
  const env = {
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ID: String(100 + number),
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_ACTOR: 'dave',
    INPUT_TOKEN: 't',
    INPUT_ENVIRONMENT: `env-${number}`,
  }
  const io = { log, clock, env, signal, summary: () => {}, isPost: false, saveState: () => {}, state: () => '', secrets: () => [] } as Io
  return approve(io, readInputs(approveInputs, env))
}

/** An hour of so many gates of one repository, so many people voting in each. How many requests that took from the quota, a gate. */
async function hourOfGates(count: number, votes: number): Promise<number> {
  clock = manualClock(start, isAnswering)
  github = await startGithub({ token: 't', now: clock.now, state: { repository: 'acme/shop' }, limits: { hourly: 10 * quota } })
  for (const login of people) github.people.join(login, { permission: 'write' })
  const approval = { require: [{ count: people.length, from: people }], timeout: '3h' }
  github.state.files['main:.github/sallyport.yml'] = JSON.stringify({
    people: Object.fromEntries(people.map((name) => [name, { github: name }])),
    environments: Object.fromEntries(Array.from({ length: count }, (_, index) => [`env-${index}`, { approval }])),
  })
  const cancel = new AbortController()
  const gates = Array.from({ length: count }, (_, index) => startGate(index, cancel.signal))
  await until(() => github.state.issues.size === count, 'an issue for each gate')
  for (let vote = 0; vote <= votes; vote++) {
    await clock.pass(hour / (votes + 1))
    const person = people[vote] ?? ''
    if (vote < votes) for (const issue of github.state.issues.keys()) github.people.comment(person, issue, '/approve')
  }
  const counted = github.requests.filter(({ isCounted }) => isCounted).length
  cancel.abort(new Cancelled('SIGINT'))
  const ending = Promise.all(gates)
  await clock.pass(60_000)
  expect(await ending).toMatchObject(gates.map(() => ({ outcome: 'cancelled', result: { votes: { length: votes } } })))
  if (process.env.SALLYPORT_FIGURES) console.log({ count, votes, counted })
  return counted / count
}

describe('an hour of gates on issues, from their start, with the ledger and the reminders', () => {
  it.each([
    { votes: 0, most: 70 },
    { votes: 6, most: 120 },
  ])('takes at most $most requests from the quota with $votes votes', async ({ votes, most }) => {
    expect(await hourOfGates(1, votes)).toBeLessThanOrEqual(most)
  })

  it('leaves ten at once within what the repository has', async () => {
    expect(await hourOfGates(10, 2)).toBeLessThanOrEqual(quota / 10)
  }, 180_000)
})
