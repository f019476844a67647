import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { type HistoryQuery, readHistory } from '../../../src/github/history.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import type { WorkflowRun } from '../../fakes/github/state.ts'
import { leapingClock } from './leaping-clock.ts'

const clock = leapingClock()
const at = Date.UTC(2026, 10, 1, 9)
let fake: FakeGithub
let github: GitHub
beforeEach(async () => {
  fake = await startGithub({ token: 't', now: clock.now })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
})
afterEach(() => fake.close())

function run(number: number, facts: Partial<WorkflowRun> = {}): void {
  const startedAt = at + number * 3_600_000
  fake.state.runs[1000 + number] = {
    status: 'completed',
    conclusion: 'success',
    event: 'push',
    number,
    createdAt: startedAt,
    startedAt,
    updatedAt: startedAt + 60_000,
    ...facts,
  }
}

const query = (number: number, more: Partial<HistoryQuery> = {}): HistoryQuery => ({
  workflowId: 7,
  branch: 'main',
  before: { number, createdAt: at + number * 3_600_000, headRepository: 'acme/shop' },
  ...more,
})

async function numbers(asked: HistoryQuery, limit?: number): Promise<{ numbers: readonly number[]; isWhole: boolean }> {
  const found = await readHistory(github, 'acme/shop', asked, limit)
  if (!found.isKnown) throw new Error(found.why.en)
  return { numbers: found.value.runs.map(({ number }) => number), isWhole: found.value.isWhole }
}

describe('the history of a run', () => {
  it('is what ended before it on the same branch in the same workflow', async () => {
    run(1)
    run(2, { branch: 'topic' })
    run(3, { workflowId: 8 })
    run(4, { status: 'in_progress', conclusion: null })
    run(5, { conclusion: 'cancelled' })
    run(6, { event: 'pull_request' })
    run(7, { event: 'schedule', conclusion: 'failure', attempt: 2 })
    run(8, { headRepository: 'mallory/shop' })
    run(9, { status: 'in_progress', conclusion: null })
    run(10)
    expect(await numbers(query(9))).toEqual({ numbers: [7, 5, 1], isWhole: true })
    const found = await readHistory(github, 'acme/shop', query(9))
    expect(found).toMatchObject({ value: { runs: [{ conclusion: 'failure', attempt: 2, id: 1007 }, { conclusion: 'cancelled' }, {}] } })
  })

  it('of a pull request is its own runs', async () => {
    run(1, { branch: 'topic' })
    run(2, { branch: 'topic', event: 'pull_request' })
    run(3, { branch: 'topic', event: 'pull_request', headRepository: 'mallory/shop' })
    expect(await numbers(query(4, { branch: 'topic', event: 'pull_request' }))).toEqual({ numbers: [2], isWhole: true })
  })

  it('of every branch, where none is given: releases by tags', async () => {
    run(1, { branch: 'v1' })
    run(2, { branch: 'v2' })
    expect(await numbers(query(3, { branch: undefined }))).toEqual({ numbers: [2, 1], isWhole: true })
  })

  it('of the very first run is empty', async () => {
    run(1, { status: 'in_progress', conclusion: null })
    expect(await numbers(query(1))).toEqual({ numbers: [], isWhole: true })
  })

  it('is found behind hundreds of later ones, and is no longer than asked for', async () => {
    for (let number = 1; number <= 400; number++) run(number)
    expect(await numbers(query(61), 50)).toEqual({ numbers: Array.from({ length: 50 }, (_, n) => 60 - n), isWhole: false })
    expect(fake.requests).toHaveLength(1)
  })

  it('reads on where many do not count, a bounded number of times', async () => {
    for (let number = 1; number <= 600; number++) run(number, number % 4 ? { event: 'pull_request' } : {})
    expect((await numbers(query(601), 40)).numbers).toEqual(Array.from({ length: 38 }, (_, n) => 600 - 4 * n))
    expect(fake.requests).toHaveLength(3)
  })

  it('is not known of a workflow that is gone, or without the permission', async () => {
    expect(await readHistory(github, 'acme/shop', query(3, { workflowId: 99 }))).toMatchObject({ isKnown: false })
    fake.tokens.set('t', {})
    expect(await readHistory(github, 'acme/shop', query(3))).toMatchObject({
      isKnown: false,
      why: { en: expect.stringContaining('actions: read') },
    })
  })
})
