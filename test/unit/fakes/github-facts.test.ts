import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Octokit } from '@octokit/rest'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { octokitFor, place, refusalOf } from './github-octokit.ts'

let github: FakeGithub
let octokit: Octokit
const sha = (n: number) => n.toString(16).padStart(40, '0')
beforeEach(async () => {
  github = await startGithub({ token: 't' })
  octokit = octokitFor(github)
  for (let n = 1; n <= 301; n++) {
    github.state.commits.push({ sha: sha(n), message: `Commit ${n}`, name: 'Ann', at: n * 60_000, ...(n % 2 ? { login: 'ann' } : {}) })
  }
})
afterEach(() => github.close())

describe('what GitHub knows of releases, to Octokit', () => {
  it('deployments: newest first, by environment; a success makes the earlier one inactive', async () => {
    const deploy = async (environment: string, ...states: ('in_progress' | 'success' | 'failure')[]) => {
      const made = await octokit.rest.repos.createDeployment({ ...place, ref: 'main', environment })
      const { id } = made.data as { id: number } // 202 would be a message
      for (const state of states) await octokit.rest.repos.createDeploymentStatus({ ...place, deployment_id: id, state })
      return id
    }
    const ids = [
      await deploy('production', 'success'),
      await deploy('staging', 'success'),
      await deploy('production', 'in_progress', 'success'),
    ]
    await deploy('production', 'failure')
    const { data } = await octokit.rest.repos.listDeployments({ ...place, environment: 'production' })
    expect(data.map(({ id }) => id)).toEqual([expect.any(Number), ids[2], ids[0]])
    const states = async (id: number) =>
      (await octokit.rest.repos.listDeploymentStatuses({ ...place, deployment_id: id })).data.map(({ state }) => state)
    expect(await states(ids[0] as number)).toEqual(['inactive', 'success'])
    expect(await states(ids[1] as number)).toEqual(['success'])
    expect(await states(ids[2] as number)).toEqual(['success', 'in_progress'])
  })

  it('commits between two: 250 at once, all by pages, some of nobody', async () => {
    const basehead = `${sha(1)}...main`
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ ...place, basehead })
    expect([data.status, data.total_commits, data.commits.length]).toEqual(['ahead', 300, 250])
    const page = async (number: number) =>
      octokit.rest.repos.compareCommitsWithBasehead({ ...place, basehead, per_page: 100, page: number })
    const pages = [await page(1), await page(2), await page(3)]
    expect(pages.map(({ headers }) => /rel="next"/.test(headers.link ?? ''))).toEqual([true, true, false])
    expect(pages.flatMap((one) => one.data.commits.map((commit) => commit.sha))).toEqual(
      github.state.commits.slice(1).map((one) => one.sha),
    )
    expect([data.commits[0]?.author, data.commits[1]?.author?.login]).toEqual([null, 'ann'])
    expect((await octokit.rest.repos.getCommit({ ...place, ref: 'main' })).data.sha).toBe(sha(301))
  })

  it('commits by branch, tag or beginning; what is none is refused', async () => {
    github.state.refs['feature/a'] = sha(7)
    const named = async (ref: string) => (await octokit.rest.repos.getCommit({ ...place, ref })).data.sha
    expect([await named('feature/a'), await named('refs/heads/feature/a'), await named(sha(9))]).toEqual([sha(7), sha(7), sha(9)])
    const short = await octokit.rest.repos.getCommit({ ...place, ref: 'feature/a', mediaType: { format: 'sha' } })
    expect(short.data).toBe(sha(7))
    expect(await refusalOf(named('nothing'))).toMatchObject({ status: 422, message: expect.stringContaining('No commit found') })
  })

  it('commits that are gone, the same, or the other way round', async () => {
    const compare = (basehead: string) => octokit.rest.repos.compareCommitsWithBasehead({ ...place, basehead })
    expect((await refusalOf(compare(`${'f'.repeat(40)}...main`))).status).toBe(404)
    expect((await compare(`${sha(301)}...main`)).data).toMatchObject({ status: 'identical', total_commits: 0 })
    expect((await compare(`main...${sha(300)}`)).data).toMatchObject({ status: 'behind', behind_by: 1, total_commits: 0 })
  })

  it('runs: who started them, who started them again, and their jobs', async () => {
    const jobs = Array.from({ length: 31 }, (_, n) => ({ id: n + 1, name: `job ${n}`, status: 'completed', conclusion: 'success' }))
    github.state.runs[42] = { status: 'in_progress', conclusion: null, actor: 'ann', triggeringActor: 'bob', attempt: 2, sha: sha(7), jobs }
    const { data } = await octokit.rest.actions.getWorkflowRun({ ...place, run_id: 42 })
    expect(data).toMatchObject({
      actor: { login: 'ann' },
      triggering_actor: { login: 'bob' },
      run_attempt: 2,
      head_sha: sha(7),
      head_branch: 'main',
    })
    expect(await octokit.paginate(octokit.rest.actions.listJobsForWorkflowRun, { ...place, run_id: 42 })).toHaveLength(31)
    expect((await octokit.rest.actions.getWorkflowRunAttempt({ ...place, run_id: 42, attempt_number: 1 })).data.run_attempt).toBe(1)
    expect((await octokit.rest.actions.listWorkflowRunsForRepo(place)).data.total_count).toBe(1)
  })

  it('environments with their rules', async () => {
    github.people.join('ann')
    github.state.environments.production = [
      { type: 'required_reviewers', reviewers: ['ann'] },
      { type: 'wait_timer', wait: 30 },
      { type: 'branch_policy', branches: 'protected' },
    ]
    expect((await octokit.rest.repos.getAllEnvironments(place)).data.environments?.map(({ name }) => name)).toEqual(['production'])
    const { data } = await octokit.rest.repos.getEnvironment({ ...place, environment_name: 'production' })
    const [reviewers, timer, branches] = data.protection_rules ?? []
    expect(reviewers).toMatchObject({ type: 'required_reviewers', reviewers: [{ type: 'User', reviewer: { login: 'ann' } }] })
    expect([timer, branches]).toMatchObject([{ type: 'wait_timer', wait_timer: 30 }, { type: 'branch_policy' }])
    expect(data.deployment_branch_policy).toEqual({ protected_branches: true, custom_branch_policies: false })
    expect((await octokit.rest.repos.getEnvironment({ ...place, environment_name: 'Production' })).data.name).toBe('production')
    github.state.environments.open = []
    const open = await octokit.rest.repos.getEnvironment({ ...place, environment_name: 'open' })
    expect([open.data.protection_rules, open.data.deployment_branch_policy]).toEqual([[], null])
    expect((await refusalOf(octokit.rest.repos.getEnvironment({ ...place, environment_name: 'prod' }))).status).toBe(404)
  })

  it('looks at the permission before it looks at what is wrong with a question', async () => {
    github.tokens.set('reads', { contents: 'read', issues: 'read' })
    github.tokens.set('writes', { contents: 'write', issues: 'write' })
    const ask = (auth: string, path: string) => refusalOf(octokitFor(github, auth).request(`POST /repos/{owner}/{repo}${path}`, place))
    for (const path of ['/git/refs', '/issues']) {
      expect(await ask('reads', path)).toEqual({ status: 403, message: expect.stringContaining('Resource not accessible by integration') })
      expect((await ask('writes', path)).status).toBe(422)
    }
    expect([github.state.issues.size, (await octokit.rest.git.listMatchingRefs({ ...place, ref: 'heads/' })).data.length]).toEqual([0, 1])
  })

  it('people: what they may do, and the members of teams by pages', async () => {
    github.people.join('Ann', { id: 5, permission: 'maintain' })
    const level = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...place, username: 'ann' })
    expect(level.data).toMatchObject({ permission: 'write', role_name: 'maintain', user: { id: 5, login: 'Ann' } })
    expect((await octokit.rest.users.getByUsername({ username: 'ANN' })).data.id).toBe(5)
    expect((await refusalOf(octokit.rest.users.getByUsername({ username: 'nobody' }))).status).toBe(404)
    github.state.teams['acme/sre'] = Array.from({ length: 35 }, (_, n) => github.people.join(`dev${n}`).login)
    const members = await octokit.paginate(octokit.rest.teams.listMembersInOrg, { org: 'acme', team_slug: 'sre' })
    expect(members.map(({ login }) => login)).toEqual(github.state.teams['acme/sre'])
  })
})
