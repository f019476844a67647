import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { fieldsOf, listOf } from '../../../src/github/answer.ts'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { ledgerStore } from '../../../src/github/ledger-store.ts'
import { listed } from '../../../src/github/listed.ts'
import { readRepositoryFile } from '../../../src/github/read-file.ts'
import { describeAgainst, type RunningServer } from '../../support/independent-server.ts'

const token = '0000000000000000000000000000000000000001'
const owner = 'octokit-fixture-org'

/**
 * GitHub's own answers, as Octokit recorded them: each request must be the next of the recording, with its method, path, query, body, media
 * types and token. Nothing was recorded of comments, runs, limits or answers that have not changed (304): those only our fake has.
 */
describeAgainst('github-recordings', 'what GitHub answered Octokit', (recordings) => {
  let server: RunningServer
  let api = ''
  let github: GitHub
  beforeAll(async () => {
    server = await recordings.start()
  })
  afterAll(() => server?.close())

  const play = async (scenario: string): Promise<void> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}/fixtures`, { method: 'POST', headers, body: JSON.stringify({ scenario }) })
    api = ((await answer.json()) as { url: string }).url
    github = gitHubWith(token, { GITHUB_API_URL: api })
  }
  // A recording that was played to its end is there no more.
  afterEach(async () => {
    const answer = await fetch(api, { headers: { accept: 'application/json' } })
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/^Fixture "\w+" not found$/) })
  })

  it('is read page by page, to where its Link headers lead', async () => {
    await play('paginate-issues')
    const path = `/repos/${owner}/paginate-issues/issues?per_page=3`
    const found = await listed(github, { path, field: '', needs: 'issues: read', mostPages: 10, signal: undefined })
    expect(found?.entries.map(({ title }) => title)).toEqual(Array.from({ length: 13 }, (_, index) => `Test issue ${13 - index}`))
    expect(found?.isWhole).toBe(true)
  })

  it('is a reference that is made, moved and removed', async () => {
    await play('git-refs')
    const [path, sha] = [`/repos/${owner}/git-refs/git/refs`, (number: number) => String(number).padStart(40, '0')]
    const refs = async () =>
      listOf((await github.get(`${path}/`))?.json()).map((ref) => [fieldsOf(ref).ref, fieldsOf(fieldsOf(ref).object).sha])
    const store = ledgerStore(github, `${owner}/git-refs`, Date.now)
    expect(await refs()).toEqual([['refs/heads/main', sha(1)]])
    expect(await store.move('heads/test', sha(2), true)).toBe('moved')
    // The ledger says `force: false` besides, which is what GitHub assumes; the recording leaves it to that.
    const moved = await github.act({ method: 'PATCH', path: `${path}/heads/test`, body: { sha: sha(1) } })
    expect(fieldsOf(moved.json())).toMatchObject({ ref: 'refs/heads/test', object: { sha: sha(1) } })
    expect(await refs()).toEqual([
      ['refs/heads/main', sha(1)],
      ['refs/heads/test', sha(1)],
    ])
    await store.delete('heads/test')
  })

  it('sends us on to a repository that was renamed, for writing too', async () => {
    await play('rename-repository')
    const path = `/repos/${owner}/rename-repository`
    const name = 'rename-repository-newname'
    await github.act({ method: 'PATCH', path, body: { name } })
    const found = await github.get(path)
    expect(found?.url).toBe(`${api}/repositories/1000`)
    expect(found?.json()).toMatchObject({ full_name: `${owner}/${name}` })
    const written = await github.act({ method: 'PATCH', path, body: { name, description: 'test description' } })
    expect(written.json()).toMatchObject({ full_name: `${owner}/${name}`, description: 'test description' })
  })

  it('sends us to an archive elsewhere, where the token does not go', async () => {
    await play('get-archive')
    const answer = await github.send({ path: `/repos/${owner}/get-archive/tarball/main` })
    expect(answer.status).toBe(302)
    const archive = await github.outside({ url: String(answer.headers.location), headers: { accept: '*/*' } })
    expect(archive).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-gzip' } })
  })

  it('is a file as it is', async () => {
    await play('get-content')
    const folder = await github.get(`/repos/${owner}/hello-world/contents/`)
    expect(folder?.json()).toMatchObject([{ path: 'README.md' }])
    expect(await readRepositoryFile(github, `${owner}/hello-world`, 'default-branch', 'README.md')).toBe('# hello-world')
  })

  it('is that something is not valid, in GitHub’s own words', async () => {
    await play('errors')
    const call = { method: 'POST', path: `/repos/${owner}/errors/labels`, body: { name: 'foo', color: 'invalid' } } as const
    await expect(github.act(call)).rejects.toMatchObject({
      code: 'github-failed',
      status: 422,
      retryable: false,
      problem: { en: 'GitHub did not answer as expected: HTTP 422, “Validation Failed”.' },
    })
  })

  it('is that there is no such thing, and nothing at all where it was removed', async () => {
    await play('branch-protection')
    const path = `/repos/${owner}/branch-protection/branches/main/protection`
    const none = { required_status_checks: null, required_pull_request_reviews: null, restrictions: null, enforce_admins: false }
    const strict = {
      required_status_checks: { strict: true, contexts: ['foo/bar'] },
      required_pull_request_reviews: {
        dismissal_restrictions: { users: ['octokit-fixture-user-a'], teams: [] },
        dismiss_stale_reviews: true,
        require_code_owner_reviews: false,
      },
      restrictions: { users: ['octokit-fixture-user-a'], teams: ['a-team'] },
      enforce_admins: true,
    }
    expect(await github.get(path)).toBeUndefined()
    for (const body of [none, strict]) await github.act({ method: 'PUT', path, body })
    expect(await github.act({ method: 'DELETE', path })).toMatchObject({ status: 204, body: '' })
  })
})
