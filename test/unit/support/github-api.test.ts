import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { rateLimited } from '../../support/github-answers.ts'
import { type FakeGithub, startGithub } from '../../support/github-api.ts'

let github: FakeGithub
beforeEach(async () => {
  const runs = { 42: { status: 'in_progress', conclusion: null } } as const
  github = await startGithub({ token: 't', state: { runs: { ...runs }, files: { 'main:a/b c.yml': 'x: 1\n', 'v1:a': 'old' } } })
})
afterEach(() => github.close())

const get = (path: string, headers: Record<string, string> = { authorization: 'Bearer t' }) => fetch(`${github.url}${path}`, { headers })

describe('the small GitHub', () => {
  it('tells of runs, as they are now', async () => {
    expect(await (await get('/repos/acme/shop/actions/runs/42')).json()).toMatchObject({ id: 42, status: 'in_progress', conclusion: null })
    github.state.runs[42] = { status: 'completed', conclusion: 'cancelled' }
    expect(await (await get('/repos/acme/shop/actions/runs/42')).json()).toMatchObject({ status: 'completed', conclusion: 'cancelled' })
  })

  it('hands out files, raw or as base64', async () => {
    const raw = await get('/repos/acme/shop/contents/a/b%20c.yml', { authorization: 'token t', accept: 'application/vnd.github.raw+json' })
    expect(await raw.text()).toBe('x: 1\n')
    const { content } = (await (await get('/repos/acme/shop/contents/a?ref=v1')).json()) as { content: string }
    expect(Buffer.from(content, 'base64').toString()).toBe('old')
  })

  it('knows its default branch', async () => {
    expect(await (await get('/repos/acme/shop')).json()).toMatchObject({ default_branch: 'main' })
  })

  const refusals = [
    { name: 'without a token', path: '/repos/acme/shop', headers: {}, status: 401 },
    { name: 'with a foreign token', path: '/repos/acme/shop', headers: { authorization: 'Bearer x' }, status: 404 },
    { name: 'of another repository', path: '/repos/acme/other', headers: { authorization: 'Bearer t' }, status: 404 },
    { name: 'of an unknown run', path: '/repos/acme/shop/actions/runs/1', headers: { authorization: 'Bearer t' }, status: 404 },
  ]
  for (const { name, path, headers, status } of refusals) {
    it(`refuses what is asked ${name}`, async () => {
      const response = await get(path, headers as Record<string, string>)
      expect([response.status, ((await response.json()) as { status: string }).status]).toEqual([status, String(status)])
    })
  }

  it('fails once when told to', async () => {
    github.failNext(rateLimited(1_800_000_000))
    const limited = await get('/repos/acme/shop')
    expect([limited.status, limited.headers.get('x-ratelimit-remaining'), limited.headers.get('x-ratelimit-reset')]).toEqual([
      403,
      '0',
      '1800000000',
    ])
    expect((await get('/repos/acme/shop')).status).toBe(200)
    expect(github.requests.map(({ path }) => path)).toEqual(['/repos/acme/shop', '/repos/acme/shop'])
  })
})
