import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readAnnotations } from '../../../src/github/annotations.ts'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { readCommit } from '../../../src/github/commit.ts'
import { readJobs } from '../../../src/github/jobs.ts'
import type { Knowledge } from '../../../src/github/knowledge.ts'
import { readRun } from '../../../src/github/run.ts'
import { runFromRunner } from '../../../src/github/run-from-runner.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { leapingClock } from './leaping-clock.ts'

const repository = 'acme/shop'
const clock = leapingClock()
const startedAt = Date.parse('2026-11-01T09:00:00Z')
let fake: FakeGithub
let github: GitHub
const clientFor = (token: string) => gitHubWith(token, { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
beforeEach(async () => {
  fake = await startGithub({ token: 't', now: clock.now })
  github = clientFor('t')
})
afterEach(() => fake.close())

describe('a run', () => {
  const sha = '7'.repeat(40)
  beforeEach(() => {
    fake.state.runs[42] = {
      status: 'completed',
      conclusion: 'success',
      actor: 'Ann',
      triggeringActor: 'bob',
      attempt: 2,
      number: 17,
      workflowId: 3,
      sha,
      branch: 'v1.2',
      event: 'push',
      title: 'Mend the cart',
      message: 'Mend the cart\n\nAt last.',
      author: 'Ann A.',
      pullRequests: [12],
      createdAt: startedAt - 60_000,
      startedAt,
      updatedAt: startedAt + 90_000,
    }
  })

  it('says who started it, who started it again, and what it is about', async () => {
    expect(await readRun(github, repository, '42')).toEqual({
      isKnown: true,
      value: {
        id: 42,
        number: 17,
        attempt: 2,
        workflow: 'Release',
        workflowId: 3,
        title: 'Mend the cart',
        event: 'push',
        status: 'completed',
        conclusion: 'success',
        actor: 'Ann',
        triggeringActor: 'bob',
        commit: sha,
        ref: 'v1.2',
        headRepository: repository,
        headCommit: { subject: 'Mend the cart', author: 'Ann A.' },
        pullRequests: [12],
        createdAt: startedAt - 60_000,
        startedAt,
        updatedAt: startedAt + 90_000,
        url: 'https://github.com/acme/shop/actions/runs/42',
      },
    })
  })

  it('says how an earlier attempt ended', async () => {
    expect(await readRun(github, repository, '42', { attempt: 1 })).toMatchObject({
      isKnown: true,
      value: { attempt: 1, conclusion: 'failure', url: expect.stringMatching(/42\/attempts\/1$/) },
    })
  })

  it('has not ended while it is at work', async () => {
    fake.state.runs[43] = { status: 'in_progress', conclusion: null }
    expect(await readRun(github, repository, '43')).toMatchObject({
      isKnown: true,
      value: { conclusion: undefined, headCommit: undefined, pullRequests: [] },
    })
  })

  it('costs nothing to read again while nothing changed', async () => {
    const first = await readRun(github, repository, '42')
    expect(await readRun(github, repository, '42')).toEqual(first)
    expect(fake.requests.map(({ status }) => status)).toEqual([200, 304])
  })
})

describe('what the runner says of its run', () => {
  it('names the attempt, the branch of a pull request and its number', () => {
    const run = runFromRunner({
      GITHUB_SERVER_URL: 'https://git.example.com',
      GITHUB_REPOSITORY: repository,
      GITHUB_RUN_ID: '42',
      GITHUB_RUN_NUMBER: '17',
      GITHUB_RUN_ATTEMPT: '3',
      GITHUB_WORKFLOW: 'CI',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_ACTOR: 'ann',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_REF: 'refs/pull/12/merge',
      GITHUB_REF_NAME: '12/merge',
      GITHUB_HEAD_REF: 'topic',
    })
    expect(run).toMatchObject({ id: 42, number: 17, attempt: 3, workflow: 'CI', ref: 'topic', pullRequests: [12], triggeringActor: 'ann' })
    expect(run.url).toBe('https://git.example.com/acme/shop/actions/runs/42/attempts/3')
  })

  it('is empty outside of a run', () => {
    expect(runFromRunner({})).toMatchObject({ id: 0, attempt: 1, url: '', commit: '', pullRequests: [] })
  })
})

describe('the jobs of an attempt', () => {
  it('are all of them, whatever their number, with steps and runner', async () => {
    const steps = [
      { name: 'Set up job', number: 1, conclusion: 'success' },
      { name: 'npm test', number: 3, conclusion: 'failure' },
      { name: 'Post', number: 9, conclusion: null, status: 'queued' },
    ]
    const job = {
      id: 1,
      name: 'test (18)',
      status: 'completed',
      conclusion: 'failure',
      runner: 'R 1',
      startedAt,
      completedAt: startedAt + 7000,
    }
    const many = Array.from({ length: 255 }, (_, n) => ({ id: n + 2, name: `job ${n}`, status: 'queued', conclusion: null }))
    fake.state.runs[42] = { status: 'in_progress', conclusion: null, attempt: 2, jobs: [{ ...job, steps }, ...many] }
    const found = await readJobs(github, repository, '42', 2)
    const { value } = found as Extract<typeof found, { isKnown: true }>
    expect([value.length, new Set(value.map(({ id }) => id)).size, fake.requests.length]).toEqual([256, 256, 3])
    expect(value[0]).toEqual({
      ...job,
      url: 'https://github.com/acme/shop/actions/runs/42/job/1',
      steps: [
        { name: 'Set up job', number: 1, status: 'completed', conclusion: 'success', startedAt: undefined, completedAt: undefined },
        { name: 'npm test', number: 3, status: 'completed', conclusion: 'failure', startedAt: undefined, completedAt: undefined },
        { name: 'Post', number: 9, status: 'queued', conclusion: undefined, startedAt: undefined, completedAt: undefined },
      ],
    })
    expect(value[1]).toMatchObject({ conclusion: undefined, runner: '', startedAt: undefined })
  })

  it('are those of that attempt', async () => {
    const job = (id: number, conclusion: string) => ({ id, name: 'test', status: 'completed', conclusion })
    fake.state.runs[42] = {
      status: 'completed',
      conclusion: 'success',
      attempt: 2,
      jobs: [job(2, 'success')],
      jobsOf: { 1: [job(1, 'failure')] },
    }
    expect(await readJobs(github, repository, '42', 1)).toMatchObject({ isKnown: true, value: [{ id: 1, conclusion: 'failure' }] })
  })

  it('are not told in part: of too many, nothing is known', async () => {
    const jobs = Array.from({ length: 2001 }, (_, n) => ({ id: n + 1, name: 'x', status: 'completed', conclusion: 'success' }))
    fake.state.runs[42] = { status: 'completed', conclusion: 'success', jobs }
    expect(await readJobs(github, repository, '42', 1)).toMatchObject({ isKnown: false, why: { en: expect.stringContaining('2000') } })
    expect(fake.requests).toHaveLength(20)
  })

  it('count what GitHub may invent one day as neither good nor bad', async () => {
    const jobs = [
      { id: 1, name: 'a', status: 'completed', conclusion: 'splendid' },
      { id: 2, name: 'b', status: 'dreaming', conclusion: null },
    ]
    fake.state.runs[42] = { status: 'completed', conclusion: 'success', jobs }
    expect(await readJobs(github, repository, '42', 1)).toMatchObject({
      value: [{ conclusion: 'neutral' }, { status: 'in_progress', conclusion: undefined }],
    })
  })
})

describe('what steps pointed out', () => {
  it('is read by pages, each as it was said', async () => {
    fake.state.annotations[5] = Array.from({ length: 120 }, (_, n) => ({
      message: `m ${n}`,
      path: 'src/a.ts',
      line: n,
      title: n ? 'T' : null,
    }))
    const found = await readAnnotations(github, repository, 5)
    const { value } = found as Extract<typeof found, { isKnown: true }>
    expect(value).toHaveLength(120)
    expect([value[0], value[119]]).toEqual([
      { level: 'failure', path: 'src/a.ts', line: 0, title: '', message: 'm 0' },
      { level: 'failure', path: 'src/a.ts', line: 119, title: 'T', message: 'm 119' },
    ])
  })
})

describe('a commit', () => {
  it('tells its author by login where GitHub knows it', async () => {
    const at = startedAt
    fake.state.commits.push({ sha: 'a'.repeat(40), message: 'One\n\nBody', name: 'Ann A.', login: 'ann', at })
    fake.state.commits.push({ sha: 'b'.repeat(40), message: 'Two', name: 'Bob B.', at })
    expect(await readCommit(github, repository, 'a'.repeat(40))).toEqual({
      isKnown: true,
      value: {
        commit: 'a'.repeat(40),
        subject: 'One',
        login: 'ann',
        name: 'Ann A.',
        url: `https://github.com/acme/shop/commit/${'a'.repeat(40)}`,
      },
    })
    expect(await readCommit(github, repository, 'b'.repeat(40))).toMatchObject({ value: { login: undefined, name: 'Bob B.' } })
  })
})

describe('what is not known stops nothing', () => {
  const reading: Readonly<Record<string, (client: GitHub) => Promise<Knowledge<unknown>>>> = {
    run: (client) => readRun(client, repository, '99'),
    jobs: (client) => readJobs(client, repository, '99', 1),
    annotations: (client) => readAnnotations(client, repository, 99),
    commit: (client) => readCommit(client, repository, 'f'.repeat(40)),
  }
  const needs: Readonly<Record<string, string>> = { annotations: 'checks: read', commit: 'contents: read' }

  it.each(Object.entries(reading))('%s: where there is none', async (_, read) => {
    expect(await read(github)).toMatchObject({ isKnown: false })
  })

  it.each(Object.entries(reading))('%s: without the permission, which is named', async (name, read) => {
    fake.tokens.set('less', {})
    expect(await read(clientFor('less'))).toMatchObject({
      isKnown: false,
      why: { en: expect.stringContaining(needs[name] ?? 'actions: read') },
    })
  })

  it.each(Object.entries(reading))('%s: while GitHub is out of reach', async (_, read) => {
    fake.faults.outage = { does: 'reset' }
    expect(await read(github)).toMatchObject({ isKnown: false })
  })
})
