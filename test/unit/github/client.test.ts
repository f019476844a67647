import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { gitHubWith } from '../../../src/github/client.ts'
import { readRepositoryFile } from '../../../src/github/read-file.ts'
import { runFinished } from '../../../src/github/run-finished.ts'
import { RemoteError } from '../../../src/kit/errors.ts'

let server: Server | undefined
const asked: { url: string; authorization: string | undefined; accept: string | undefined }[] = []
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  asked.length = 0
})

/** GitHub, as far as one answer goes. */
async function gitHub(status: number, body = '', token = 't0ken') {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization, accept: request.headers.accept })
    response.writeHead(status).end(body)
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return gitHubWith(token, { GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

describe('gitHubWith', () => {
  it('asks with the token, and without one when there is none', async () => {
    await (await gitHub(200)).get('/x')
    expect(asked[0]?.authorization).toBe('Bearer t0ken')
    server?.close()
    await (await gitHub(200, '', '')).get('/x')
    expect(asked[1]?.authorization).toBeUndefined()
  })

  it.each([
    { status: 401, retryable: false },
    { status: 403, retryable: false },
    { status: 429, retryable: true },
    { status: 500, retryable: true },
    { status: 503, retryable: true },
  ])('$status is a fault of GitHub, to be tried again: $retryable', async ({ status, retryable }) => {
    const fault = await (await gitHub(status)).get('/x').catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(RemoteError)
    expect(fault).toMatchObject({ code: 'github-failed', retryable })
    expect(String((fault as RemoteError).problem.en)).not.toContain('t0ken')
  })

  it('that nobody answers is a fault that may pass', async () => {
    const github = await gitHub(200)
    await new Promise((resolve) => server?.close(resolve))
    await expect(github.get('/x')).rejects.toMatchObject({ code: 'github-failed', retryable: true })
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
