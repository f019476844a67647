import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Octokit } from '@octokit/rest'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import type { WorkflowRun } from '../../fakes/github/state.ts'
import { octokitFor, place, refusalOf } from './github-octokit.ts'

const at = Date.UTC(2026, 10, 1, 9)
const done = (id: number, name = `job ${id}`, conclusion = 'success') => ({ id, name, status: 'completed', conclusion })
let github: FakeGithub
let octokit: Octokit
beforeEach(async () => {
  github = await startGithub({ token: 't' })
  octokit = octokitFor(github)
})
afterEach(() => github.close())

describe('runs of GitHub Actions, to Octokit', () => {
  it('the jobs of each attempt, by pages', async () => {
    github.state.runs[42] = {
      status: 'completed',
      conclusion: 'success',
      attempt: 2,
      jobs: Array.from({ length: 130 }, (_, n) => done(n + 1)),
      jobsOf: { 1: [{ ...done(900, 'test (18)', 'failure'), runner: 'Hosted 1', startedAt: at, completedAt: at + 5000 }] },
    }
    const jobsOf = (attempt_number: number) =>
      octokit.paginate(octokit.rest.actions.listJobsForWorkflowRunAttempt, { ...place, run_id: 42, attempt_number, per_page: 100 })
    expect((await jobsOf(2)).map(({ id }) => id)).toEqual(Array.from({ length: 130 }, (_, n) => n + 1))
    expect(await jobsOf(1)).toMatchObject([
      {
        id: 900,
        run_id: 42,
        run_attempt: 1,
        conclusion: 'failure',
        runner_name: 'Hosted 1',
        started_at: '2026-11-01T09:00:00Z',
        completed_at: '2026-11-01T09:00:05Z',
        html_url: 'https://github.com/acme/shop/actions/runs/42/job/900',
      },
    ])
    expect((await refusalOf(jobsOf(3))).status).toBe(404)
    const all = await octokit.paginate(octokit.rest.actions.listJobsForWorkflowRun, { ...place, run_id: 42, filter: 'all' })
    expect(all).toHaveLength(131)
    expect((await octokit.rest.actions.getJobForWorkflowRun({ ...place, job_id: 900 })).data.name).toBe('test (18)')
    const first = await octokit.rest.actions.getWorkflowRunAttempt({ ...place, run_id: 42, attempt_number: 1 })
    expect(first.data).toMatchObject({ conclusion: 'failure', run_attempt: 1, html_url: expect.stringMatching(/\/attempts\/1$/) })
  })

  it('the log of a job, which a store has that takes no token', async () => {
    const running = { id: 2, name: 'b', status: 'in_progress', conclusion: null }
    github.state.runs[42] = { status: 'in_progress', conclusion: null, jobs: [done(1), running, done(3)] }
    Object.assign(github.state.logs, { 1: 'line\n', 2: 'not yet', 3: 'gone' })
    const logOf = (job_id: number) => octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...place, job_id })
    const { data, url } = await logOf(1)
    expect([data, new URL(url).origin === github.url]).toEqual(['line\n', false])
    expect(github.logs.requests).toEqual([{ authorization: undefined, range: undefined, status: 200 }])
    expect([(await refusalOf(logOf(2))).status, (await refusalOf(logOf(3))).status]).toEqual([404, 410])
    const answers = {
      token: await fetch(url, { headers: { authorization: 'Bearer t' } }),
      unsigned: await fetch(url.replace(/sig=./, 'sig=')),
      start: await fetch(url, { headers: { range: 'bytes=1-2' } }),
      end: await fetch(url, { headers: { range: 'bytes=-2' } }),
      beyond: await fetch(url, { headers: { range: 'bytes=5-' } }),
    }
    expect(Object.values(answers).map(({ status }) => status)).toEqual([400, 403, 206, 200, 416])
    expect([await answers.start.text(), answers.start.headers.get('content-range')]).toEqual(['in', 'bytes 1-2/5'])
  })

  it('what steps pointed out, by pages', async () => {
    github.state.runs[42] = { status: 'completed', conclusion: 'failure', jobs: [done(1), done(2)] }
    github.state.annotations[1] = Array.from({ length: 40 }, (_, n) => ({ message: `no ${n}`, path: 'src/a.ts', line: n + 1 }))
    const found = await octokit.paginate(octokit.rest.checks.listAnnotations, { ...place, check_run_id: 1 })
    expect(found).toHaveLength(40)
    expect(found[39]).toMatchObject({ path: 'src/a.ts', start_line: 40, annotation_level: 'failure', message: 'no 39' })
    expect((await octokit.rest.checks.listAnnotations({ ...place, check_run_id: 2 })).data).toEqual([])
    expect((await refusalOf(octokit.rest.checks.listAnnotations({ ...place, check_run_id: 3 }))).status).toBe(404)
  })

  it('the runs of a workflow, newest first, by what is asked for', async () => {
    const run = (id: number, facts: Partial<WorkflowRun> = {}) => {
      github.state.runs[id] = { status: 'completed', conclusion: 'success', startedAt: at + id * 60_000, event: 'push', ...facts }
    }
    for (let id = 1; id <= 40; id++) run(id)
    run(41, { branch: 'topic', conclusion: 'failure', pullRequests: [12] })
    run(42, { status: 'in_progress', conclusion: null })
    run(43, { workflowId: 8 })
    run(44, { event: 'schedule' })
    const list = async (query: object = {}) =>
      (await octokit.rest.actions.listWorkflowRuns({ ...place, workflow_id: 7, per_page: 100, ...query })).data
    expect((await list()).workflow_runs.map(({ id }) => id)).toEqual([44, 42, 41, ...Array.from({ length: 40 }, (_, n) => 40 - n)])
    const counts = {
      branch: (await list({ branch: 'main', status: 'completed' })).total_count,
      failure: (await list({ status: 'failure' })).total_count,
      event: (await list({ event: 'schedule' })).total_count,
      created: (await list({ created: '<=2026-11-01T09:10:00Z' })).total_count,
      before: (await list({ created: '<2026-11-01T09:10:00Z' })).total_count,
      span: (await list({ created: '2026-11-01T09:10:00Z..2026-11-01T09:12:00Z' })).total_count,
    }
    expect(counts).toEqual({ branch: 41, failure: 1, event: 1, created: 10, before: 9, span: 3 })
    expect((await list({ status: 'failure' })).workflow_runs[0]?.pull_requests?.map(({ number }) => number)).toEqual([12])
    expect((await list({ status: 'failure', exclude_pull_requests: true })).workflow_runs[0]?.pull_requests).toEqual([])
    const paged = await octokit.paginate(octokit.rest.actions.listWorkflowRuns, { ...place, workflow_id: 7, per_page: 10 })
    expect(paged).toHaveLength(43)
    expect((await refusalOf(list({ workflow_id: 9 }))).status).toBe(404)
  })

  it.each([
    {
      name: 'actions: read',
      permissions: { checks: 'read' } as const,
      call: () => octokit.rest.actions.listWorkflowRuns({ ...place, workflow_id: 7 }),
    },
    { name: 'actions: read', permissions: {}, call: () => octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...place, job_id: 1 }) },
    {
      name: 'checks: read',
      permissions: { actions: 'read' } as const,
      call: () => octokit.rest.checks.listAnnotations({ ...place, check_run_id: 1 }),
    },
  ])('takes $name', async ({ permissions, call }) => {
    github.tokens.set('t', permissions)
    expect(await refusalOf(call())).toMatchObject({ status: 403, message: expect.stringContaining('not accessible') })
  })
})
