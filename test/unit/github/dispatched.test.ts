import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cancelRun } from '../../../src/github/cancel-run.ts'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { dispatchWorkflow } from '../../../src/github/dispatch.ts'
import { type DispatchedQuery, findDispatched, hasWord } from '../../../src/github/dispatched.ts'
import { isRunAlive, runState } from '../../../src/github/run-state.ts'
import { serverError } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import type { WorkflowRun } from '../../fakes/github/state.ts'
import { type LeapingClock, leapingClock } from './leaping-clock.ts'

const repository = 'acme/shop'
let clock: LeapingClock
let fake: FakeGithub
let github: GitHub
beforeEach(async () => {
  clock = leapingClock()
  fake = await startGithub({ token: 't', now: clock.now })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
})
afterEach(() => fake.close())

const put = (id: number, facts: Partial<WorkflowRun> = {}) => {
  fake.state.runs[id] = { status: 'queued', conclusion: null, file: 'release.yml', createdAt: clock.now(), title: 'Release', ...facts }
}

describe('a run that was asked for', () => {
  const find = async (more: Partial<DispatchedQuery> = {}) => {
    const query = { workflow: 'release.yml', since: clock.now(), ref: 'refs/heads/main', correlation: 'shop-1', ...more }
    const found = await findDispatched(github, repository, query)
    if (!found.isKnown) return found.why.en
    const ids = (runs: readonly { id: number }[]) => runs.map(({ id }) => id)
    return [ids(found.value.matching), ids(found.value.others), found.value.isWhole]
  }

  it('is found by its title, after a while, newest first', async () => {
    fake.state.files['main:.github/workflows/release.yml'] =
      'run-name: Release ${{ inputs.id }}\non: { workflow_dispatch: { inputs: { id: } } }'
    fake.state.runLag = 3000
    const since = clock.now()
    for (const id of ['shop-1', 'shop-10', 'shop-1']) {
      await dispatchWorkflow(github, repository, { workflow: 'release.yml', ref: 'main', inputs: { id } })
    }
    expect(await find({ since })).toEqual([[], [], true])
    clock.advance(3000)
    const [first = 0, second = 0, third = 0] = Object.keys(fake.state.runs).map(Number)
    expect(await find({ since })).toEqual([[third, first], [second], true])
  })

  it('is of this workflow, event, ref and time', async () => {
    const title = 'shop-1'
    put(1, { title })
    put(2, { title, event: 'push' })
    put(3, { title, branch: 'topic' })
    put(4, { title, file: 'other.yml', workflowId: 9 })
    put(5, { title, createdAt: clock.now() - 121_000 })
    put(6, { title, createdAt: clock.now() - 119_000 })
    put(7, { title, branch: null })
    put(8, { branch: 'topic' })
    put(9)
    expect(await find()).toEqual([[7, 6, 1], [9], true])
    expect(await find({ ref: 'topic' })).toEqual([[7, 3], [8], true])
    expect(await find({ correlation: '' })).toEqual([[], [9, 7, 6, 1], true])
  })

  it('says where there are more than are read', async () => {
    for (let id = 1; id <= 301; id++) put(id)
    const newest = Array.from({ length: 300 }, (_, n) => 301 - n)
    expect(await find()).toEqual([[], newest, false])
    expect(fake.requests).toHaveLength(3)
  })

  it('is not known where GitHub cannot be asked, or knows no such workflow', async () => {
    expect(await find()).toMatch(/does not know it/)
    fake.tokens.set('t', {})
    expect(await find()).toMatch(/actions: read/)
    fake.faults.outage = { does: serverError }
    expect(await find()).toMatch(/HTTP 502/)
  })
})

describe('a word in a title', () => {
  it.each([
    { title: 'a-1', has: true },
    { title: 'Release a-1.', has: true },
    { title: 'Release (a-1), now', has: true },
    { title: '发布a-1版本', has: true },
    { title: 'a-10 a-1', has: true },
    { title: 'a-10', has: false },
    { title: 'a-1.2', has: false },
    { title: 'a-1-b', has: false },
    { title: 'b-a-1', has: false },
    { title: 'x.a-1', has: false },
    { title: 'a_1', has: false },
    { title: 'A-1', has: false },
  ])('$title: $has', ({ title, has }) => {
    expect(hasWord(title, 'a-1')).toBe(has)
  })

  it('is found wherever it stands alone, whatever it is, and not in a longer one', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,10}[A-Za-z0-9])?$/)
    fc.assert(
      fc.property(id, id, (word, other) => {
        expect(hasWord(`${other}: ${word} (${other})`, word)).toBe(true)
        if (word !== other) expect(hasWord(other, word)).toBe(false)
        expect(hasWord(`${word}.${other}`, word) && word !== other).toBe(false)
      }),
    )
  })
})

describe('the state of a run', () => {
  const stage = async (id = 1) => {
    const found = await runState(github, repository, id)
    return found.isKnown ? found.value.stage : found.why.en
  }
  const alive = async (attempt: number, id = 1) => {
    const found = await isRunAlive(github, repository, id, attempt)
    return found.isKnown ? found.value : 'unknown'
  }

  it.each([
    { status: 'queued', conclusion: null, is: 'queued' },
    { status: 'requested', conclusion: null, is: 'queued' },
    { status: 'pending', conclusion: null, is: 'queued' },
    { status: 'waiting', conclusion: null, is: 'waiting' },
    { status: 'in_progress', conclusion: null, is: 'in-progress' },
    { status: 'completed', conclusion: 'success', is: 'success' },
    { status: 'completed', conclusion: 'failure', is: 'failure' },
    { status: 'completed', conclusion: 'cancelled', is: 'cancelled' },
    { status: 'completed', conclusion: 'startup_failure', is: 'startup_failure' },
    { status: 'completed', conclusion: null, is: 'neutral' },
  ] as const)('$status, $conclusion: $is', async ({ status, conclusion, is }) => {
    put(1, { status, conclusion })
    expect([await stage(), await alive(1)]).toEqual([is, status !== 'completed'])
  })

  it('is gone where there is none', async () => {
    expect([await stage(), await alive(1)]).toEqual(['gone', false])
  })

  it('of an earlier attempt is over; one that GitHub does not show yet is not', async () => {
    put(1, { status: 'in_progress', attempt: 2 })
    expect([await alive(1), await alive(2), await alive(3)]).toEqual([false, true, true])
    put(1, { status: 'completed', conclusion: 'failure', attempt: 2 })
    expect([await alive(2), await alive(3)]).toEqual([false, true])
  })

  it('is not known where GitHub cannot be asked', async () => {
    fake.faults.outage = { does: serverError }
    expect([await stage(), await alive(1)]).toEqual([expect.stringContaining('502'), 'unknown'])
  })

  it('is ended on request', async () => {
    const cancel = async (id: number) => {
      const found = await cancelRun(github, repository, id)
      return found.isKnown ? found.value : found.why.en
    }
    put(1, { status: 'waiting' })
    fake.faults.next({ does: 'reset' })
    expect([await cancel(1), await stage(), await cancel(1), await cancel(2)]).toEqual(['asked', 'cancelled', 'over', 'gone'])
    fake.tokens.set('t', { actions: 'read' })
    expect(await cancel(1)).toMatch(/actions: write/)
  })
})
