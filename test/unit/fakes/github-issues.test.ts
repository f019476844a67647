import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Octokit } from '@octokit/rest'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { octokitFor, place, refusalOf } from './github-octokit.ts'

let github: FakeGithub
let octokit: Octokit
beforeEach(async () => {
  github = await startGithub({ token: 't' })
  octokit = octokitFor(github)
})
afterEach(() => github.close())

const openIssue = async () => (await octokit.rest.issues.create({ ...place, title: 'Approve?', body: 'Please' })).data
const commentsOf = (issue_number: number, per_page?: number) =>
  octokit.paginate(octokit.rest.issues.listComments, { ...place, issue_number, ...(per_page ? { per_page } : {}) })

describe('issues, to Octokit', () => {
  it('are created, read, changed, closed with a reason, reopened', async () => {
    const { number, user } = await openIssue()
    expect([number, user?.login, user?.type]).toEqual([1, 'github-actions[bot]', 'Bot'])
    const change = { ...place, issue_number: number }
    await octokit.rest.issues.update({ ...change, title: 'Done', body: 'Thanks', state: 'closed', state_reason: 'not_planned' })
    expect((await octokit.rest.issues.get(change)).data).toMatchObject({
      title: 'Done',
      body: 'Thanks',
      state: 'closed',
      state_reason: 'not_planned',
      closed_by: { login: 'github-actions[bot]' },
    })
    expect((await octokit.rest.issues.update({ ...change, state: 'open' })).data).toMatchObject({
      state: 'open',
      state_reason: 'reopened',
      closed_at: null,
    })
  })

  const refused = [
    { name: 'without a title', fields: { title: ' ' }, status: 422 },
    { name: 'with a title that is too long', fields: { title: 'x'.repeat(257) }, status: 422 },
    { name: 'with a body that is too long', fields: { title: 'x', body: 'x'.repeat(65_537) }, status: 422 },
    { name: 'with an assignee who may only read', fields: { title: 'x', assignees: ['reader'] }, status: 422 },
    { name: 'with an assignee nobody knows', fields: { title: 'x', assignees: ['nobody'] }, status: 422 },
    { name: 'with eleven assignees', fields: { title: 'x', assignees: Array.from({ length: 11 }, (_, n) => `dev${n}`) }, status: 422 },
  ]
  it.each(refused)('are refused $name, and nothing is created', async ({ fields, status }) => {
    github.people.join('reader', { permission: 'read' })
    for (let n = 0; n < 11; n++) github.people.join(`dev${n}`)
    expect((await refusalOf(octokit.rest.issues.create({ ...place, ...fields }))).status).toBe(status)
    expect(github.state.issues.size).toBe(0)
    await octokit.rest.issues.create({ ...place, title: 'x', assignees: ['dev1'] })
  })

  it('switched off, deleted, moved or archived say so', async () => {
    const { number } = await openIssue()
    const read = () => octokit.rest.issues.get({ ...place, issue_number: number })
    github.people.deleteIssue(number)
    expect((await refusalOf(read())).status).toBe(410)
    github.people.moveIssue(number, `${github.url}/repositories/77/issues/3`)
    expect(await octokit.request('GET /repos/acme/shop/issues/1', { request: { redirect: 'manual' } })).toMatchObject({ status: 301 })
    github.state.hasIssues = false
    expect(await refusalOf(openIssue())).toMatchObject({ status: 410, message: expect.stringContaining('Issues has been disabled') })
    expect((await octokit.rest.repos.get(place)).data.has_issues).toBe(false)
    github.state.isArchived = true
    expect(await refusalOf(openIssue())).toMatchObject({ status: 403, message: expect.stringContaining('archived') })
  })

  it('share their numbers and comments with pull requests', async () => {
    github.people.openPull('alice', 'Topic')
    expect((await openIssue()).number).toBe(2)
    expect((await octokit.rest.pulls.get({ ...place, pull_number: 1 })).data).toMatchObject({ draft: false, head: { ref: 'topic' } })
    expect((await refusalOf(octokit.rest.pulls.get({ ...place, pull_number: 2 }))).status).toBe(404)
    await octokit.rest.issues.createComment({ ...place, issue_number: 1, body: 'Hi' })
    const listed = await octokit.rest.issues.listForRepo({ ...place, state: 'all' })
    expect(listed.data.map((issue) => [issue.number, Boolean(issue.pull_request), issue.comments])).toEqual([
      [2, false, 0],
      [1, true, 1],
    ])
  })
})

