import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Octokit } from '@octokit/rest'
import { fieldsOf } from '../../../src/github/answer.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { octokitFor, place, refusalOf } from './github-octokit.ts'

const file = `name: Release
run-name: Release \${{ inputs.version }} to \${{ github.event.inputs['region'] }}
on:
  workflow_dispatch:
    inputs:
      version: { required: true }
      region: { type: choice, options: [cn, eu], default: eu }
      dry-run: { type: boolean }
`
const releases = '.github/workflows/release.yml'
let now: number
let github: FakeGithub
let octokit: Octokit
beforeEach(async () => {
  now = Date.UTC(2026, 10, 1, 9)
  github = await startGithub({ token: 't', now: () => now })
  octokit = octokitFor(github)
  github.state.files[`main:${releases}`] = file
})
afterEach(() => github.close())

const dispatch = (inputs: Record<string, string> = { version: 'v1' }, more: object = {}) =>
  octokit.rest.actions.createWorkflowDispatch({
    ...place,
    workflow_id: 'release.yml',
    ref: 'main',
    inputs,
    return_run_details: true,
    ...more,
  })
const list = async () => (await octokit.rest.actions.listWorkflowRuns({ ...place, workflow_id: 'release.yml' })).data.workflow_runs
const run = async (run_id: number) => (await octokit.rest.actions.getWorkflowRun({ ...place, run_id })).data
const idOf = async (answer: ReturnType<typeof dispatch>) => Number(fieldsOf((await answer).data).workflow_run_id)

