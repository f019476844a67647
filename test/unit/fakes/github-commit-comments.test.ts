import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Octokit } from '@octokit/rest'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { octokitFor } from './github-octokit.ts'

const sha = 'a'.repeat(40)
const place = { owner: 'acme', repo: 'shop' }
let github: FakeGithub
let octokit: Octokit
beforeEach(async () => {
  github = await startGithub({ token: 't' })
  github.state.commits.push({ sha, message: 'x', name: 'alice', at: 0 })
  octokit = octokitFor(github)
})
afterEach(() => github.close())

const statusOf = (call: Promise<{ status: number }>): Promise<number> =>
  call.then(
    ({ status }) => status,
    (error: { status: number }) => error.status,
  )

/** The fake against GitHub's own client. */
describe('comments of commits', () => {
  it('are made, read, listed, edited and deleted', async () => {
    const { status, data } = await octokit.repos.createCommitComment({ ...place, commit_sha: sha, body: 'one' })
    expect([status, data.commit_id, data.body, data.user?.login]).toEqual([201, sha, 'one', 'github-actions[bot]'])
    expect(data.html_url).toMatch(new RegExp(`/commit/${sha}#commitcomment-${data.id}$`))
    const comment = { ...place, comment_id: data.id }
    expect((await octokit.repos.updateCommitComment({ ...comment, body: 'two' })).data.body).toBe('two')
    expect((await octokit.repos.getCommitComment(comment)).data.body).toBe('two')
    expect((await octokit.repos.listCommentsForCommit({ ...place, commit_sha: sha })).data.map(({ body }) => body)).toEqual(['two'])
    expect((await octokit.repos.deleteCommitComment(comment)).status).toBe(204)
    expect(await statusOf(octokit.repos.getCommitComment(comment))).toBe(404)
    expect(await statusOf(octokit.repos.updateCommitComment({ ...comment, body: 'x' }))).toBe(404)
  })

  it.each([
    { name: 'nothing to say', commit_sha: sha, body: ' ', status: 422 },
    { name: 'too much to say', commit_sha: sha, body: 'x'.repeat(65_537), status: 422 },
    { name: 'a commit that is not there', commit_sha: 'b'.repeat(40), body: 'x', status: 422 },
  ])('are refused with $name', async ({ status, commit_sha, body }) => {
    expect(await statusOf(octokit.repos.createCommitComment({ ...place, commit_sha, body }))).toBe(status)
  })

  it('take a permission', async () => {
    github.tokens.set('t', { contents: 'read' })
    expect(await statusOf(octokit.repos.createCommitComment({ ...place, commit_sha: sha, body: 'x' }))).toBe(403)
  })

  it('leave commits themselves to be read', async () => {
    expect((await octokit.repos.getCommit({ ...place, ref: sha })).data.sha).toBe(sha)
  })
})