describe('comments, to Octokit', () => {
  it.each([
    { name: '30 at a time', count: 251, size: undefined, pages: 9 },
    { name: '100 at a time', count: 251, size: 100, pages: 3 },
    { name: 'never more than 100', count: 201, size: 500, pages: 3 },
  ])('come $name, through links', async ({ count, size, pages }) => {
    const { number } = await openIssue()
    for (let n = 0; n < count; n++) github.people.comment('alice', number, `${n}`)
    const before = github.requests.length
    expect((await commentsOf(number, size)).map(({ body }) => body)).toEqual(Array.from({ length: count }, (_, n) => `${n}`))
    expect(github.requests.length - before).toBe(pages)
  })

  it('know who wrote them, when they were changed, and by which app', async () => {
    let time = Date.parse('2026-11-01T10:00:00.900Z')
    await using clocked = await startGithub({ token: 't', now: () => time })
    const client = octokitFor(clocked)
    await client.rest.issues.create({ ...place, title: 'x' })
    clocked.people.join('Alice', { id: 7, permission: 'admin' })
    const comment = clocked.people.comment('alice', 1, 'first')
    time += 5000
    clocked.people.edit(comment, 'second')
    clocked.people.comment('bob', 1, 'through Slack', 'slack')
    await client.rest.issues.createComment({ ...place, issue_number: 1, body: 'mine' })
    const { data } = await client.rest.issues.listComments({ ...place, issue_number: 1 })
    expect(data[0]).toMatchObject({
      body: 'second',
      user: { login: 'Alice', id: 7, type: 'User' },
      author_association: 'OWNER',
      created_at: '2026-11-01T10:00:00Z',
      updated_at: '2026-11-01T10:00:05Z',
      performed_via_github_app: null,
    })
    expect(data.slice(1).map((one) => [one.user?.type, one.performed_via_github_app?.slug])).toEqual([
      ['User', 'slack'],
      ['Bot', 'github-actions'],
    ])
    const since = await client.rest.issues.listComments({ ...place, issue_number: 1, since: '2026-11-01T10:00:05Z' })
    expect(since.data).toHaveLength(3)
    clocked.people.erase(comment)
    expect((await client.rest.issues.listComments({ ...place, issue_number: 1 })).data).toHaveLength(2)
  })

  it('carry each reaction of a person once', async () => {
    const { number } = await openIssue()
    const { id } = github.people.comment('alice', number, '/approve')
    const react = (content: '+1' | 'confused') => octokit.rest.reactions.createForIssueComment({ ...place, comment_id: id, content })
    expect([(await react('+1')).status, (await react('+1')).status, (await react('confused')).status]).toEqual([201, 200, 201])
    const { data } = await octokit.rest.reactions.listForIssueComment({ ...place, comment_id: id })
    expect(data.map(({ content, user }) => [content, user?.login])).toEqual([
      ['+1', 'github-actions[bot]'],
      ['confused', 'github-actions[bot]'],
    ])
    expect((await refusalOf(octokit.request('POST /repos/acme/shop/issues/comments/{id}/reactions', { id, content: 'no' }))).status).toBe(
      422,
    )
  })

  it('of a locked conversation are for those who may write, and have no reactions', async () => {
    const { number } = await openIssue()
    const { id } = github.people.comment('alice', number, 'x')
    await octokit.rest.issues.lock({ ...place, issue_number: number })
    await octokit.rest.issues.createComment({ ...place, issue_number: number, body: 'still' })
    const react = octokit.rest.reactions.createForIssueComment({ ...place, comment_id: id, content: '+1' })
    expect((await refusalOf(react)).status).toBe(403)
  })
})