describe('workflows, to Octokit', () => {
  it('are listed with the files of the default branch, those of the git database too', async () => {
    github.state.files['topic:.github/workflows/other.yml'] = file
    const { git } = await github.repository()
    const blob = await git(['hash-object', '-w', '--stdin'], 'on: [push, workflow_dispatch]\n')
    const folder = (entry: string) => git(['mktree'], `${entry}\n`)
    const tree = await folder(
      `040000 tree ${await folder(`040000 tree ${await folder(`100644 blob ${blob}\tci.yaml`)}\tworkflows`)}\t.github`,
    )
    await git(['update-ref', 'refs/heads/main', await git(['commit-tree', tree, '-m', 'CI'])])
    const { data } = await octokit.rest.actions.listRepoWorkflows(place)
    expect(data.workflows.map(({ name, path, state }) => [name, path, state])).toEqual([
      ['.github/workflows/ci.yaml', '.github/workflows/ci.yaml', 'active'],
      ['Release', releases, 'active'],
    ])
    const byNumber = await octokit.rest.actions.getWorkflow({ ...place, workflow_id: Number(data.workflows[1]?.id) })
    expect(byNumber.data.path).toBe(releases)
    expect(await list()).toEqual([])
    expect((await dispatch({}, { workflow_id: 'ci.yaml' })).status).toBe(200)
    expect((await refusalOf(octokit.rest.actions.getWorkflow({ ...place, workflow_id: 'other.yml' }))).status).toBe(404)
  })

  it('are started: a run with its title, which lists show after a while', async () => {
    github.state.runLag = 5000
    const { status, data } = await dispatch()
    expect([status, data]).toEqual([
      200,
      {
        workflow_run_id: expect.any(Number),
        run_url: expect.stringMatching(/\/repos\/acme\/shop\/actions\/runs\/\d+$/),
        html_url: expect.stringMatching(/^https:\/\/github.com\/acme\/shop\/actions\/runs\/\d+$/),
      },
    ])
    const id = Number(fieldsOf(data).workflow_run_id)
    expect(await run(id)).toMatchObject({
      display_title: 'Release v1 to eu',
      name: 'Release',
      event: 'workflow_dispatch',
      status: 'queued',
      head_branch: 'main',
      path: releases,
      actor: { login: 'github-actions[bot]' },
    })
    expect(await list()).toEqual([])
    now += 5000
    expect((await list()).map((one) => one.id)).toEqual([id])
    expect(github.state.runs[id]?.inputs).toEqual({ version: 'v1', region: 'eu', 'dry-run': '' })
  })

  it.each([
    { name: 'was not asked for the run', details: 'told', more: { return_run_details: false }, status: 204 },
    { name: 'is older', details: 'ignored', more: {}, status: 204 },
  ] as const)('a server that $name answers $status', async ({ details, more, status }) => {
    github.state.runDetails = details
    expect(await dispatch(undefined, more)).toMatchObject({ status, data: '' })
    expect(await list()).toHaveLength(1)
  })

  it('a server that does not know the field may refuse it', async () => {
    github.state.runDetails = 'refused'
    expect(await refusalOf(dispatch())).toMatchObject({
      status: 422,
      message: expect.stringContaining('"return_run_details" is not a permitted key'),
    })
    expect(await list()).toEqual([])
  })

  const many = Object.fromEntries(Array.from({ length: 26 }, (_, n) => [`i${n}`, '']))
  it.each([
    { name: 'an input that is none', inputs: { version: 'v1', x: '' }, status: 422, message: /^Unexpected inputs provided: \["x"\]/ },
    { name: 'no required input', inputs: {}, status: 422, message: /^Required input 'version' not provided/ },
    { name: 'no option', inputs: { version: 'v1', region: 'us' }, status: 422, message: /'us' for input 'region' not in the list/ },
    { name: 'neither yes nor no', inputs: { version: 'v1', 'dry-run': 'yes' }, status: 422, message: /'yes' for input 'dry-run'/ },
    { name: 'too many', inputs: many, status: 422, message: /No more than 25/ },
    { name: 'too long', inputs: { version: 'x'.repeat(65_536) }, status: 422, message: /too large/ },
    { name: 'no ref', more: { ref: 'nothing' }, status: 422, message: /^No ref found for: nothing/ },
    { name: 'a commit', more: { ref: 'a'.repeat(40) }, status: 422, message: /^No ref found for: aaa/ },
    { name: 'no workflow', more: { workflow_id: 'none.yml' }, status: 404, message: /^Not Found/ },
    { name: 'no trigger there', more: { ref: 'old' }, status: 422, message: /^Workflow does not have 'workflow_dispatch' trigger/ },
    { name: 'a workflow that is off', more: { workflow_id: 'off.yml' }, status: 422, message: /on a disabled workflow/ },
  ])('are not started with $name', async ({ inputs, more, status, message }) => {
    github.state.files[`old:${releases}`] = 'on: push'
    github.state.files['main:.github/workflows/off.yml'] = file
    github.state.disabledWorkflows.push('off.yml')
    expect(await refusalOf(dispatch(inputs, more))).toEqual({ status, message: expect.stringMatching(message) })
    expect(github.state.runs).toEqual({})
  })

  it('take actions: write', async () => {
    github.tokens.set('t', { actions: 'read' })
    expect(await refusalOf(dispatch())).toMatchObject({ status: 403, message: expect.stringContaining('not accessible') })
    expect(await refusalOf(octokit.rest.actions.cancelWorkflowRun({ ...place, run_id: 1 }))).toMatchObject({ status: 403 })
  })

  it('are ended while they are at work, once', async () => {
    const run_id = await idOf(dispatch())
    const cancel = (id = run_id) => octokit.rest.actions.cancelWorkflowRun({ ...place, run_id: id })
    expect((await cancel()).status).toBe(202)
    expect(await run(run_id)).toMatchObject({ status: 'completed', conclusion: 'cancelled' })
    expect(await refusalOf(cancel())).toMatchObject({ status: 409 })
    expect(await refusalOf(cancel(1))).toMatchObject({ status: 404 })
  })
})

describe('environments, to Octokit', () => {
  const write = (more: object) => octokit.rest.repos.createOrUpdateEnvironment({ ...place, environment_name: 'Production', ...more })
  const read = async () => (await octokit.rest.repos.getEnvironment({ ...place, environment_name: 'production' })).data

  it('are replaced as a whole: what is left away is gone', async () => {
    const { id } = github.people.join('ann')
    const policy = { protected_branches: false, custom_branch_policies: true }
    const reviewers = [
      { type: 'User' as const, id },
      { type: 'Team' as const, id: 7 },
    ]
    await write({ wait_timer: 30, prevent_self_review: true, reviewers, deployment_branch_policy: policy })
    const there = await read()
    expect(there).toMatchObject({ name: 'Production', deployment_branch_policy: policy })
    expect(there.protection_rules).toMatchObject([
      { type: 'wait_timer', wait_timer: 30 },
      {
        type: 'required_reviewers',
        prevent_self_review: true,
        reviewers: [{ reviewer: { login: 'ann' } }, { type: 'Team', reviewer: { id: 7 } }],
      },
      { type: 'branch_policy' },
    ])
    await write({ wait_timer: 5 })
    expect(await read()).toMatchObject({ protection_rules: [{ wait_timer: 5 }], deployment_branch_policy: null })
  })

  it('wait thirty days at most, and take administration: write', async () => {
    expect((await refusalOf(write({ wait_timer: 43_201 }))).status).toBe(422)
    github.tokens.set('t', { actions: 'write' })
    expect((await refusalOf(write({ wait_timer: 1 }))).status).toBe(403)
    expect(github.state.environments).toEqual({})
  })
})

