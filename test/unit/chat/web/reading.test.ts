import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from '@jest/globals'
import { listen, open } from './browse.ts'
import { decidedCard } from './example-card.ts'
import { type Opened, openExample } from './open-example.ts'

let opened: Opened | undefined
afterEach(async () => {
  await opened?.channel.close()
  opened = undefined
})

const openPage = async (options?: Parameters<typeof openExample>[0]): Promise<Opened> => {
  opened = await openExample(options)
  return opened
}

/** Every address there is, and what a curious machine would make of it. */
async function addressesOf({ link, url }: Opened): Promise<string[]> {
  const { token } = await open(link('alice'))
  const queries = ['', '?verdict=approve', `?token=${token}&verdict=approve`, `?token=${token}&verdict=reject&reason=x`]
  const links = ['alice', 'bob', 'carol'].map(link)
  const pages = [...links, url, ...links.map((page) => `${page}/`), ...links.map((page) => `${page}/approve`)]
  return [...pages, new URL('/', url).href, new URL('/approve', url).href].flatMap((page) => queries.map((query) => page + query))
}

describe('reading the page', () => {
  it.each(['GET', 'HEAD'])('changes nothing, whatever is fetched with which token (%s)', async (method) => {
    const page = await openPage()
    const before = await open(page.link('alice'))
    const statuses = new Set<number>()
    for (const address of await addressesOf(page)) statuses.add((await open(address, { method })).status)
    const after = await open(page.link('alice'))
    expect([...statuses].sort()).toEqual([200, 404])
    expect([after.token, await page.channel.read()]).toEqual([before.token, []])
    expect(await page.channel.read()).toEqual([])
  })

  it('changes nothing by a stream of changes either', async () => {
    const page = await openPage()
    const { token } = await open(page.link('alice'))
    const stream = await listen(page.link('alice'))
    stream.stop()
    expect([(await open(page.link('alice'))).token, await page.channel.read()]).toEqual([token, []])
  })

  it('tells a stranger only that there is something', async () => {
    const page = await openPage()
    const door = await open(new URL('/', page.url).href)
    expect([door.status, door.body.includes('An approval is open')]).toEqual([200, true])
    expect(door.body.replace(/<style>[\s\S]*<\/style>/, '')).not.toMatch(/shop|production|alice|K7QF2M|<button|<form|<a /)
    await page.channel.update(decidedCard('en'))
    expect((await open(new URL('/', page.url).href)).body).toContain('This approval is closed')
  })

  it('shows everything and no button to those who look on', async () => {
    const page = await openPage()
    const { status, body } = await open(page.url)
    expect([status, body.includes(page.card.headline), body.includes('<button'), body.includes('name="token"')]).toEqual([
      200,
      true,
      false,
      false,
    ])
  })

  it('is by a link that nobody guesses', async () => {
    const page = await openPage()
    const secrets = ['alice', 'bob', 'carol'].map((person) => page.link(person).split('/').at(-1) ?? '')
    expect(new Set(secrets).size).toBe(3)
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url').length).toBe(24)
    expect(page.ref).not.toMatch(new RegExp(secrets.join('|')))
    expect(() => page.link('mallory')).toThrow('mallory does not decide')
  })

  it.each([
    { name: 'a personal link', address: ({ link }: Opened) => link('alice') },
    { name: 'the door', address: ({ url }: Opened) => new URL('/', url).href },
    { name: 'what is not there', address: ({ url }: Opened) => new URL('/favicon.ico', url).href },
    { name: 'a stream of changes', address: ({ url }: Opened) => `${url}/events` },
  ])('is guarded by the browser: $name', async ({ address }) => {
    const page = await openPage({ channel: { url: 'https://127.0.0.1' } })
    const stop = new AbortController()
    const { headers } = await fetch(address(page).replace('https', 'http'), { signal: stop.signal })
    stop.abort()
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    )
    const names = [
      'referrer-policy',
      'cache-control',
      'x-frame-options',
      'x-content-type-options',
      'cross-origin-opener-policy',
      'x-robots-tag',
    ]
    expect(names.map((name) => headers.get(name))).toEqual([
      'no-referrer',
      'no-store, no-transform',
      'DENY',
      'nosniff',
      'same-origin',
      'noindex, nofollow, nosnippet',
    ])
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect([headers.get('set-cookie'), headers.get('access-control-allow-origin')]).toEqual([null, null])
  })

  it('says nothing by HEAD that it would not say by GET, and nothing below', async () => {
    const page = await openPage()
    const { port } = new URL(page.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(`HEAD ${new URL(page.link('alice')).pathname} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    const answer = await textOf(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*content-length: \d{4,}\r\n[\s\S]*\r\n\r\n$/i)
  })
})
