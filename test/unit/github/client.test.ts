import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { readRepositoryFile } from '../../../src/github/read-file.ts'
import { runFinished } from '../../../src/github/run-finished.ts'
import { RemoteError } from '../../../src/kit/errors.ts'
import { type LeapingClock, leapingClock } from './leaping-clock.ts'

let server: Server | undefined
let clock: LeapingClock
const asked: { url: string; authorization: string | undefined; accept: string | undefined }[] = []
beforeEach(() => {
  clock = leapingClock()
})
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  asked.length = 0
})

/** GitHub, as far as one answer goes. */
async function gitHub(status: number, body = '', token = 't0ken', headers: Record<string, string> = {}): Promise<GitHub> {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization, accept: request.headers.accept })
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return gitHubWith(token, { GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, { clock, random: () => 0 })
}

const faultOf = (call: Promise<unknown>): Promise<RemoteError> => call.then(() => expect(true).toBe(false)).catch((error) => error)

describe('gitHubWith', () => {
  it('asks with the token, and without one when there is none', async () => {
    const known = await gitHub(200)
    await known.get('/x')
    expect([asked[0]?.authorization, known.isAnonymous]).toEqual(['Bearer t0ken', false])
    server?.close()
    const anonymous = await gitHub(200, '', '')
    await anonymous.get('/x')
    expect([asked[1]?.authorization, anonymous.isAnonymous]).toEqual([undefined, true])
  })

  it.each([
    { status: 400, retryable: false, tries: 1 },
    { status: 403, retryable: false, tries: 1 },
    { status: 410, retryable: false, tries: 1 },
    { status: 422, retryable: false, tries: 1 },
    { status: 500, retryable: true, tries: 3 },
    { status: 503, retryable: true, tries: 3 },
  ])('$status is a fault of GitHub after $tries tries, to be tried again later: $retryable', async ({ status, retryable, tries }) => {
    const fault = await faultOf((await gitHub(status)).get('/x'))
    expect(fault).toBeInstanceOf(RemoteError)
    expect(fault).toMatchObject({ code: 'github-failed', retryable })
    expect(JSON.stringify(fault)).not.toContain('t0ken')
    expect(asked).toHaveLength(tries)
  })

  it('that nobody answers is a fault that may pass', async () => {
    const github = await gitHub(200)
    await new Promise((resolve) => server?.close(resolve))
    await expect(github.get('/x')).rejects.toMatchObject({ code: 'network-failed', retryable: true })
    expect(clock.waits).toEqual([200, 400])
  })

  it('404 is nothing', async () => {
    expect(await (await gitHub(404)).get('/x')).toBeUndefined()
  })

  const permissions = [
    {
      name: 'the one that the call says',
      body: '{"message":"Resource not accessible by integration"}',
      headers: { 'x-accepted-github-permissions': 'contents=read' },
      needs: 'contents: write',
      named: 'contents: write',
    },
    {
      name: 'the first that GitHub would accept',
      body: '{"message":"Resource not accessible by integration"}',
      headers: { 'x-accepted-github-permissions': 'pull_requests=write,contents=read; issues=write' },
      needs: undefined,
      named: 'pull-requests: write,contents: read',
    },
    {
      name: 'of a personal token',
      body: '{"message":"Resource not accessible by personal access token"}',
      headers: {},
      needs: 'issues: write',
      named: 'issues: write',
    },
  ]
  it.each(permissions)('names the missing permission: $name', async ({ body, headers, needs, named }) => {
    const fault = await faultOf(
      (await gitHub(403, body, 't', headers as Record<string, string>)).act({ path: '/x', ...(needs ? { needs } : {}) }),
    )
    expect(fault).toMatchObject({ code: 'github-permission', retryable: false })
    expect([fault.problem.en, fault.remedy?.en, fault.remedy?.['zh-CN']].every((words) => words?.includes(named))).toBe(true)
  })

  it('says when the token is not known', async () => {
    const fault = await faultOf((await gitHub(401, '{"message":"Bad credentials"}')).get('/x'))
    expect(fault).toMatchObject({ code: 'github-permission', retryable: false })
    expect(fault.problem.en).toContain('token')
  })

  it('repeats what GitHub says, in one printable line', async () => {
    const fault = await faultOf((await gitHub(422, JSON.stringify({ message: 'Validation\n::error::Failed\u001b[2J' }))).get('/x'))
    expect(fault.problem.en).toBe('GitHub did not answer as expected: HTTP 422, “Validation⏎: :error::Failed·[2J”.')
  })

  it('goes through another address when told', async () => {
    const github = await gitHub(200)
    const { port } = (server as Server).address() as AddressInfo
    const other = gitHubWith('t0ken', {}, { clock }).through({ api: `http://127.0.0.1:${port}/api/v3/` })
    await Promise.all([other.get('/user'), github.get('/user')])
    expect(asked.map(({ url }) => url).sort()).toEqual(['/api/v3/user', '/user'])
  })
})

describe('readRepositoryFile', () => {
  it.each([
    {
      name: 'of a branch',
      ref: 'feature/a b',
      path: '.github/sallyport.yml',
      url: '/repos/acme/shop/contents/.github/sallyport.yml?ref=feature%2Fa%20b',
    },
    { name: 'of the default branch', ref: 'default-branch', path: 'a#b?.yml', url: '/repos/acme/shop/contents/a%23b%3F.yml' },
  ])('asks for the file $name', async ({ ref, path, url }) => {
    expect(await readRepositoryFile(await gitHub(200, 'locale: en\n'), 'acme/shop', ref, path)).toBe('locale: en\n')
    expect(asked[0]).toMatchObject({ url, accept: 'application/vnd.github.raw+json' })
  })

  it('is undefined where there is none', async () => {
    expect(await readRepositoryFile(await gitHub(404), 'acme/shop', 'main', 'x')).toBeUndefined()
  })
})

describe('runFinished', () => {
  it.each([
    { name: 'has ended', status: 200, body: '{"status":"completed"}', finished: true },
    { name: 'still runs', status: 200, body: '{"status":"in_progress"}', finished: false },
    { name: 'says something else', status: 200, body: '{}', finished: false },
    { name: 'is not known', status: 404, body: '', finished: undefined },
    { name: 'may not be asked about', status: 403, body: '', finished: undefined },
    { name: 'is answered with nonsense', status: 200, body: '<html>', finished: undefined },
  ])('a run that $name', async ({ status, body, finished }) => {
    expect(await runFinished(await gitHub(status, body), 'acme/shop', '7')).toBe(finished)
  })

  it.each([
    ['acme', '7'],
    ['acme/shop/../x', '7'],
    ['acme/shop', '7/../8'],
    ['', ''],
  ])('does not ask about %s, %s', async (repository, run) => {
    expect(await runFinished(await gitHub(200, '{"status":"completed"}'), repository, run)).toBeUndefined()
    expect(asked).toEqual([])
  })
})