describe('commits and what was checked of them, to Octokit', () => {
  const sha = (n: number) => String(n).repeat(40)
  beforeEach(() => {
    for (const n of [1, 2, 3]) github.state.commits.push({ sha: sha(n), message: `Commit ${n}`, name: 'Ann', at: n })
  })

  it('newest first, of a branch too', async () => {
    github.state.refs.topic = sha(2)
    const of = async (ref?: string) =>
      (await octokit.rest.repos.listCommits({ ...place, ...(ref ? { sha: ref } : {}) })).data.map((one) => one.sha[0])
    expect([await of(), await of('main'), await of('topic'), await of(sha(1))]).toEqual([
      ['3', '2', '1'],
      ['3', '2', '1'],
      ['2', '1'],
      ['1'],
    ])
    expect((await refusalOf(of('nothing'))).status).toBe(404)
  })

  it('checks of apps and of jobs, and the newest status of each context', async () => {
    github.state.checks[sha(1)] = [{ name: 'lint', app: 'circleci', status: 'completed', conclusion: 'success' }]
    const job = { id: 9, name: 'test', status: 'in_progress', conclusion: null }
    github.state.runs[42] = { status: 'in_progress', conclusion: null, sha: sha(1), jobs: [job] }
    github.state.statuses[sha(1)] = [
      { context: 'ci', state: 'pending' },
      { context: 'ci', state: 'success' },
    ]
    const checks = await octokit.rest.checks.listForRef({ ...place, ref: sha(1) })
    expect(checks.data.check_runs.map(({ name, app, details_url }) => [name, app?.slug, details_url?.slice(-13)])).toEqual([
      ['test', 'github-actions', 'runs/42/job/9'],
      ['lint', 'circleci', expect.any(String)],
    ])
    const status = async (ref: string) => (await octokit.rest.repos.getCombinedStatusForRef({ ...place, ref })).data
    expect(await status(sha(1))).toMatchObject({ state: 'success', total_count: 1, statuses: [{ context: 'ci', state: 'success' }] })
    expect(await status(sha(2))).toMatchObject({ state: 'pending', total_count: 0 })
    expect((await refusalOf(status(sha(9)))).status).toBe(422)
  })

  it('branches and tags, annotated ones too', async () => {
    github.state.refs['v1.0.0'] = sha(1)
    const { git } = await github.repository()
    const head = await git(['rev-parse', 'HEAD'])
    await git(['update-ref', 'refs/heads/topic/a', head])
    await git(['tag', '-a', '-m', 'Two', 'v2.0.0', head])
    expect((await octokit.rest.repos.listBranches(place)).data.map(({ name }) => name)).toEqual(['main', 'topic/a'])
    const tags = (await octokit.rest.repos.listTags(place)).data
    expect(tags.map(({ name, commit }) => [name, commit.sha])).toEqual([
      ['v1.0.0', sha(1)],
      ['v2.0.0', head],
    ])
    const { data } = await octokit.rest.git.getRef({ ...place, ref: 'tags/v2.0.0' })
    expect(data.object.type).toBe('tag')
    const tag = await octokit.rest.git.getTag({ ...place, tag_sha: data.object.sha })
    expect(tag.data).toMatchObject({ tag: 'v2.0.0', object: { type: 'commit', sha: head } })
    expect((await octokit.rest.repos.getCommit({ ...place, ref: head.slice(0, 8) })).data.sha).toBe(head)
    expect((await octokit.rest.git.getRef({ ...place, ref: 'tags/v1.0.0' })).data.object.sha).toBe(sha(1))
  })
})
