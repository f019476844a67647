import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Octokit } from '@octokit/rest'
import { rateLimited, serverError } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { octokitFor, place, refusalOf } from './github-octokit.ts'

let github: FakeGithub
let octokit: Octokit
let time: number
beforeEach(async () => {
  time = Date.parse('2026-11-01T10:00:00Z')
  github = await startGithub({ token: 't', now: () => time, limits: { hourly: 10 } })
  octokit = octokitFor(github)
  await octokit.rest.issues.create({ ...place, title: 'x' })
})
afterEach(() => github.close())

const comments = (headers: Record<string, string> = {}) => octokit.rest.issues.listComments({ ...place, issue_number: 1, headers })
const counted = () => github.requests.filter(({ isCounted }) => isCounted).length

describe('conditional requests', () => {
  it('that bring nothing new are 304 and cost nothing; what is new is 200', async () => {
    const { headers } = await comments()
    for (let n = 0; n < 20; n++) expect((await refusalOf(comments({ 'if-none-match': String(headers.etag) }))).status).toBe(304)
    expect(counted()).toBe(2)
    github.people.comment('alice', 1, '/approve')
    const fresh = await comments({ 'if-none-match': String(headers.etag) })
    expect([fresh.status, fresh.headers['x-ratelimit-remaining'], fresh.headers.etag === headers.etag]).toEqual([200, '7', false])
  })

  it('may ask by time where one is told', async () => {
    const read = (since: string) => octokit.rest.issues.get({ ...place, issue_number: 1, headers: { 'if-modified-since': since } })
    const { headers } = await octokit.rest.issues.get({ ...place, issue_number: 1 })
    expect((await refusalOf(read(String(headers['last-modified'])))).status).toBe(304)
    time += 2000
    github.people.close('alice', 1)
    expect((await read(String(headers['last-modified']))).data.state).toBe('closed')
  })

  it('differ by form and by address', async () => {
    const { headers } = await comments()
    const tag = { 'if-none-match': String(headers.etag) }
    expect((await comments({ ...tag, accept: 'application/vnd.github.raw+json' })).status).toBe(200)
  })
})

describe('limits', () => {
  it('refuse when the hour is used up, and count anew after it', async () => {
    for (let n = 0; n < 9; n++) await comments()
    const refused = await comments().catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 403, response: { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '10' } } })
    expect(counted()).toBe(10)
    time += 3_600_000
    expect((await comments()).headers['x-ratelimit-remaining']).toBe('9')
  })

  it('refuse too much new content in a minute, and say how long to wait', async () => {
    github.limits.hourly = 1000
    const say = () => octokit.rest.issues.createComment({ ...place, issue_number: 1, body: 'x' })
    for (let n = 0; n < 79; n++) await say()
    const refused = await say().catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 403, response: { headers: { 'retry-after': '60' } } })
    expect((await comments()).status).toBe(200)
    time += 61_000
    expect((await say()).status).toBe(201)
  })
})

describe('permissions', () => {
  const cases = [
    {
      name: 'write where only reading is allowed',
      permissions: { issues: 'read' },
      call: () => octokitFor(github, 'less').rest.issues.create({ ...place, title: 'x' }),
      needs: 'issues=write',
    },
    {
      name: 'read where nothing is allowed',
      permissions: {},
      call: () => octokitFor(github, 'less').rest.repos.listDeployments(place),
      needs: 'deployments=read',
    },
    {
      name: 'members, which a job never may',
      permissions: { issues: 'write' },
      call: () => octokitFor(github, 'less').rest.teams.listMembersInOrg({ org: 'acme', team_slug: 'sre' }),
      needs: 'members=read',
    },
  ] as const
  it.each(cases)('refuse to $name, and name what is needed', async ({ permissions, call, needs }) => {
    github.tokens.set('less', permissions)
    const refused = await call().catch((error: unknown) => error)
    expect(refused).toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
      response: { headers: { 'x-accepted-github-permissions': needs } },
    })
  })

  it('of either kind do for comments', async () => {
    github.tokens.set('pulls', { pull_requests: 'write' })
    github.people.openPull('alice', 'Topic')
    expect((await octokitFor(github, 'pulls').rest.issues.createComment({ ...place, issue_number: 2, body: 'x' })).status).toBe(201)
  })

  it('tell foreign tokens nothing', async () => {
    expect((await refusalOf(octokitFor(github, 'foreign').rest.repos.get(place))).status).toBe(404)
    expect((await refusalOf(octokitFor(github, 'expired').rest.repos.get(place))).status).toBe(401)
  })
})

describe('faults', () => {
  it('hit the next requests that match, before or after they are carried out', async () => {
    const say = (body: string) => octokit.rest.issues.createComment({ ...place, issue_number: 1, body })
    const isPost = ({ method }: { method: string }) => method === 'POST'
    github.faults.next({ does: serverError }, { matching: isPost })
    github.faults.next({ does: serverError, afterwards: true }, { matching: isPost })
    github.faults.next({ does: 'reset' }, { matching: isPost })
    github.faults.next({ does: 'reset', afterwards: true }, { matching: isPost })
    for (const words of ['a', 'b', 'c', 'd']) await expect(say(words)).rejects.toThrow()
    await say('e')
    expect((await comments()).data.map(({ body }) => body)).toEqual(['b', 'd', 'e'])
    expect(github.requests.slice(1).map(({ status, isCounted }) => [status, isCounted])).toEqual([
      [502, true],
      [502, true],
      [undefined, false],
      [201, true],
      [201, true],
      [200, true],
    ])
  })

  it('last as long as an outage does, or never answer', async () => {
    github.faults.outage = { does: 'reset' }
    for (let n = 0; n < 3; n++) await expect(comments()).rejects.toThrow()
    github.faults.outage = { does: 'hang' }
    const hung = octokit.rest.issues.listComments({ ...place, issue_number: 1, request: { signal: AbortSignal.timeout(50) } })
    await expect(hung).rejects.toThrow()
    expect(github.requests.at(-1)?.status).toBeUndefined()
    github.faults.outage = undefined
    github.faults.chance = ({ path }) => (path.endsWith('/comments') ? { does: rateLimited(5) } : undefined)
    expect((await refusalOf(comments())).status).toBe(403)
    expect((await octokit.rest.repos.get(place)).status).toBe(200)
  })
})

it('a server of its own has its own base', async () => {
  await using enterprise = await startGithub({ token: 't', basePath: '/api/v3' })
  enterprise.people.openIssue('alice', 'x')
  for (let n = 0; n < 31; n++) enterprise.people.comment('alice', 1, `${n}`)
  const client = octokitFor(enterprise)
  expect(await client.paginate(client.rest.issues.listComments, { ...place, issue_number: 1 })).toHaveLength(31)
  expect((await fetch(`${enterprise.url.replace('/api/v3', '')}/repos/acme/shop`, { headers: { authorization: 'token t' } })).status).toBe(
    404,
  )
})
